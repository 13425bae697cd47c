"""The Web API's methods about people, bots and workspaces."""

from tests.fakes.objects import Json
from tests.fakes.slack.asks import Ask, Method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.world import User


def described(ask: Ask, user: User) -> Json:
    """A person as the vendor describes them to this bot: outsiders and strangers lack some fields."""
    outside = user.team_id != ask.installation.team_id
    team = ask.vendor.world.teams[user.team_id]
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "title": user.title,
        "team": user.team_id,
    }
    if user.email and "users:read.email" in ask.installation.scopes and (not outside or user.email_shown_outside):
        profile["email"] = user.email
    body: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if team.enterprise_id:
        body["enterprise_user"] = {
            "id": user.id,
            "enterprise_id": team.enterprise_id,
            "enterprise_name": team.enterprise_name,
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "teams": [user.team_id],
        }
    if outside:
        body["is_stranger"] = user.is_stranger
    if user.is_stranger:
        return body | {"profile": {"team": user.team_id}}
    if user.deleted:
        return body
    body |= {
        "color": "9f69e7",
        "real_name": user.real_name,
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_email_confirmed": True,
    }
    if user.tz:
        body |= {"tz": user.tz, "tz_label": user.tz, "tz_offset": user.tz_offset}
    if ask.flag("include_locale"):
        body["locale"] = user.locale
    return body


def info(ask: Ask) -> Json:
    """`users.info`."""
    return {"user": described(ask, ask.person(ask.needed("user")))}


def listed(ask: Ask) -> Json:
    """`users.list`: everybody of the workspace, and outsiders it shares channels with."""
    world = ask.vendor.world
    known = [u for u in world.users.values() if world.knows(ask.installation.team_id, u)]
    return ask.paged("members", [described(ask, user) for user in known], 1000, 1000) | {"cache_ts": 1_700_000_000}


def by_email(ask: Ask) -> Json:
    """`users.lookupByEmail`: people of the workspace only."""
    wanted = ask.needed("email").lower()
    for user in ask.vendor.world.users.values():
        if (user.email or "").lower() == wanted and user.team_id == ask.installation.team_id and not user.deleted:
            return {"user": described(ask, user)}
    raise Refused("users_not_found")


def auth_test(ask: Ask) -> Json:
    """`auth.test`: whose token this is."""
    installation = ask.installation
    team = ask.vendor.world.teams[installation.team_id]
    body: Json = {
        "url": f"https://{team.domain}.slack.example/",
        "team": team.name,
        "user": ask.bot.name,
        "team_id": team.id,
        "user_id": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "is_enterprise_install": installation.is_enterprise_install,
    }
    if team.enterprise_id:
        body["enterprise_id"] = team.enterprise_id
    return body


def revoke(ask: Ask) -> Json:
    """`auth.revoke`: this token is dead from now on."""
    if ask.flag("test"):
        return {"revoked": False}
    for token in ask.installation.tokens:
        token.revoked = token.revoked or token.text == ask.token
    return {"revoked": True}


def team_info(ask: Ask) -> Json:
    """`team.info`: the workspace of the token, or one it is connected to."""
    team = ask.vendor.world.teams.get(ask.text("team") or ask.installation.team_id)
    if team is None:
        raise Refused("team_not_found")
    body: Json = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}
    if team.enterprise_id:
        body |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}
    return {"team": body}


def bot_info(ask: Ask) -> Json:
    """`bots.info`: which app and which user a bot_id stands for."""
    wanted = ask.text("bot") or ask.installation.bot_id
    found = next((i for i in ask.vendor.installs.all if i.bot_id == wanted), None)
    if found is None:
        raise Refused("bot_not_found")
    name = ask.vendor.bot_of(found).name
    body = {"id": wanted, "deleted": found.removed, "name": name, "app_id": found.app_id, "user_id": found.bot_user_id}
    return {"bot": body}


METHODS = {
    "auth.test": Method(auth_test, 5),
    "auth.revoke": Method(revoke, 3),
    "users.info": Method(info, 4, "users:read"),
    "users.list": Method(listed, 2, "users:read"),
    "users.lookupByEmail": Method(by_email, 3, "users:read.email"),
    "team.info": Method(team_info, 3, "team:read"),
    "bots.info": Method(bot_info, 3, "users:read"),
}

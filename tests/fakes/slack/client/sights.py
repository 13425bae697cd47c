"""What one person has before their eyes, as JSON for the page: places, messages, a dialog, the Home tab."""

from tests.fakes.objects import Json, copied
from tests.fakes.slack.messages import Message
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel, User


def before(vendor: Vendor, who: User, place: Channel | None) -> Json:
    """Everything `who` sees while `place` is open; secrets and what others see in private are not in it."""
    installed = vendor.installs.of(who.team_id)
    bot = vendor.bot_of(installed) if installed else None
    if bot is not None:
        vendor.world.direct(bot, who)  # It stands in the sidebar before anything was said.
    modal = next((v for v in _open(vendor) if v.user_id == who.id), None)
    return {
        "me": who.id,
        "users": {user.id: _user(vendor, user) for user in vendor.world.users.values()},
        "places": [_place(vendor, who, each) for each in vendor.world.channels.values() if _listed(vendor, who, each)],
        "at": place.id if place else "",
        "messages": [_message(vendor, who, m) for m in vendor.timeline.seen_by(who, place)] if place else [],
        "people_here": sorted(place.members) if place else [],
        "bot": bot.id if bot else "",
        "home": _home(vendor, who),
        "modal": _modal(modal) if modal else None,
    }


def _open(vendor: Vendor) -> list[View]:
    """Dialogs that are open, the topmost first."""
    views = vendor.views.all.values()
    return [v for v in reversed(views) if not v.closed and v.body.get("type") == "modal"]


def _user(vendor: Vendor, user: User) -> Json:
    team = vendor.world.teams[user.team_id]
    return {
        "name": user.real_name,
        "team": team.name,
        "team_id": team.id,
        "bot": user.is_bot,
        "guest": user.is_restricted or user.is_ultra_restricted,
        "gone": user.deleted,
    }


def _listed(vendor: Vendor, who: User, place: Channel) -> bool:
    """Whether a place stands in the sidebar: where somebody is inside, and what is open to their workspace."""
    full = not (who.is_restricted or who.is_ultra_restricted)
    return who.id in place.members or (place.public and full and place.team_id == who.team_id)


def _place(vendor: Vendor, who: User, place: Channel) -> Json:
    seen = vendor.timeline.seen_by(who, place)
    bots = [i.bot_user_id for i in vendor.installs.all if i.bot_user_id in place.members and not i.removed]
    others = sorted(place.members - {who.id})
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "shared": place.is_ext_shared,
        "teams": sorted(vendor.world.teams[team].name for team in place.connected_teams),
        "archived": place.is_archived,
        "inside": who.id in place.members,
        "bots": bots,
        "with": others if place.is_im else [],
        "people": len(place.members - set(bots)),
        "newest": seen[-1].ts if seen else "",
    }


def _message(vendor: Vendor, who: User, message: Message) -> Json:
    body = message.wire()
    body["private"] = message.ephemeral_to is not None
    body["set"] = copied(vendor.timeline.choices.get((message.channel, message.ts, who.id), {}))
    return body


def _home(vendor: Vendor, who: User) -> Json | None:
    view = vendor.views.homes.get((who.team_id, who.id))
    return (
        {"id": view.id, "hash": view.hash, "blocks": copied(view.blocks), "set": copied(view.state)} if view else None
    )


def _modal(view: View) -> Json:
    body = view.wire()
    return {
        "id": view.id,
        "hash": view.hash,
        "title": body["title"]["text"],
        "submit": (body["submit"] or {}).get("text", ""),
        "close": (body["close"] or {}).get("text", "Cancel"),
        "blocks": body["blocks"],
        "set": copied(view.state),
        "errors": dict(view.errors),
    }

"""Finds the installation through which a Slack payload concerns us: what it names first may be another company's.

In a shared channel the people of several companies press the same buttons, and the app may be installed at more than
one of them. Their answers belong to whoever posted the message, or else to whoever holds the channel.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.actions import install
from bot.bot import Bot

if TYPE_CHECKING:
    from handlers.slack.installations import Installations

LANE = "cab_lane"
"""Under this name the installation travels with a request."""
Payload = Mapping[str, Any]
FAREWELLS = frozenset({"app_uninstalled", "tokens_revoked"})


async def lane_of_payload(bot: Bot, installations: "Installations", payload: Payload) -> str | None:
    """The workspace (`slack:T…`), or group of them (`slack:E…`), whose installation a verified payload belongs to.

    None when it is nobody's whom we know. Goodbyes find the installation even when it is gone already.
    """
    event = payload.get("event") or {}
    if event.get("type") in FAREWELLS:
        return await _first(installations, _named(payload), gone_too=True)
    shared = payload.get("type") == "event_callback" and payload.get("is_ext_shared_channel") is True
    if shared and (owner := await _owner_in_shared(installations, payload, event)) is not None:
        return owner
    found = await _first(installations, _named(payload))
    if found is None:
        found = await _covered(bot, installations, payload)
    if found is None and (channel := _channel_in(payload)):
        found = await installations.lane_of_place(channel)
        if found is not None and not await installations.is_installed(found):
            found = None
    return found


async def _owner_in_shared(installations: "Installations", payload: Payload, event: Payload) -> str | None:
    """Installed on both sides, we are told once, for one of them: it belongs to the one that is spoken to."""
    channel = _channel_in(payload)
    owner = await installations.lane_of_place(channel) if channel else None
    if owner is None or not await installations.is_installed(owner):
        return None
    if event.get("type") == "app_mention":
        told = await _first(installations, _named(payload))
        text = str(event.get("text") or "")
        if told is not None and told != owner:
            mentioned = [lane for lane in (owner, told) if f"<@{await installations.bot_user(lane)}" in text]
            return mentioned[0] if mentioned else owner
    return owner


async def _first(installations: "Installations", teams: Iterator[str], *, gone_too: bool = False) -> str | None:
    for team in teams:
        one = await installations.known(f"slack:{team}")
        if one is not None and (gone_too or one.gone_at is None):
            return one.lane
    return None


def _named(payload: Payload) -> Iterator[str]:
    """The workspaces a payload names, the one most likely to be the installed one first."""
    view = payload.get("view") or {}
    if view.get("app_installed_team_id"):
        yield str(view["app_installed_team_id"])
    message = payload.get("message") or {}
    if payload.get("type") == "block_actions" and message.get("bot_id") and message.get("team"):
        yield str(message["team"])  # Whoever posted the buttons.
    for each in payload.get("authorizations") or ():
        if each.get("is_enterprise_install") in (True, "true") and each.get("enterprise_id"):
            yield str(each["enterprise_id"])
        if each.get("team_id"):
            yield str(each["team_id"])
    if _from_elsewhere(payload):
        return
    if team := _team_in(payload):
        yield team
    if payload.get("is_enterprise_install") in (True, "true") and (enterprise := _enterprise_in(payload)):
        yield enterprise


def _from_elsewhere(payload: Payload) -> bool:
    """A dialog names the submitter's own workspace, which may have an installation of its own that is not meant."""
    installed = (payload.get("view") or {}).get("app_installed_team_id")
    return bool(installed) and installed != _team_in(payload)


def names_no_team(payload: Payload) -> bool:
    """True when a payload says nothing of any workspace."""
    return next(_named(payload), None) is None and not _enterprise_in(payload)


async def _covered(bot: Bot, installations: "Installations", payload: Payload) -> str | None:
    """The group's installation, where the bot is installed in all of its workspaces at once."""
    enterprise, team = _enterprise_in(payload), _team_in(payload)
    if not enterprise or _from_elsewhere(payload):
        return None
    if not await installations.is_installed(f"slack:{enterprise}"):
        return None
    if team:
        await install.covered_by_enterprise(bot, f"slack:{team}", f"slack:{enterprise}")
        installations.forget(f"slack:{team}")
    return f"slack:{enterprise}"


def _team_in(payload: Payload) -> str:
    team = payload.get("team")
    if isinstance(team, Mapping):
        return str(team.get("id") or "")
    return str(team or payload.get("team_id") or "")


def _enterprise_in(payload: Payload) -> str:
    team, enterprise = payload.get("team"), payload.get("enterprise")
    if isinstance(enterprise, Mapping) and enterprise.get("id"):
        return str(enterprise["id"])
    if isinstance(team, Mapping) and team.get("enterprise_id"):
        return str(team["enterprise_id"])
    return str(payload.get("enterprise_id") or "")


def _channel_in(payload: Payload) -> str:
    """The channel something happened in; empty where there was none, or the payload does not say."""
    event, item = payload.get("event") or {}, (payload.get("event") or {}).get("item")
    container = payload.get("container") or {}
    for each in (
        payload.get("channel"),
        container.get("channel_id"),
        payload.get("channel_id"),
        event.get("channel"),
        event.get("channel_id"),
        item.get("channel") if isinstance(item, Mapping) else None,
    ):
        if each:
            return str(each.get("id") or "") if isinstance(each, Mapping) else str(each)
    return ""

"""Reads what Teams sends: who did something, where, what they typed, and when.

Everything here was signed by the platform. Who somebody is follows from their directory id and the tenant of the
conversation, never from what a card carries.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.commands.words import NAMES_SOMEBODY
from bot.domain.cadence_zone import zone_known
from bot.domain.channels import Place
from bot.domain.people import Identity

Activity = Mapping[str, Any]
PLATFORM = "teams"
THREAD = ";messageid="
"""Between a channel's own id and the message at the head of a thread in it."""
LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)
"""Before the platform opened: nothing happened there earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody as a verified activity names them, and where they are."""

    lane: str
    """The tenant the conversation belongs to."""
    user: str
    """Their id in the directory."""
    member: str
    """How the platform calls them towards this bot."""
    conversation: str
    service_url: str
    personal: bool
    """True in their own chat with the bot."""
    name: str = ""
    language: str = ""
    zone: str = ""

    @property
    def identity(self) -> Identity:
        """The account by which they are recognised."""
        return Identity(platform=PLATFORM, workspace=self.lane.partition(":")[2], user=self.user)


def of(activity: Activity, *path: str) -> str:
    """The text at a path, empty where there is none."""
    found: object = activity
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def tenant_of(activity: Activity) -> str:
    """The tenant the conversation belongs to; empty where nothing says."""
    return (of(activity, "conversation", "tenantId") or of(activity, "channelData", "tenant", "id")).lower()


def lane_of(activity: Activity) -> str:
    """The workspace."""
    return f"{PLATFORM}:{tenant_of(activity)}"


def root_of(conversation: str) -> str:
    """The channel or chat itself, without the thread."""
    return conversation.partition(THREAD)[0]


def team_of(activity: Activity) -> str:
    """The team of a channel; where nobody names it, what may be it: a team is called like its first channel."""
    is_channel = of(activity, "conversation", "conversationType") == "channel"
    here = root_of(of(activity, "conversation", "id")) if is_channel else ""
    return of(activity, "channelData", "team", "id") or here


def place_of(lane: str, conversation: str) -> Place:
    """A channel or chat as the product names it."""
    return Place(platform=PLATFORM, workspace=lane.partition(":")[2], id=root_of(conversation) or "-")


def takes_the_bot_out(activity: Activity) -> bool:
    """True where the bot is told that it was removed from a team or a chat, or that the team is no more."""
    match activity:
        case {"type": "installationUpdate", "action": str(action)}:
            return action.startswith("remove")
        case {"type": "conversationUpdate", "membersRemoved": list(gone)}:
            return of(activity, "recipient", "id") in {of(each, "id") for each in gone}
        case {"type": "conversationUpdate", "channelData": {"eventType": "teamHardDeleted"}}:
            return True
        case _:
            return False


def is_personal(activity: Activity) -> bool:
    """True in somebody's own chat with the bot."""
    return of(activity, "conversation", "conversationType") == "personal"


def caller_of(activity: Activity) -> Caller | None:
    """Who did it; None for somebody without an account in a directory: nobody vouches for them."""
    user = of(activity, "from", "aadObjectId")
    if not user or not tenant_of(activity):
        return None
    language = of(activity, "locale").partition("-")[0].lower()
    return Caller(
        lane=lane_of(activity),
        user=user,
        member=of(activity, "from", "id"),
        conversation=of(activity, "conversation", "id"),
        service_url=of(activity, "serviceUrl"),
        personal=is_personal(activity),
        name=of(activity, "from", "name"),
        language=language if _LANGUAGE.fullmatch(language) else "",
        zone=zone_known(of(activity, "localTimezone")),
    )


def ref_of(conversation: str, message: str) -> str:
    """How a message is named in the ledger."""
    return f"{conversation}|{message}"


def pressed_ref(activity: Activity) -> str:
    """The message on which something was pressed; empty where the platform does not say."""
    message = of(activity, "replyToId")
    return ref_of(of(activity, "conversation", "id"), message) if message else ""


def said_at(activity: Activity, now: datetime) -> datetime:
    """The platform's time of it; ours where it gives none that can be."""
    try:
        at = datetime.fromisoformat(of(activity, "timestamp"))
    except ValueError:
        return now
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return at.astimezone(UTC) if at > LONG_AGO else now


_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_AT = re.compile(r"<at\b[^>]*>([^<]*)</at>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)


def typed_in(activity: Activity) -> str:
    """What somebody typed, as they typed it: the bot's own name taken out, other names as names, nothing escaped.

    A command about somebody keeps who is meant: `<@29:…>`.
    """
    text = of(activity, "text")
    own = of(activity, "recipient", "id")
    named: dict[str, str] = {}
    for entity in activity.get("entities") or ():
        if not isinstance(entity, Mapping) or entity.get("type") != "mention":
            continue
        spelt, member = of(entity, "text"), of(entity, "mentioned", "id")
        if member == own:
            text = _without_own(text, spelt, of(entity, "mentioned", "name"))
        elif spelt:
            mark = f"\x00{len(named)}\x00"
            named[mark] = member or "?"
            text = text.replace(spelt, mark)
    names = {mark: of(each, "mentioned", "name") for mark, each in zip(named, _others(activity, own), strict=False)}
    text = without_markup(text)
    meant = NAMES_SOMEBODY.match(text) is not None
    for mark, member in named.items():
        text = text.replace(mark, f"<@{member}>" if meant else f"@{names.get(mark, '')}")
    return text.removeprefix("/cab ").strip() if text.startswith("/cab ") else text


def _without_own(text: str, spelt: str, name: str) -> str:
    """The text without a mention of the bot, which some clients spell otherwise than they say (`<at id="0">…`)."""
    if spelt and spelt in text:
        return text.replace(spelt, "")
    names = {html.unescape(_TAG.sub("", each)).strip() for each in (name, spelt)} - {""}
    return _AT.sub(lambda found: "" if html.unescape(found[1]).strip() in names else found[0], text)


def without_markup(text: str) -> str:
    """What stands in a message, without what says how it looks."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).replace("\xa0", " ").strip()


def _others(activity: Activity, own: str) -> list[Activity]:
    entities = [each for each in activity.get("entities") or () if isinstance(each, Mapping)]
    return [each for each in entities if each.get("type") == "mention" and of(each, "mentioned", "id") != own]

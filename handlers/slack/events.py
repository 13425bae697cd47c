"""What happens in Slack by itself: a mention, a reply in a thread, a channel archived, the app removed.

An event is on disk before it is acknowledged, and done afterwards; a crash in between loses nothing. What concerns no
message or channel of ours is acknowledged without a trace: a busy workspace sends thousands an hour.
"""

from collections.abc import Mapping
from typing import Any

import orjson
import structlog

from bot.actions.open_threads import Threads
from bot.bot import Bot
from bot.errors import Refusal
from handlers.inbox import Inbox
from handlers.slack.happenings import Happenings
from handlers.slack.heard import OK, TRY_AGAIN, Heard
from handlers.slack.payloads import Payload, mark_of

log = structlog.get_logger()
HOUSE = frozenset(
    {
        "channel_archive", "group_archive", "channel_unarchive", "group_unarchive", "channel_deleted", "group_deleted",
        "channel_rename", "group_rename", "channel_id_changed", "channel_shared", "channel_unshared", "channel_left",
        "group_left", "app_uninstalled", "tokens_revoked",
    }
)  # fmt: skip
"""Kinds that always concern us: they are rare."""


class Events:
    """Keeps what concerns us, and acknowledges everything."""

    def __init__(self, bot: Bot, happenings: Happenings, inbox: Inbox) -> None:
        self._bot = bot
        self._happenings = happenings
        self._inbox = inbox
        inbox.deal("slack", happenings.happen)
        self._threads = Threads(bot)

    async def receive(self, payload: Payload, lane: str) -> Heard:
        """An `event_callback` payload: on disk when this returns, or else not acknowledged."""
        event = payload["event"]
        organisation_id = await self._bot.database.organisation_of(lane)
        if organisation_id is None or not await self._concerns_us(payload, event, lane):
            return OK
        event_id = str(payload.get("event_id") or self._bot.ids.of("event", orjson.dumps(event).decode()))
        kind = str(event["type"])
        try:
            await self._inbox.keep(organisation_id, lane=lane, event_id=event_id, kind=kind, event=event)
        except Refusal:
            return TRY_AGAIN
        return OK

    async def _concerns_us(self, payload: Payload, event: Mapping[str, Any], lane: str) -> bool:
        match event:
            case {"type": "app_mention" | "app_home_opened"}:
                return not event.get("bot_id")
            case {"type": "message", "subtype": "message_deleted"}:
                return mark_of(event.get("previous_message") or {}) is not None
            case {"type": "message", "subtype": str(subtype)} if subtype not in ("file_share", "thread_broadcast"):
                return False
            case {"type": "message", "bot_id": str()}:
                return False
            case {"type": "message", "channel_type": "im"}:
                return True
            case {"type": "message", "thread_ts": str(thread), "channel": str(channel)}:
                return await self._threads.is_open(lane, channel, thread)
            case {"type": "member_joined_channel", "user": str(user)}:
                return user in _bots(payload) or user == await self._happenings.bot_user(lane)
            case {"type": "user_change", "user": {"id": str(user)}}:
                self._happenings.changed(lane, user)
                return any(event["user"].get(each) for each in ("deleted", "is_restricted", "is_ultra_restricted"))
            case {"type": str(kind)}:
                return kind in HOUSE
            case _:
                return False


def _bots(payload: Payload) -> set[str]:
    """The bot users on whose behalf this event was sent."""
    return {str(each.get("user_id")) for each in payload.get("authorizations") or () if each.get("is_bot", True)}

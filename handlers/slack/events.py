"""What happens in Slack by itself: a mention, a reply in a thread, a channel archived, the app removed.

An event is on disk before it is acknowledged, and done afterwards; a crash in between loses nothing. What concerns no
message or channel of ours is acknowledged without a trace: a busy workspace sends thousands an hour.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

import orjson
import structlog

from bot.actions.event_inbox import end_event, keep_event, postpone_event, take_events
from bot.actions.open_threads import Threads
from bot.bot import Bot
from bot.domain.events import PlatformEvent
from bot.errors import Refusal
from bot.ids import OrganisationId
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
    """Keeps what concerns us, acknowledges everything, and does what is kept, once."""

    def __init__(self, bot: Bot, happenings: Happenings) -> None:
        self._bot = bot
        self._happenings = happenings
        self._threads = Threads(bot)
        self._under_way: set[asyncio.Task[None]] = set()

    async def receive(self, payload: Payload, lane: str) -> Heard:
        """An `event_callback` payload: on disk when this returns, or else not acknowledged."""
        event = payload["event"]
        organisation_id = await self._bot.database.organisation_of(lane)
        if organisation_id is None or not await self._concerns_us(payload, event, lane):
            return OK
        event_id = str(payload.get("event_id") or self._bot.ids.of("event", orjson.dumps(event).decode()))
        kept = orjson.dumps({"event": event, "lane": lane})
        try:
            new = await keep_event(
                self._bot, organisation_id, lane=lane, event_id=event_id, kind=str(event["type"]), payload=kept
            )
        except Refusal:
            return TRY_AGAIN
        if new:
            self._soon(self.work(organisation_id))
        return OK

    async def work(self, organisation_id: OrganisationId) -> None:
        """Do what the kept events ask for, each once; what fails comes again later."""
        while taken := await take_events(self._bot, organisation_id):
            for one in taken:
                await self._deal_with(one)

    async def _deal_with(self, one: PlatformEvent) -> None:
        try:
            if one.payload:
                whole = orjson.loads(one.payload)
                await self._happenings.happen(whole["event"], whole["lane"])
            await end_event(self._bot, one)
        except Exception as broken:
            log.error("event broke", kind=one.kind, error=type(broken).__name__, exc_info=broken)
            await postpone_event(self._bot, one)

    async def close(self) -> None:
        """Let what is under way end, for a moment; the rest is found by the next start."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=3)

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
                return bool(event["user"].get("deleted"))
            case {"type": str(kind)}:
                return kind in HOUSE
            case _:
                return False

    def _soon(self, deed: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(deed)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _bots(payload: Payload) -> set[str]:
    """The bot users on whose behalf this event was sent."""
    return {str(each.get("user_id")) for each in payload.get("authorizations") or () if each.get("is_bot", True)}

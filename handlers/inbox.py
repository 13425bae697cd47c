"""What a platform tells by itself is on disk before it is acknowledged, and done afterwards; a crash loses nothing.

All platforms share one inbox, since one organisation may be met on several: each event finds the platform it is from.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
import structlog

from bot.actions.event_inbox import end_event, keep_event, postpone_event, take_events
from bot.bot import Bot
from bot.domain.events import PlatformEvent
from bot.ids import OrganisationId

log = structlog.get_logger()
Happen = Callable[[Mapping[str, Any], str], Awaitable[None]]
"""Does what an event asks for, told in the workspace named second; doing it twice is harmless, or is avoided."""


class Inbox:
    """Keeps events, and does what is kept, once. Belongs to one event loop."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._happen: dict[str, Happen] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def deal(self, platform: str, happen: Happen) -> None:
        """From now on what `platform` tells is dealt with by `happen`."""
        self._happen[platform] = happen

    async def keep(
        self, organisation_id: OrganisationId, *, lane: str, event_id: str, kind: str, event: Mapping[str, Any]
    ) -> None:
        """Keep an event and deal with it soon; on disk when this returns. Refusal when the database cannot take it."""
        kept = orjson.dumps({"event": event, "lane": lane})
        if await keep_event(self._bot, organisation_id, lane=lane, event_id=event_id, kind=kind, payload=kept):
            task = asyncio.ensure_future(self.work(organisation_id))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def work(self, organisation_id: OrganisationId) -> None:
        """Do what the kept events ask for, each once; what fails comes again later."""
        while taken := await take_events(self._bot, organisation_id):
            for one in taken:
                await self._deal_with(one)

    async def _deal_with(self, one: PlatformEvent) -> None:
        try:
            if one.payload:
                whole = orjson.loads(one.payload)
                lane = str(whole["lane"])
                await self._happen[lane.partition(":")[0]](whole["event"], lane)
            await end_event(self._bot, one)
        except Exception as broken:
            log.error("event broke", kind=one.kind, error=type(broken).__name__, exc_info=broken)
            await postpone_event(self._bot, one)

    async def close(self) -> None:
        """Let what is under way end, for a moment; the rest is found by the next start."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=3)

"""Knows in which threads a reply may be an answer: those of polls that are open right now."""

import time

from bot.bot import Bot
from bot.ids import OrganisationId, RoundId
from storage import standing

RENEWED_EVERY = 1.0
"""Seconds; a busy workspace sends thousands of messages an hour, and none of them may cost a look at the database."""


class Threads:
    """The threads of open polls, held in memory and renewed once a second at most."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: dict[OrganisationId, tuple[float, dict[tuple[str, str], RoundId]]] = {}
        self._owners: dict[str, OrganisationId | None] = {}

    async def is_open(self, lane: str, channel: str, thread: str) -> bool:
        """True when an open poll stands at the head of this thread."""
        return await self.round_of(lane, channel, thread) is not None

    async def round_of(self, lane: str, channel: str, thread: str) -> RoundId | None:
        """The open poll at the head of this thread."""
        if lane not in self._owners:
            self._owners[lane] = await self._bot.database.organisation_of(lane)
        organisation_id = self._owners[lane]
        if organisation_id is None:
            del self._owners[lane]
            return None
        now = time.monotonic()
        known = self._known.get(organisation_id)
        if known is None or now >= known[0] + RENEWED_EVERY:
            async with self._bot.database.read(organisation_id) as work:
                found = await standing.open_asks(work)
            threads = {(place.id, ref.rpartition(":")[2]): round_id for place, ref, round_id in found}
            known = (now, threads)
            self._known[organisation_id] = known
        return known[1].get((channel, thread))

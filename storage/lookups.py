"""Looks up who pressed what and where; presses that wait at the same time are looked up together."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.channels import Place
from bot.errors import Refusal
from bot.ids import OrganisationId, RoundId
from storage.ahead import Ahead
from storage.crowd import CROWD, Crowd
from storage.database import Database
from storage.in_time import Patience
from storage.pressers import Press
from storage.presses import Found, found_of, look_up
from storage.surroundings import Around

__all__ = ["Found", "Lookups", "Press"]

MOST_TOGETHER = 128
LAG = 5.0
"""Seconds after which what a place is to a round is read anew; who pressed is read every time."""
MOST_PLACES = 10_000
PATIENCE = 1.5
"""Seconds until a caller is told to try again; the platforms give us three for everything."""


@dataclass(slots=True, eq=False)
class _Waiting:
    press: Press
    told: asyncio.Future[Found] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Lookups:
    """Takes presses one by one and looks them up group by group, one organisation at a time.

    While one group is read the next gathers: a lone press waits for nobody, and five hundred at once cost a handful
    of queries. Belongs to one event loop.
    """

    def __init__(self, *, crowd: int = CROWD) -> None:
        self._waiting: dict[OrganisationId, list[_Waiting]] = {}
        self._around: OrderedDict[tuple[OrganisationId, RoundId, Place], tuple[Around, float]] = OrderedDict()
        self.ahead = Ahead(Crowd(crowd))
        self._patience = Patience[Found](PATIENCE)
        self._task: asyncio.Task[None] | None = None

    async def find(self, database: Database, press: Press, *, anew: bool = False) -> Found:
        """Who pressed, and what is known of them; Refusal `database.busy` when it could not be read in time.

        Amid a crowd it may be known from some seconds ago; `anew` when that has turned out to be over.
        """
        if anew:
            self.ahead.forget(press)
        elif press.replaces and (ahead := self._found_ahead(database, press)) is not None:
            return ahead
        self.ahead.note(press)
        waiting = _Waiting(press)
        self._waiting.setdefault(press.organisation_id, []).append(waiting)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._read_all(database), name="lookups")
        return await self._patience.wait(waiting.told)

    def _found_ahead(self, database: Database, press: Press) -> Found | None:
        around = self._known(_key(press), time.monotonic())
        behind = self.ahead.behind(database, press) if around is not None else None
        if around is None or behind is None:
            return None
        return found_of(behind, around)

    async def _read_all(self, database: Database) -> None:
        while self._waiting:
            await asyncio.sleep(0)  # Of a crowd, those whose presses have come in at this moment are read together.
            owner = next(iter(self._waiting))
            queue = self._waiting.pop(owner)
            if queue[MOST_TOGETHER:]:
                self._waiting[owner] = queue[MOST_TOGETHER:]  # At the end: no organisation waits for all of another.
            await self._tell(database, [each for each in queue[:MOST_TOGETHER] if not each.told.done()])

    async def _tell(self, database: Database, group: Sequence[_Waiting]) -> None:
        if not group:
            return
        now = time.monotonic()
        try:
            presses = [each.press for each in group]
            keys = [_key(each) for each in presses]
            around = [self._known(key, now) for key in keys]
            at_once = None not in around and not any(each.final for each in presses)
            owner = presses[0].organisation_id
            found = await database.short_read(owner, lambda work: look_up(work, presses, around), at_once=at_once)
        except Exception as error:
            if len(group) > 1 and not isinstance(error, Refusal):
                for each in group:  # One of them cannot be looked up: the others must not fail with it.
                    await self._tell(database, [each])
                return
            for each in group:
                if not each.told.done():
                    each.told.set_exception(error)
            return
        for each, key, known, told in zip(group, keys, around, found, strict=True):
            if known is None:
                self._remember(key, told, now)
            if not each.told.done():
                each.told.set_result(told)

    def _known(self, key: "_Key", now: float) -> Around | None:
        around, read_at = self._around.get(key, (None, 0.0))
        return around if read_at > now - LAG else None

    def _remember(self, key: "_Key", found: Found, now: float) -> None:
        """Only where the round stands: that it is not posted somewhere may be over in a moment."""
        if found.in_channel and found.posted:
            self._around[key] = (found.in_channel, found.posted, found.names), now
            self._around.move_to_end(key)
            if len(self._around) > MOST_PLACES:
                self._around.popitem(last=False)


_Key = tuple[OrganisationId, RoundId, Place]


def _key(press: Press) -> _Key:
    return press.organisation_id, press.round_id, press.place

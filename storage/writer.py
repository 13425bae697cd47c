"""The one task that writes members' taps: it gathers those that wait, and commits them together.

A commit costs a flush of the disk, whether it holds one answer or two hundred; a tap is acknowledged only after it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from bot.errors import Refusal
from bot.ids import OrganisationId
from storage.faults import busy
from storage.group import CallerGone, Outcomes
from storage.in_time import Patience
from storage.kept import Joining, Kept, Outdated, Participation
from storage.taps import Outcome

__all__ = ["Joining", "Kept", "Participation", "Writer"]

MOST_TOGETHER = 256
PATIENCE = 2.0
"""Seconds until a caller is told that it could not be stored; the platforms give us three."""

Write = Callable[[OrganisationId, Sequence[Kept], Sequence[asyncio.Future[bool]], float], Awaitable[Outcomes]]
"""Stores a group, as `storage.crowds.Crowds.store` does."""


@dataclass(slots=True, eq=False)
class _Waiting:
    kept: Kept
    told: asyncio.Future[bool]
    until: float
    """By `time.monotonic`, which other processes read alike."""


class Writer:
    """Takes taps one by one and stores them group by group, one organisation at a time."""

    def __init__(self, write: Write) -> None:
        self._write_down = write
        self._queue: deque[_Waiting] = deque()
        self._patience = Patience[bool](PATIENCE)
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def keep(self, kept: Kept) -> bool:
        """True once it is stored, False when it had been stored before.

        Refusal when the round has closed or the database could not store it within two seconds; then it was not
        stored, unless the commit itself was under way: saying the same again is harmless. Outdated where it speaks of
        somebody who is not there any more.
        """
        if self._closed:
            raise busy()
        told = asyncio.get_running_loop().create_future()
        waiting = _Waiting(kept, told, time.monotonic() + PATIENCE)
        self._queue.append(waiting)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all(), name="writer")
        return await self._patience.wait(waiting.told)

    async def drain(self) -> None:
        """Take nothing more, and finish what waits."""
        self._closed = True
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _write_all(self) -> None:
        while group := self._next_group():
            await self._write(group)

    def _next_group(self) -> list[_Waiting]:
        """The first that waits, and those behind it of the same organisation; nobody whose caller has gone."""
        group: list[_Waiting] = []
        others: list[_Waiting] = []
        now = time.monotonic()
        while self._queue and len(group) < MOST_TOGETHER:
            waiting = self._queue.popleft()
            if not _still_waits(waiting, now):
                continue
            same = not group or waiting.kept.organisation_id == group[0].kept.organisation_id
            (group if same else others).append(waiting)
        self._queue.extendleft(reversed(others))
        return sorted(group, key=lambda waiting: (waiting.kept.inbox, waiting.kept.round_id))

    async def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._commit(group)
        except (Refusal, TimeoutError) as error:
            # The database is at fault, and would be again for each of them alone.
            for waiting in group:
                _tell(waiting, error if isinstance(error, Refusal) else busy())
        except CallerGone:
            await self._write_rest(group)
        except Exception as error:
            if len(group) == 1:
                _tell(group[0], _outdated(error) if isinstance(error, IntegrityError) else error)
            else:
                for waiting in group:
                    await self._write_rest([waiting])

    async def _write_rest(self, group: Sequence[_Waiting]) -> None:
        now = time.monotonic()
        if rest := [waiting for waiting in group if _still_waits(waiting, now)]:
            await self._write(rest)

    async def _commit(self, group: Sequence[_Waiting]) -> None:
        outcomes = await self._transaction(group)
        for waiting, outcome in zip(group, outcomes, strict=True):
            _tell(waiting, outcome)

    async def _transaction(self, group: Sequence[_Waiting]) -> Outcomes:
        taps, told = [waiting.kept for waiting in group], [waiting.told for waiting in group]
        until = min(waiting.until for waiting in group)
        return await self._write_down(taps[0].organisation_id, taps, told, until)


def _outdated(error: IntegrityError) -> Outdated:
    outdated = Outdated()
    outdated.__cause__ = error
    return outdated


def _still_waits(waiting: _Waiting, now: float) -> bool:
    """Whose time is over is told so, even where the alarm has not come to ring yet."""
    if waiting.until <= now:
        _tell(waiting, busy())
    return not waiting.told.done()


def _tell(waiting: _Waiting, outcome: Outcome | Exception) -> None:
    if waiting.told.done():
        return
    if isinstance(outcome, bool):
        waiting.told.set_result(outcome)
    else:
        waiting.told.set_exception(outcome)

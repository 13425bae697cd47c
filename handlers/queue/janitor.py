"""Looks after the work of processes that died: what nobody works on any more is started again here."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress

import structlog

from storage.executors import Badge

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two looks, and between two signs of life."""
FORGOTTEN = 30.0
"""Seconds after which work that is noted as ours, but does not run here, is taken to have slipped through."""

Taken = Callable[[], Awaitable[Mapping[str, Sequence[str]]]]
"""The ids of the work under way, by the process that took it."""


class Janitor:
    """Runs beside a queue that several processes share."""

    def __init__(
        self,
        badge: Badge,
        taken: Taken,
        resume: Callable[[str], Awaitable[None]],
        lost: Callable[[], None],
        *,
        running: Callable[[], Collection[str]] = tuple,
        every: float = EVERY,
    ) -> None:
        """`lost` is called once when our own badge is gone: another may be doing our work already, so stop at once.

        `running` are the ids of what really runs here.
        """
        self._badge = badge
        self._taken = taken
        self._resume = resume
        self._lost = lost
        self._running = running
        self._every = every
        self._missing: dict[str, float] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin, on the running loop."""
        # Two tasks: a look takes many answers of the server, a sign of life takes one and must not be late.
        self._tasks = [asyncio.create_task(each) for each in (self._give_signs(), self._look_after())]

    async def stop(self) -> None:
        """End."""
        others = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in others:
            task.cancel()  # All before any is waited for: one that is cut off closes the connection they share.
        await asyncio.gather(*others, return_exceptions=True)
        self._tasks = []

    async def _give_signs(self) -> None:
        while await self._badge.is_ours():  # noqa: ASYNC110 - nothing could tell us of a connection that is silent
            await asyncio.sleep(self._every)
        log.critical("badge lost", badge=self._badge.name)
        self._lost()

    async def _look_after(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:
                # The next look makes up for it; the message is left out, a driver's may quote anything.
                log.error("janitor stumbled", error=type(error).__name__)
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        """Start again what dead processes left unfinished, and take their badges off those that stand still."""
        for name in await self._badge.take_from_silent():
            log.warning("process stands still", badge=name)
        taken = await self._taken()
        for name in sorted(taken):
            if name == self._badge.name or not await self._badge.take_empty(name):
                continue
            try:
                # Only now is it certain that they are dead: between the look and the lock they may have ended it.
                left = (await self._taken()).get(name, ())
                for work_id in left:
                    with suppress(LookupError):
                        await self._resume(work_id)
                if left:
                    log.warning("work taken over", badge=name, count=len(left))
            finally:
                await self._badge.give_back(name)
        await self._find_forgotten(taken.get(self._badge.name, ()))

    async def _find_forgotten(self, ours: Sequence[str]) -> None:
        """A connection that broke between the taking and the beginning leaves work that nobody does."""
        now, running = time.monotonic(), set(self._running())
        self._missing = {each: self._missing.get(each, now) for each in ours if each not in running}
        for work_id, since in list(self._missing.items()):
            if now - since >= FORGOTTEN:
                log.warning("work forgotten", work=work_id)
                with suppress(LookupError):
                    await self._resume(work_id)

"""Looks after the work of processes that died: what nobody works on any more is started again here."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

import structlog

from storage.executors import Badge

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two looks."""

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
        every: float = EVERY,
    ) -> None:
        """`lost` is called once when our own badge is gone: another may be doing our work already, so stop at once."""
        self._badge = badge
        self._taken = taken
        self._resume = resume
        self._lost = lost
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, on the running loop."""
        self._task = asyncio.create_task(self._look_after())

    async def stop(self) -> None:
        """End."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._task = None

    async def _look_after(self) -> None:
        while True:
            if not await self._badge.is_ours():
                log.critical("badge lost", badge=self._badge.name)
                self._lost()
                return
            try:
                await self.look()
            except Exception as error:
                # The next look makes up for it; the message is left out, a driver's may quote anything.
                log.error("janitor stumbled", error=type(error).__name__)
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        """Start again what dead processes left unfinished."""
        for name in sorted(await self._taken()):
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

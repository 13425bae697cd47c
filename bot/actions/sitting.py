"""One sitting with the language model: so many questions at once, so many tokens, so much time, and no more."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

import structlog

from bot.domain.wordings import Order, Trouble, Written
from bot.ports import NotWritten, Writer

log = structlog.get_logger()
K = TypeVar("K")

AT_ONCE = 4
LONGEST_WAIT = 5.0
"""Seconds that a server may let us wait before the same question is asked again; for longer ones there is no time."""


@dataclass(slots=True, kw_only=True)
class Sitting:
    """What is left of the tokens and the time of one digest; ends when either does."""

    writer: Writer
    left: int
    """Tokens."""
    until: float
    """By the monotonic clock."""
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _not_before: float = 0.0
    _spent: bool = False

    async def write_all(self, orders: Mapping[K, Order]) -> dict[K, Written | Trouble]:
        """What came of each order, the first ones first; whatever the server does, this returns in time."""
        if not orders:
            return {}
        tasks = {key: asyncio.create_task(self._write(order)) for key, order in orders.items()}
        try:
            await asyncio.wait(tasks.values(), timeout=max(self.until - monotonic(), 0))
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
        return {key: _outcome(task) for key, task in tasks.items()}

    async def _write(self, order: Order) -> Written | Trouble:
        async with self._places:
            # A wait that the server asked for holds for all that are sent to it.
            await asyncio.sleep(max(self._not_before - monotonic(), 0))
            most = self.writer.heaviest(order)
            if self._spent or most > self.left:
                self._spent = True  # Else smaller orders, which matter less, would take what is left.
                return Trouble.OVER_BUDGET
            self.left -= most  # Whoever is cut off may have cost that much.
            try:
                written = await self.writer.write(order)
            except NotWritten as wrong:
                self.left += most - min(wrong.tokens, most)
                if wrong.retry_after is not None and wrong.retry_after <= LONGEST_WAIT:
                    self._not_before = max(self._not_before, monotonic() + wrong.retry_after)
                elif wrong.retry_after is not None:
                    self.until = min(self.until, monotonic())
                return wrong.why
            self.left += most - min(written.tokens, most)
            return written


def _outcome(task: asyncio.Task[Written | Trouble]) -> Written | Trouble:
    if task.cancelled():
        return Trouble.OUT_OF_TIME
    error = task.exception()
    if error is not None:
        log.error("writer failed", why=type(error).__name__)
        return Trouble.BROKEN
    return task.result()

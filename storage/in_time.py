"""Waits for what a group of presses is told together, each of them no longer than people can wait."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

from storage.faults import busy

T = TypeVar("T")


class Patience(Generic[T]):
    """How long each of those waits who wait for the same: so many seconds. Belongs to one event loop.

    One alarm for all: an alarm for each, set and taken back again, takes several times as long for every press.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._waiting: deque[tuple[float, asyncio.Future[T]]] = deque()
        """By the loop's clock until when, the first that ends first."""
        self._alarm: asyncio.TimerHandle | None = None

    async def wait(self, told: asyncio.Future[T]) -> T:
        """What is told in time; Refusal `database.busy` after that, and `told` is done then too."""
        loop = asyncio.get_running_loop()
        waiting = self._waiting
        while waiting and waiting[0][1].done():
            waiting.popleft()
        until = loop.time() + self._seconds
        waiting.append((until, told))
        if self._alarm is None:
            self._alarm = loop.call_at(until, self._ring)
        return await told

    def _ring(self) -> None:
        self._alarm = None
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self._waiting:
            until, told = self._waiting[0]
            if not told.done():
                if until > now:
                    self._alarm = loop.call_at(until, self._ring)
                    return
                told.set_exception(busy())
            self._waiting.popleft()

"""The only place that asks what time it is."""

import asyncio
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC and waits; every rule is handed `now` from here."""

    def now(self) -> datetime:
        """The present instant, with its zone set to UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...

    async def catch_up(self, under_way: Collection[asyncio.Future[object]]) -> None:
        """Before waiting: let what is under way come as far as it would by now."""
        ...

    def beat(self) -> int:
        """A number that grows with real time, also across restarts; it tells one run of a lane from the next."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)

    async def catch_up(self, under_way: Collection[asyncio.Future[object]]) -> None:
        """It goes on by itself."""

    def beat(self) -> int:
        """One beat is two seconds: a lane is woken at most that often."""
        return int(time.time()) // 2


class SetClock:
    """A clock that stands where it is put: a quarter passes in seconds in the demo, a round at once in a test."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant the clock was last put to."""
        return self._at

    async def sleep(self, seconds: float) -> None:
        """Waiting moves the hands, and lets the other tasks run."""
        self._at += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def catch_up(self, under_way: Collection[asyncio.Future[object]]) -> None:
        """Nothing takes any time on a clock that stands still: it ends before the hands move."""
        if under_way:
            await asyncio.wait(under_way)

    def beat(self) -> int:
        """As the system's clock: the time this clock shows may stand still between two runs of a lane."""
        return int(time.time()) // 2

    def put(self, at: datetime) -> None:
        """Move the hands to `at`; they never go back (an earlier instant is ignored)."""
        self._at = max(self._at, at.astimezone(UTC))

"""What the tests of the queue share: works that note what they do, and works that wait at a gate."""

import asyncio
from collections.abc import Awaitable, Callable

from handlers.queue import DbosQueue

Queues = Callable[..., DbosQueue]
"""Makes a queue on the test's own file, or on another one."""


class Doings:
    """What was done, in order."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.first = asyncio.Event()

    async def note(self, key: str) -> None:
        self.keys.append(key)
        self.first.set()


class Gate:
    """Work that begins and then waits until it is let through."""

    def __init__(self) -> None:
        self.began: dict[str, asyncio.Event] = {}
        self.open = asyncio.Event()
        self.inside = 0
        self.most = 0

    def begun(self, key: str) -> asyncio.Event:
        return self.began.setdefault(key, asyncio.Event())

    async def pass_through(self, key: str) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            self.begun(key).set()
            await self.open.wait()
        finally:
            self.inside -= 1


async def within(seconds: float, what: Awaitable[object]) -> None:
    await asyncio.wait_for(what, seconds)

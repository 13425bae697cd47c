"""One of several processes that work on the same database: `python -m tests.faults.peer <url> <file> <times> <ahead>`.

Its platform is a file to which every process appends a line for each message: the token, and who wrote it. Its clock
runs that many times as fast as the machine's, and is so many seconds ahead.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.actions import work
from bot.app import House, ticking
from bot.bot import Bot
from bot.cards.parts import Card
from bot.clock import SystemClock
from bot.domain.channels import Place
from bot.domain.pacing import NO_LIMITS
from bot.domain.people import Identity
from bot.ids import Ids, Token
from bot.insights.worker import Thinker
from bot.ports import Unreadable
from handlers.console.rooms import Rooms
from handlers.queue import DbosQueue
from storage.database import Database

KEY = b"the same in every process of one installation"
A_POST = 0.05
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class HurriedClock(SystemClock):
    """The machine's clock, its hands so many times as fast: what is waited for half a minute comes in some seconds.

    It is what lets a test wait for the lease of a dead process; programs on one machine agree on it.
    """

    def __init__(self, times: float, ahead: float = 0.0) -> None:
        self._times = times
        self._ahead = timedelta(seconds=ahead)

    def now(self) -> datetime:
        """Counted from a day that every process knows."""
        return SINCE + (super().now() - SINCE) * self._times + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Wait as long as the hands need for that."""
        await super().sleep(seconds / self._times)


class FileMouth:
    """Implements `bot.ports.Messenger` over a file."""

    limits = NO_LIMITS
    threads = False

    def __init__(self, path: Path) -> None:
        self._path = path

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Append a line, and take a moment before and after, in which a process may die."""
        await asyncio.sleep(A_POST)
        with self._path.open("a") as file:
            file.write(f"{token} {os.getpid()}\n")
        await asyncio.sleep(A_POST)
        return token

    async def redraw(self, place: Place, ref: str, card: Card, token: Token, language: str) -> None:
        """Nothing here is ever drawn again."""

    async def whisper(self, identity: Identity, place: Place, card: Card, token: Token, language: str) -> str:
        """As a post."""
        return await self.post(place, card, token, language)

    async def find(
        self, place: Place, tokens: Sequence[Token], since: datetime, *, under: str = "", to: Identity | None = None
    ) -> dict[Token, str] | Unreadable:
        """Which lines are there."""
        there = {line.split()[0] for line in self._path.read_text().splitlines()}
        return {token: token for token in tokens if token in there}


async def main(url: str, path: Path, times: float, ahead: float) -> None:
    """Work until killed."""
    database = await Database.open(url)
    queue = DbosQueue(url)
    bot = Bot(
        database=database,
        clock=HurriedClock(times, ahead),
        ids=Ids(KEY),
        queue=queue,
        messengers={"console": FileMouth(path)},
        thinker=Thinker(),
    )
    for kind, deed in work.kinds(bot).items():
        queue.register(kind, deed)
    await queue.start()
    print(queue.executor, flush=True)
    async with ticking(House(bot=bot, queue=queue, rooms=Rooms(path.with_suffix(".rooms")))):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))

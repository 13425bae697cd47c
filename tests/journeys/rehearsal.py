"""A bot whose line to the rooms breaks where a test wants it to; run as a program, one that dies in the middle."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.actions import work
from bot.actions.settle import settle
from bot.app import House, alone, id_key
from bot.bot import Bot
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.channels import Place
from bot.domain.people import Identity
from bot.ids import Ids, Token
from bot.insights.worker import Thinker
from bot.ports import Unreadable
from handlers.console.messenger import ConsoleMessenger, Mishap, When
from handlers.console.rooms import Rooms
from handlers.queue import DbosQueue
from prompts.catalogue import say_in
from storage.database import Database
from tests.journeys.terminal import MONDAY, Terminal

DIED = 137
ASKED_AT = MONDAY + timedelta(days=1, hours=1)
"""Tuesday at ten in Berlin: when the weekly schedule of a terminal falls due."""


class Blind(ConsoleMessenger):
    """A platform that does not let us look which messages stand in a room."""

    async def find(
        self, place: Place, tokens: Sequence[Token], since: datetime, *, under: str = "", to: Identity | None = None
    ) -> dict[Token, str] | Unreadable:
        """Never tells."""
        return Unreadable()


@dataclass(slots=True)
class Breaks:
    """Raises `errors` one after the other around the sends, at `when`; then the line is sound."""

    when: When
    errors: list[Exception]
    one: bool = False
    """Let only the first message that meets an error meet the others too."""
    met: list[Token] = field(default_factory=list)

    def __call__(self, when: When, token: Token) -> None:
        """Called by the messenger before and after each send."""
        if when is self.when and self.errors and not (self.one and self.met and token != self.met[0]):
            self.met.append(token)
            raise self.errors.pop(0)


@asynccontextmanager
async def bot_with(
    home: Path, at: datetime, mishap: Mishap, mouth: Callable[..., ConsoleMessenger] = ConsoleMessenger
) -> AsyncIterator[Terminal]:
    """The bot of a folder at work at `at`, put together as the product does it, but for its mouth."""
    settings, clock = Settings(home=home), SetClock(at)
    async with AsyncExitStack() as stack:
        home.mkdir(parents=True, exist_ok=True)
        stack.enter_context(alone(home))
        database = await Database.open(settings.database)
        stack.push_async_callback(database.close)
        rooms = Rooms.open(home / "rooms.jsonl")
        queue = DbosQueue(home / "dbos.db")
        bot = Bot(
            database=database,
            clock=clock,
            ids=Ids(id_key(settings)),
            queue=queue,
            messengers={"console": mouth(rooms, say_in, clock, mishap=mishap)},
            thinker=Thinker(),
        )
        for kind, deed in work.kinds(bot).items():
            queue.register(kind, deed)
        await work.take_over(bot)
        await queue.start()
        stack.push_async_callback(queue.stop)
        yield Terminal(House(bot=bot, queue=queue, rooms=rooms), clock)


async def _die(home: Path, when: When) -> None:
    """Ask what is due, and end without a goodbye around the second message."""
    tokens: list[Token] = []

    def mishap(now: When, token: Token) -> None:
        tokens.append(token)
        if now is when and len(set(tokens)) == 2:
            os._exit(DIED)

    async with bot_with(home, ASKED_AT, mishap) as terminal:
        await settle(terminal.house.bot, terminal.house.queue)


if __name__ == "__main__":
    asyncio.run(_die(Path(sys.argv[1]), When(sys.argv[2])))

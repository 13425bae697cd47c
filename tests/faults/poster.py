"""A process that posts messages and may be killed at any moment: `python -m tests.faults.poster <url> <file> <times>`.

Its platform is a file with a line for each message; on SQLite it is alone, on PostgreSQL one of several.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot.actions import work
from bot.app import House, ticking
from bot.bot import Bot
from bot.cards.parts import Card
from bot.domain.channels import Place
from bot.ids import Ids, Token
from bot.insights.worker import Thinker
from handlers.console.rooms import Rooms
from handlers.queue import DbosQueue
from storage.database import Database
from tests.faults.peer import KEY, FileMouth, HurriedClock


class QuickMouth(FileMouth):
    """Takes but a moment for each message."""

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Append a line."""
        await asyncio.sleep(0.005)
        with self._path.open("a") as file:
            file.write(f"{token} {os.getpid()}\n")
        await asyncio.sleep(0.005)
        return token


async def main(url: str, path: Path, times: float) -> None:
    """Work until killed."""
    database = await Database.open(url)
    embedded = url.startswith("sqlite")
    queue = DbosQueue(path.with_name("dbos.db") if embedded else url)
    bot = Bot(
        database=database,
        clock=HurriedClock(times),
        ids=Ids(KEY),
        queue=queue,
        messengers={"console": QuickMouth(path)},
        thinker=Thinker(),
    )
    for kind, deed in work.kinds(bot).items():
        queue.register(kind, deed)
    if embedded:
        await work.take_over(bot)
    await queue.start()
    print(queue.executor, flush=True)
    async with ticking(House(bot=bot, queue=queue, rooms=Rooms(path.with_suffix(".rooms")))):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))

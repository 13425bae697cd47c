"""Puts one bot together: opens the memory, makes the mouths, registers the work, and closes everything again."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from bot.actions import work
from bot.actions.tick import tick
from bot.bot import Bot, Policy
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.errors import Refusal
from bot.ids import Ids, fresh_key
from bot.insights.worker import Thinker
from bot.texts import Phrase
from handlers.clock import Ticker
from handlers.console.messenger import ConsoleMessenger
from handlers.console.rooms import Rooms
from handlers.queue import DbosQueue
from prompts.catalogue import say_in
from storage.database import Database

SHORTEST_KEY = 32
SWEEP_EVERY = timedelta(hours=6)
KEPT_FOR = timedelta(days=2)
"""Ended work is remembered this long, so that nothing is done twice; then the engine forgets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A bot with the parts that only its owner handles."""

    bot: Bot
    queue: DbosQueue
    rooms: Rooms


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock | None = None, key: bytes | None = None, works: bool = False, poll: float = 0.2
) -> AsyncIterator[House]:
    """One bot on the settings' database; with `works` it also runs the queue, and then it is the only one that does.

    Refusal when the home folder cannot be written, the database cannot be used, or another process already works.
    """
    home = settings.home
    make_home(home)
    watch = clock or SystemClock()
    async with AsyncExitStack() as stack:
        if works:
            stack.enter_context(alone(home))
        database = await Database.open(settings.database, migration_url=settings.database_migration_url)
        stack.push_async_callback(database.close)
        rooms = Rooms(home / "rooms.jsonl")
        thinker = Thinker()
        stack.callback(thinker.close)
        queue = DbosQueue(_queue_file(settings), poll=poll)
        bot = Bot(
            database=database,
            clock=watch,
            ids=Ids(key or id_key(settings)),
            queue=queue,
            messengers={"console": ConsoleMessenger(rooms, say_in, watch)},
            thinker=thinker,
            policy=Policy(send_delay=timedelta(seconds=settings.send_delay), grace=settings.grace),
        )
        if works:
            for kind, deed in work.kinds(bot).items():
                queue.register(kind, deed)
            if settings.database.startswith("sqlite"):
                await work.take_over(bot)  # elsewhere others may be sending right now: their lease decides
            await queue.start()
            stack.push_async_callback(queue.stop)
        yield House(bot=bot, queue=queue, rooms=rooms)


async def run_until_stopped(house: House) -> None:
    """Tick every second until the process is asked to end (SIGINT or SIGTERM); work under way finishes."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        async with ticking(house):
            await stop.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@asynccontextmanager
async def ticking(house: House) -> AsyncIterator[None]:
    """While this is open, whatever falls due is handed to the queue within a second."""

    swept: datetime | None = None

    async def once() -> None:
        nonlocal swept
        await tick(house.bot)
        now = house.bot.now()
        if swept is None or now >= swept + SWEEP_EVERY:
            swept = now
            await house.queue.sweep(now - KEPT_FOR)

    ticker = Ticker(once)
    ticker.start()
    try:
        yield
    finally:
        await ticker.stop()


def make_home(home: Path) -> None:
    """The folder for the embedded files; Refusal when it cannot be made or written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise Refusal(Phrase("home.cannot_make", {"path": str(home), "why": wrong.strerror or ""})) from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise Refusal(Phrase("database.read_only", {"path": str(home)}))


def id_key(settings: Settings) -> bytes:
    """The secret from which ids are made: the oldest of `CAB_SECRET_KEYS`, or a file made on the first start."""
    given = [key.strip() for key in settings.secret_keys.get_secret_value().split(",") if key.strip()]
    if given:
        return sha256(given[-1].encode()).digest()
    path = settings.home / "secret.key"
    if not path.exists():
        _keep_secret(path, fresh_key())
    key = path.read_bytes()
    if len(key) < SHORTEST_KEY:
        raise Refusal(Phrase("home.broken_key", {"path": str(path)}))
    return key


def _keep_secret(path: Path, key: bytes) -> None:
    """Write the key whole or not at all, readable by its owner only; a process that was faster wins."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="secret.") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


def _queue_file(settings: Settings) -> Path | str:
    if settings.database_url.startswith("postgres"):
        return settings.database_url
    return settings.home / "dbos.db"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """While this is open no other process works in `home` (Refusal when one does); may be opened within itself."""
    lock = FileLock(home / "running.lock", is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refusal(Phrase("home.in_use", {"path": str(home)})) from None
    try:
        yield
    finally:
        lock.release()

"""Puts one bot together: opens the memory, makes the mouths, registers the work, and closes everything again."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bot.actions import work
from bot.actions.restored import MARK_EVERY, notice_restored
from bot.actions.retain import begin_sweep
from bot.actions.tick import tick
from bot.bot import Bot, Policy
from bot.clock import Clock, SystemClock
from bot.config import Settings, finer_english
from bot.domain.people import Identity
from bot.errors import Refusal
from bot.ids import Ids, OrganisationId, fresh_key
from bot.insights.worker import Thinker
from bot.platforms import Platforms, connected, set_up, writer_of
from bot.ports import Messenger
from bot.texts import Phrase, Phrases
from bot.trackers import Trackers, trackers_set_up
from handlers.clock import MouthElsewhere, Ticker
from handlers.console.messenger import ConsoleMessenger
from handlers.console.rooms import Rooms
from handlers.inbox import Inbox
from handlers.queue import DbosQueue
from prompts.catalogue import say_in
from storage import installations, secret
from storage.crypto import Seal
from storage.database import Database
from storage.resealing import GivenUp, give_up_lost, reseal

if TYPE_CHECKING:
    from handlers.slack.adapter import Slack
    from handlers.teams.adapter import Teams
    from handlers.web.health import Check

SHORTEST_KEY = 32
MOST_NAMED = 5
SWEEP_EVERY = timedelta(hours=6)
AT_WORK = "at-work"
"""The file in the home folder that remembers until when the database was at work."""
AMONG_OTHERS, ALONE = 0.2, 1.0
"""Seconds between two looks for work that another process asked for; on a file hardly any does."""
KEPT_FOR = timedelta(days=2)
"""Ended work is remembered this long, so that nothing is done twice; then the engine forgets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A bot with the parts that only its owner handles."""

    bot: Bot
    queue: DbosQueue
    rooms: Rooms
    chats: Platforms = field(default_factory=Platforms)
    home: Path | None = None

    @property
    def slack(self) -> "Slack | None":
        """Slack, where it is set up."""
        return self.chats.slack

    @property
    def teams(self) -> "Teams | None":
        """Teams, where it is set up."""
        return self.chats.teams


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Clock | None = None,
    key: bytes | None = None,
    works: bool = False,
    asks: bool = False,
    poll: float | None = None,
    platforms: bool = False,
    listens: bool = True,
    trackers: Trackers | None = None,
) -> AsyncIterator[House]:
    """One bot on the settings' database; with `works` it also runs the queue, with `asks` it hands work in for others.

    On SQLite it is then the only one that does, on PostgreSQL one of several. `platforms` connects to the chat
    platforms set up, to hear them too if it `listens`. `key` makes the ids, `trackers` replace those that are set up.

    Refusal when the home folder cannot be written, the database cannot be used, a platform does not know us, or another
    process already works on an SQLite file.
    """
    make_home(home := settings.home)
    watch = clock or SystemClock()
    async with AsyncExitStack() as stack:
        if works and settings.database.startswith("sqlite"):
            stack.enter_context(alone(home))
        seal = Seal(secrets_of(settings))
        database = await Database.open(settings.database, migration_url=settings.database_migration_url, seal=seal)
        stack.push_async_callback(database.close)
        if works and seal.has_older:
            await reseal(database)
        rooms = Rooms(home / "rooms.jsonl")
        stack.callback((thinker := Thinker()).close)
        where = _queue_file(settings)
        often = poll if poll is not None else ALONE if isinstance(where, Path) else AMONG_OTHERS
        queue = DbosQueue(where, poll=often, works=works)
        messengers: dict[str, Messenger] = {"console": ConsoleMessenger(rooms, say_in, watch)}
        bot = Bot(
            database=database,
            clock=watch,
            ids=Ids(await settled_key(database, settings, key, now=watch.now() if works else None)),
            queue=queue,
            messengers=messengers,
            thinker=thinker,
            trackers=trackers_set_up(stack, settings, watch, say_in) if trackers is None else trackers,
            writer=await writer_of(stack, settings),
            policy=Policy(
                send_delay=timedelta(seconds=settings.send_delay),
                grace=settings.grace,
                admins=frozenset(str(Identity.parse(each)) for each in settings.admins.split(",") if each.strip()),
                organisation=settings.organisation.strip(),
                address=address_of(settings),
                finer_english=finer_english(settings),
            ),
        )
        if works or asks:
            await refuse_lost_tokens(database)
        stack.push_async_callback((inbox := Inbox(bot)).close)
        chats = Platforms()
        if platforms:
            chats = await connected(stack, bot, settings, say_in, inbox, listens=listens)
            messengers |= chats.messengers
        if asks:
            messengers |= {name: MouthElsewhere() for name in set_up(settings)}
        if works:
            for kind, deed in work.kinds(bot).items():
                queue.register(kind, deed)

            async def hear(organisation_id: str) -> None:
                await inbox.work(OrganisationId(organisation_id))

            queue.register("event", hear)
            if settings.database.startswith("sqlite"):
                await work.take_over(bot)  # elsewhere others may be sending right now: their lease decides
        if works or asks:
            await notice_restored(bot, home / AT_WORK)
            await queue.start()
            stack.push_async_callback(queue.stop)
        yield House(bot=bot, queue=queue, rooms=rooms, chats=chats, home=home)


@asynccontextmanager
async def ticking(house: House) -> AsyncIterator[Ticker]:
    """While this is open, whatever falls due is handed to the queue within a second."""
    swept: datetime | None = None
    marked = house.bot.now()

    async def once() -> None:
        nonlocal swept, marked
        await tick(house.bot)
        now = house.bot.now()
        if house.home is not None and now >= marked + MARK_EVERY:
            marked = now
            await notice_restored(house.bot, house.home / AT_WORK)
        if swept is None or now >= swept + SWEEP_EVERY:
            swept = now
            await house.queue.sweep(now - KEPT_FOR)
            await begin_sweep(house.bot)

    ticker = Ticker(once)
    ticker.start()
    try:
        yield ticker
    finally:
        await ticker.stop(grace=2)  # A tick that is cut off is made up for by any other.


@asynccontextmanager
async def answering(house: House, settings: Settings, ready: "Sequence[Check] | None" = None) -> AsyncIterator[str]:
    """While this is open, the web server takes requests; yields the address it listens on.

    `ready` is what `/readyz` asks, where it is less than everything. Refusal when the port is taken or forbidden, or
    when the host is no address of this machine.
    """
    from handlers.web.app import serving, web_app

    asked = [*data_checks(house, settings), *work_checks(house)] if ready is None else ready
    app = web_app(house.bot, routers=house.chats.routers, ready=asked)
    front = house.slack.front if house.slack is not None else None
    async with serving(front(app) if front is not None else app, settings.host, settings.port) as address:
        yield address


def data_checks(house: House, settings: Settings) -> "list[Check]":
    """What every process needs: its database, its clock or its disk, and the connection it hears by."""
    from handlers.web.health import Check, clock_check, database_check, disk_check, migrations_check

    embedded = settings.database.startswith("sqlite")
    found = [database_check(house.bot), migrations_check(house.bot)]
    found.append(disk_check(settings.home) if embedded else clock_check(house.bot))
    if house.slack is not None and house.slack.socket is not None:
        found.append(Check(name="socket", test=house.slack.socket.connected))
    return found


def work_checks(house: House) -> "list[Check]":
    """What a process needs that works off the queue."""
    from handlers.web.health import Check, lanes_check

    return [Check(name="queue", test=house.queue.well), lanes_check(house.bot)]


def address_of(settings: Settings) -> str:
    """Where people reach the web server; empty where only the running server knows its port."""
    if settings.public_url or not settings.port:
        return settings.public_url
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - seen from here
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def make_home(home: Path) -> None:
    """The folder for the embedded files, closed to other users; Refusal when it cannot be made or written."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise Refusal(Phrase("home.cannot_make", {"path": str(home), "why": wrong.strerror or ""})) from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise Refusal(Phrase("database.read_only", {"path": str(home)}))


async def settled_key(
    database: Database, settings: Settings, key: bytes | None = None, *, now: datetime | None = None
) -> bytes:
    """The secret from which ids are made, the same for every process on this database and for ever.

    It is kept there once it was first needed, sealed where every process has our secrets: they are set, or all is in
    one folder. An explicit `key` replaces it; with `now` what an older release left open is sealed.
    """
    sealed = database.seals and (bool(_given_secrets(settings)) or not settings.database_url)
    if sealed and now is not None:
        await secret.close_open_ones(database, now)
    if key is not None:
        await secret.put(database, secret.IDS, key, sealed=sealed)
        return key
    return await secret.first(database, secret.IDS, id_key(settings), sealed=sealed)


async def refuse_lost_tokens(database: Database) -> None:
    """Refusal where a workspace's tokens open with none of our secrets: it could neither hear nor answer anybody."""
    lost = (await installations.every(database)).locked
    if lost:
        raise Refusal(Phrase("seal.tokens_lost", {"n": len(lost), "lanes": Phrases(tuple(lost[:MOST_NAMED]))}))


async def given_up(settings: Settings) -> GivenUp:
    """Delete what none of our secrets opens, once its secret is lost for good; the rest is as it was.

    Refusal while another process works on an SQLite file, or when the database cannot be used.
    """
    make_home(settings.home)
    async with AsyncExitStack() as stack:
        if settings.database.startswith("sqlite"):
            stack.enter_context(alone(settings.home))
        seal = Seal(secrets_of(settings))
        database = await Database.open(settings.database, migration_url=settings.database_migration_url, seal=seal)
        stack.push_async_callback(database.close)
        return await give_up_lost(database)


def id_key(settings: Settings) -> bytes:
    """What ids are made from in a new database: the oldest of `CAB_SECRET_KEYS`, or a file made on the first start."""
    given = _given_secrets(settings)
    return sha256(given[-1].encode()).digest() if given else _secret_file(settings.home)


def secrets_of(settings: Settings) -> list[bytes]:
    """What seals tokens and messages, the newest first: `CAB_SECRET_KEYS`, and a file from before they were set."""
    given = [each.encode() for each in _given_secrets(settings)]
    if given and not (settings.home / "secret.key").exists():
        return given
    return [*given, _secret_file(settings.home)]


def _given_secrets(settings: Settings) -> list[str]:
    return [key.strip() for key in settings.secret_keys.get_secret_value().split(",") if key.strip()]


def _secret_file(home: Path) -> bytes:
    """The secret of one home folder, made on the first start; Refusal when the file is not what we wrote."""
    path = home / "secret.key"
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

"""Runs one process of an installation until it is asked to end, and ends it within ten seconds.

`serve` does everything in one process; `web`, `clock` and `worker` share it out, any number of each on one PostgreSQL
database. They speak to each other through its rows alone.
"""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from enum import StrEnum
from itertools import chain, repeat
from typing import TypeVar

import structlog

from bot.app import House, answering, data_checks, ticking, work_checks
from bot.config import Settings
from bot.errors import Refusal
from bot.texts import Phrase
from handlers.clock import Ticker
from handlers.web.app import check_port, serving
from handlers.web.health import Check, health_app
from storage.condition import reach

log = structlog.get_logger(__name__)
T = TypeVar("T")
GRACE = 4.0
"""Seconds in which work under way may come to a boundary; the rest is redone by whoever takes it over."""
LAST = 9.5
"""Seconds after which a process that was asked to end does so whatever it waits for: nothing of it is lost."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds between two tries to reach a database that is away at the start."""
PASSING = frozenset({"database.unreachable", "database.busy"})
CUT_OFF = 1
"""The exit code then."""
GARBAGE = (20_000, 20, 20)
"""How much is made before Python looks for what nobody needs any more; a crowd's requests are as much, and needed."""
TURN = 0.0005
"""Seconds that a thread waits for its turn. At Python's own 0.005 a crowd waits ten times that for each commit: the
thread of the file gives its turn away with each statement."""


class Process(StrEnum):
    """What a process does."""

    SERVE = "serve"
    WEB = "web"
    """Hears the chat platforms and serves the pages; what follows from it others do."""
    CLOCK = "clock"
    """Says what is due."""
    WORKER = "worker"
    """Does it: opens, posts, closes, reports."""

    @property
    def hears(self) -> bool:
        """Whether people reach it."""
        return self in (Process.SERVE, Process.WEB)

    @property
    def ticks(self) -> bool:
        """Whether it says what is due."""
        return self in (Process.SERVE, Process.CLOCK)

    @property
    def works(self) -> bool:
        """Whether it works off what is due."""
        return self in (Process.SERVE, Process.WORKER)


def check_may_run(process: Process, settings: Settings) -> None:
    """Refusal when the process needs others beside it, and the database is a file that only one may work on."""
    if process is not Process.SERVE and settings.database.startswith("sqlite"):
        raise Refusal(Phrase("process.needs_postgresql", {"verb": process.value}))


async def check_door(settings: Settings, process: Process) -> None:
    """Refusal when the process cannot have its port; asked before it takes up any work that it would have to drop."""
    port = settings.port if process.hears else settings.health_port
    if port:
        await check_port(settings.host, port)


async def wait_for_database(settings: Settings, process: Process) -> None:
    """Return once the PostgreSQL server can be reached; until then the process lives (`/healthz`), and is not ready.

    So those that are started together need no order. A file is there or it is not. Refusal for whatever will not pass
    by itself: a wrong password, a database that does not exist.
    """
    if settings.database.startswith("sqlite"):
        return
    async with AsyncExitStack() as stack:
        for seconds in chain((FIRST_PAUSE, 1.0, 2.0, 4.0), repeat(LONGEST_PAUSE)):
            try:
                await reach(settings.database)
            except Refusal as refused:
                if refused.phrase.id not in PASSING:
                    raise
                if seconds == FIRST_PAUSE:
                    await stack.enter_async_context(_waiting_door(settings, process))
                log.warning("waiting for the database", why=refused.phrase.id, again_in=seconds)
                await asyncio.sleep(seconds)
            else:
                return


@asynccontextmanager
async def _waiting_door(settings: Settings, process: Process) -> AsyncIterator[None]:
    port = settings.port if process.hears else settings.health_port
    if not port:
        yield
        return

    async def never() -> bool:
        return False

    async with serving(health_app([Check(name="database", test=never)]), settings.host, port):
        yield


async def run(house: House, settings: Settings, process: Process, told: Callable[[str], Awaitable[None]]) -> None:
    """Run until SIGINT or SIGTERM; `told` is called once with the address it is reached at, empty where there is none.

    Then it takes no more requests and no more work, finishes what is under way, and returns; at the latest after `LAST`
    seconds the process ends as it stands. Refusal when its port cannot be had.
    """
    stop = asyncio.Event()
    parts: list[asyncio.Task[None]] = []
    with _heeding_signals(stop):
        try:
            ticker = await _begun(parts, ticking(house), stop) if process.ticks else None
            address = await _begun(parts, _door(house, settings, process, ticker), stop)
            _settle_down()
            if settings.database.startswith("sqlite") and _cores() > 1:  # PostgreSQL is a process of its own already.
                house.bot.database.crowds.expect()
            await told(address)
            await stop.wait()
        finally:
            stop.set()
            house.bot.leaving.set()
            await asyncio.gather(*parts, _last_work(house, parts[:1] if process.ticks else []))


def _settle_down() -> None:
    """Make ready for crowds.

    What is in memory now is taken to stay: to look through all of it again and again halts every press for a moment.
    The thread that stores their answers has its turn at the interpreter in time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    sys.setswitchinterval(TURN)


def _cores() -> int:
    """Processors that this process may use: with one alone, a second process would only stand in its way."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def _last_work(house: House, ticks: list[asyncio.Task[None]]) -> None:
    """Let work under way come to a boundary, once nobody hands in more."""
    if ticks:
        await asyncio.wait(ticks)
    await house.queue.stop(GRACE)


async def _begun(parts: list[asyncio.Task[None]], part: AbstractAsyncContextManager[T], stop: asyncio.Event) -> T:
    """Open a part in a task of its own, so that at the end all close at once; returns what it gives."""
    begun: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    async def keep() -> None:
        try:
            async with part as given:
                begun.set_result(given)
                await stop.wait()
        except BaseException as wrong:
            if begun.done():
                raise
            begun.set_exception(wrong)

    parts.append(asyncio.create_task(keep()))
    return await begun


@asynccontextmanager
async def _door(house: House, settings: Settings, process: Process, ticker: Ticker | None) -> AsyncIterator[str]:
    checks = data_checks(house, settings)
    if process.works:
        checks += work_checks(house)
    elif process.ticks:
        checks += work_checks(house)[:1]
    if ticker is not None:
        checks.append(Check(name="ticks", test=ticker.is_well))
    if process.hears:
        async with answering(house, settings, checks) as address:
            yield address
    elif settings.health_port:
        async with serving(health_app(checks), settings.host, settings.health_port) as address:
            yield address
    else:
        yield ""


@contextmanager
def _heeding_signals(stop: asyncio.Event) -> Iterator[None]:
    """The first SIGINT or SIGTERM asks the process to end, a second one ends it where it stands."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def heed() -> None:
        if stop.is_set():
            os._exit(CUT_OFF)
        stop.set()
        last = threading.Timer(LAST, _end_now)  # In a thread: what hangs may be the loop.
        last.daemon = True
        last.start()

    for number in numbers:
        loop.add_signal_handler(number, heed)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _end_now() -> None:
    log.warning("ended as it stands")
    os._exit(CUT_OFF)

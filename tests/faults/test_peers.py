"""Two processes on one PostgreSQL database: no message twice, none lost, and the survivor goes on alone."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.channels import ChannelKind
from bot.domain.deliveries import Kind, State, key_of
from bot.ids import Token
from handlers.queue.janitor import Janitor
from storage import boards, channels, deliveries
from storage.database import Database
from storage.executors import Badge
from tests.databases import PRODUCT, Postgres, outside_the_loop
from tests.processes import environment
from tests.size import FULL
from tests.storage.seeds import NORTHWIND

MESSAGES = 40
TIMES = 1 if FULL else 4
"""How much faster the processes' clocks run than the machine's; at full size a lease is waited for in real time."""


@pytest.fixture
def url(postgres: Postgres) -> str:
    """A database that belongs to the product's own role, as it is for a small installation."""
    outside_the_loop(postgres.run("DROP DATABASE IF EXISTS peers WITH (FORCE)"))
    outside_the_loop(postgres.run(f"CREATE DATABASE peers OWNER {PRODUCT}"))
    return postgres.url("peers")


@asynccontextmanager
async def peer(url: str, lines: Path, ahead: float = 0.0) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A process at work, and the name it goes by."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.peer", url, lines, str(TIMES), str(ahead)),
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        yield process, (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def make_messages(database: Database) -> None:
    """Messages that are due at once, in one lane."""
    channel = replace(NORTHWIND.channel, kind=ChannelKind.PRODUCT, account_id=None)
    await database.add_organisation(NORTHWIND.organisation)
    async with database.begin(NORTHWIND.id) as work:
        await boards.save(work, replace(NORTHWIND.board, next_digest_at=None))
        await channels.save(work, channel)
        rows = []
        for number in range(MESSAGES):
            subject = f"nobody@{NORTHWIND.board.id}@{number}"
            blank = NORTHWIND.delivery(kind=Kind.NOTICE)
            key = key_of(Kind.NOTICE, subject, channel.id)
            rows.append(replace(blank, key=key, subject_id=subject, token=Token(f"token{number}")))
        await deliveries.make(work, rows)


async def until_written(lines: Path, many: int) -> list[tuple[str, int]]:
    """The tokens that were posted and by whom, once there are so many."""
    async with asyncio.timeout(120):
        while True:
            found = [line.split() for line in lines.read_text().splitlines()]
            if len(found) >= many:
                return [(token, int(pid)) for token, pid in found]
            await asyncio.sleep(0.05)


@pytest.mark.soak
@pytest.mark.parametrize("apart", [0.0, -45.0, 45.0, 3600.0])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
async def test_the_survivor_of_two_processes_posts_what_the_other_left_and_nothing_twice_whatever_their_clocks_say(
    url: str, tmp_path: Path, apart: float, number: signal.Signals
) -> None:
    lines = tmp_path / "lines"
    lines.touch()
    database = await Database.open(url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        (_, one), (_, other) = [await stack.enter_async_context(peer(url, lines, each)) for each in (0.0, apart)]
        assert {one, other} == {"worker-1", "worker-2"}
        await make_messages(database)
        busy = (await until_written(lines, 5))[-1][1]
        os.kill(busy, number)
        posted = await until_written(lines, MESSAGES)
        assert {pid for _, pid in posted} > {busy}
        await until_marked(database)
        if number is signal.SIGSTOP:
            os.kill(busy, signal.SIGCONT)
            await asyncio.sleep(3)  # What it was about to say it must not say now.
    assert Counter(token for token, _ in await until_written(lines, MESSAGES)) == {
        f"token{number}": 1 for number in range(MESSAGES)
    }


async def until_marked(database: Database) -> None:
    """Return once the ledger knows of every message that it was sent."""
    async with asyncio.timeout(60):
        while True:
            async with database.read(NORTHWIND.id) as work:
                if await deliveries.counts(work) == {(Kind.NOTICE, State.SENT): MESSAGES}:
                    return
            await asyncio.sleep(0.1)


async def test_a_badge_is_worn_by_one_process_and_free_when_it_is_gone(url: str) -> None:
    first, second = await Badge.take(url), await Badge.take(url)
    try:
        assert (first.name, second.name) == ("worker-1", "worker-2")
        assert await first.is_ours()
        assert not await second.take_empty("worker-1")
        assert not await second.take_empty("worker-2")
        await first.leave()
        assert not await first.is_ours()
        assert await second.take_empty("worker-1")
        third = await Badge.take(url)
        assert third.name == "worker-3"
        await third.leave()
        await second.give_back("worker-1")
        again = await Badge.take(url)
        assert again.name == "worker-1"
        await again.leave()
    finally:
        await second.leave()


async def test_a_process_that_loses_its_badge_stops_at_once(url: str, postgres: Postgres) -> None:
    badge, lost = await Badge.take(url), asyncio.Event()

    async def nothing() -> dict[str, list[str]]:
        return {}

    async def resume(_: str) -> None:
        raise AssertionError("there is nothing to resume")

    janitor = Janitor(badge, nothing, resume, lost.set, every=0.05)
    janitor.start()
    with suppress(TimeoutError):
        await asyncio.wait_for(lost.wait(), 0.3)
    assert not lost.is_set()
    await postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'peers'")
    await asyncio.wait_for(lost.wait(), 20)
    await janitor.stop()
    await badge.leave()


async def test_work_is_taken_over_only_from_processes_that_are_gone(url: str) -> None:
    gone, here, me = [await Badge.take(url) for _ in range(3)]
    await gone.leave()
    resumed: list[str] = []

    async def taken() -> dict[str, list[str]]:
        return {gone.name: ["a", "b"], here.name: ["c"], me.name: ["d"]}

    async def resume(work_id: str) -> None:
        resumed.append(work_id)

    await Janitor(me, taken, resume, lambda: None).look()
    assert resumed == ["a", "b"]
    again = await Badge.take(url)
    assert again.name == gone.name
    for badge in (here, me, again):
        await badge.leave()

"""A process that stands still, or loses its server: others take over, and when it wakes up it does no harm."""

import asyncio
import os
import signal
from collections import Counter
from contextlib import AsyncExitStack, suppress
from itertools import count
from pathlib import Path
from time import perf_counter

import pytest

from bot.errors import Refusal
from handlers.queue import DbosQueue
from storage import boards
from storage.database import Database
from storage.executors import Badge
from tests.databases import Postgres
from tests.faults import test_peers
from tests.handlers.queues import Doings
from tests.slack.town import fresh_database
from tests.storage.seeds import NORTHWIND

SILENT = 1.5
STOPPED = 60.0


async def test_who_gives_no_sign_of_life_is_cut_off_and_learns_it(postgres: Postgres) -> None:
    url = fresh_database(postgres, "silent")
    silent, lively, judge = [await Badge.take(url) for _ in range(3)]
    try:
        await asyncio.sleep(SILENT + 0.1)
        assert await lively.is_ours()
        assert await judge.take_from_silent(SILENT) == [silent.name]
        async with asyncio.timeout(20):
            while True:  # The server ends a connection in its own time; until then it is found again.
                assert await lively.is_ours()
                if not await judge.take_from_silent(SILENT):
                    break
        assert not await silent.is_ours()
        assert not silent.is_sure()
        assert await lively.is_ours()
        assert await judge.take_empty(silent.name)
    finally:
        for badge in (silent, lively, judge):
            await badge.leave()


async def test_a_queue_whose_server_was_gone_comes_back_by_itself_and_does_what_was_left(postgres: Postgres) -> None:
    url = fresh_database(postgres, "comeback")
    begun, done = asyncio.Event(), Doings()

    async def hang_once(key: str) -> None:
        if not begun.is_set():
            begun.set()
            await asyncio.Event().wait()
        await done.note(key)

    queue = DbosQueue(url, look_every=0.1)
    queue.register("post", hang_once)
    await queue.start()
    try:
        await queue.enqueue("first", "post", "1", lane="slack:T1")
        await asyncio.wait_for(begun.wait(), 20)
        cut = perf_counter()
        await postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'comeback'")
        await asyncio.wait_for(done.first.wait(), 60)
        print(f"back at work after {perf_counter() - cut:.1f} s")
        async with asyncio.timeout(20):
            while not await queue.well():  # noqa: ASYNC110 - the queue tells nobody
                await asyncio.sleep(0.05)
        await queue.enqueue("second", "post", "2", lane="slack:T1")
        await asyncio.wait_for(queue.idle(), 20)
    finally:
        await queue.stop()
    assert done.keys == ["1", "2"]


async def hold_until_saved(database: Database) -> None:
    """Hold on to a row without a word, until another could change it all the same."""
    async with database.begin(NORTHWIND.id) as still:
        await boards.save(still, NORTHWIND.board)
        for tries in count():
            with suppress(Refusal):
                async with database.begin(NORTHWIND.id) as other:
                    await boards.save(other, NORTHWIND.board)
                assert tries > 0
                return


@pytest.mark.soak
async def test_what_a_process_holds_that_stands_still_in_a_transaction_is_free_again_in_good_time(
    postgres: Postgres,
) -> None:
    database = await Database.open(fresh_database(postgres, "held"))
    try:
        await database.add_organisation(NORTHWIND.organisation)
        async with database.begin(NORTHWIND.id) as work:
            await boards.save(work, NORTHWIND.board)
        began = perf_counter()
        with pytest.raises(Refusal, match=r"database\.(busy|unreachable)"):
            await hold_until_saved(database)
        print(f"free after {perf_counter() - began:.1f} s")
        assert perf_counter() - began < 20
    finally:
        await database.close()


@pytest.mark.soak
async def test_who_was_stopped_for_a_minute_is_replaced_within_half_of_it_and_posts_nothing_again(
    postgres: Postgres, tmp_path: Path
) -> None:
    url, lines = fresh_database(postgres, "stopped"), tmp_path / "lines"
    lines.touch()
    database = await Database.open(url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        peers = [(await stack.enter_async_context(test_peers.peer(url, lines)))[0] for _ in range(2)]
        await test_peers.make_messages(database)
        busy = (await test_peers.until_written(lines, 5))[-1][1]
        os.kill(busy, signal.SIGSTOP)
        stopped, there = perf_counter(), len(lines.read_text().splitlines())
        await test_peers.until_written(lines, there + 1)
        taken_over = perf_counter() - stopped
        print(f"taken over after {taken_over:.1f} s")
        assert taken_over <= 30
        await asyncio.sleep(STOPPED - (perf_counter() - stopped))
        os.kill(busy, signal.SIGCONT)
        await test_peers.until_marked(database)
        await asyncio.sleep(5)
        assert [each.returncode for each in peers] == [None, None]
    posted = await test_peers.until_written(lines, test_peers.MESSAGES)
    assert set(Counter(token for token, _ in posted).values()) == {1}
    assert len(posted) == test_peers.MESSAGES

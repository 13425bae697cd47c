"""Work begins when it is asked for, however seldom the queue is looked at."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from handlers.queue import files
from handlers.queue.bell import Bell
from handlers.queue.durable import DbosQueue

SELDOM = 30.0
"""Seconds between two looks: whatever is done within a few was not found by looking."""


async def test_work_begins_at_once_and_a_lane_goes_on_with_the_next(tmp_path: Path) -> None:
    queue = DbosQueue(tmp_path / "dbos.db", poll=SELDOM)
    done: list[str] = []

    async def note(key: str) -> None:
        done.append(key)

    queue.register("note", note)
    queue.register("post", note)
    await queue.start()
    try:
        await asyncio.sleep(0.3)  # The engine's threads have begun to wait.
        async with asyncio.timeout(SELDOM / 3):
            for number in range(3):
                await queue.enqueue(f"note:{number}", "note", f"n{number}")
                await queue.enqueue(f"post:{number}", "post", f"p{number}", lane="slack:T1")
            await queue.idle()
    finally:
        await queue.stop()
    assert sorted(done) == ["n0", "n1", "n2", "p0", "p1", "p2"]
    assert [each for each in done if each.startswith("p")] == ["p0", "p1", "p2"]


def test_a_wait_lasts_until_somebody_has_written() -> None:
    said = iter([*["nothing new"] * 5, *["written"] * 5])
    stop = threading.Event()
    Bell(lambda: next(said), longest=60.0).hang(stop)
    for _ in range(2):  # The first look has nothing to compare with; the second is the one after the writing.
        assert not stop.wait(0.001)
    assert list(said) == ["written"] * 4


def test_a_ring_and_the_end_are_heard_though_nobody_has_written() -> None:
    stop = threading.Event()
    bell = Bell(lambda: "nothing new", longest=60.0)
    bell.hang(stop)
    assert not stop.wait(0.001)
    bell.ring(threading.current_thread().name)
    assert not stop.wait(60.0)
    stop.set()
    assert stop.wait(60.0)


def test_a_file_tells_that_another_connection_has_written_to_it(tmp_path: Path) -> None:
    path = tmp_path / "dbos.db"
    assert files.last_written(path) is None
    with closing(sqlite3.connect(path, factory=files.Connection)) as one:
        one.execute("CREATE TABLE work (id)")
        before = files.last_written(path)
        with closing(sqlite3.connect(path, factory=files.Connection)) as other, other:
            other.execute("INSERT INTO work VALUES (1)")
        assert before is not None
        assert files.last_written(path) != before

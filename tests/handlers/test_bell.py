"""Work begins when it is asked for, however seldom the queue is looked at."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, text

from handlers.queue import files
from handlers.queue.bell import Bell
from handlers.queue.desk import LANES, ROUNDS, Desk, client, make_queues
from handlers.queue.durable import DbosQueue
from storage.waiting_work import WaitingWork
from tests.databases import Postgres
from tests.slack.town import fresh_database

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


def test_a_wait_lasts_until_a_look_could_find_something() -> None:
    said = iter([False, False, False, True, True])
    stop = threading.Event()
    Bell(lambda queue: next(said), longest=60.0).hang(stop)
    assert not stop.wait(0.001)
    assert list(said) == [True]


def test_a_ring_and_the_end_are_heard_though_a_look_could_find_nothing() -> None:
    stop = threading.Event()
    bell = Bell(lambda queue: False, longest=60.0)
    bell.hang(stop)
    bell.ring(threading.current_thread().name)
    assert not stop.wait(60.0)
    stop.set()
    assert stop.wait(60.0)


def test_it_is_looked_at_all_the_same_in_the_end() -> None:
    stop = threading.Event()
    Bell(lambda queue: False, longest=0.1).hang(stop)
    assert not stop.wait(0.02)


def test_each_queue_is_looked_at_once_after_somebody_has_written(tmp_path: Path) -> None:
    path = tmp_path / "dbos.db"
    with closing(sqlite3.connect(path, factory=files.Connection)) as one:
        one.execute("CREATE TABLE work (id)")
        writings = files.Writings(path)
        found = [[writings.may_find(queue) for queue in (LANES, ROUNDS)] for _ in range(2)]
        with one:
            one.execute("INSERT INTO work VALUES (1)")
        found += [[writings.may_find(queue) for queue in (LANES, ROUNDS)] for _ in range(2)]
    assert found == [[True, True], [False, False], [True, True], [False, False]]


async def test_a_server_tells_in_which_queue_work_waits(postgres: Postgres) -> None:
    url = fresh_database(postgres, "waiting")
    asking = client(url)
    try:
        make_queues(asking, url, SELDOM)
        engine = create_engine(asking._sys_db.engine.url)
        waiting = WaitingWork(engine, (ROUNDS, LANES))
        assert [waiting.may_find(queue) for queue in (ROUNDS, LANES, "another")] == [False, False, True]
        Desk(asking).enqueue("post:1", "post", "p1", "slack:T1")
        assert [waiting.may_find(queue) for queue in (ROUNDS, LANES, "another")] == [False, True, True]
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE dbos.workflow_status RENAME TO elsewhere"))
        assert [waiting.may_find(queue) for queue in (ROUNDS, LANES)] == [True, True]
        engine.dispose()
    finally:
        asking.destroy()


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

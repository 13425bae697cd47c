"""The durable queue and what is around it: its file, its process, and what may be put into it."""

import asyncio
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.handlers.queues import Doings, Gate, Queues, within


async def test_a_queue_starts_empty_where_its_file_was_deleted(queues: Queues, tmp_path: Path) -> None:
    done = Doings()
    for _ in range(2):
        queue = queues()
        queue.register("note", done.note)
        await queue.start()
        await queue.enqueue("same", "note", "1")
        await within(10, queue.idle())
        await queue.stop()
        (tmp_path / "dbos.db").unlink()
    assert done.keys == ["1", "1"]


@pytest.mark.parametrize("damage", ["text", "page", "two"])
async def test_a_damaged_file_is_put_aside_and_the_queue_starts_empty(
    queues: Queues, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "dbos.db"
    match damage:
        case "text":
            file.write_text("this was never a database" * 100)
        case "page":
            with sqlite3.connect(file) as connection:
                connection.execute("CREATE TABLE t (x TEXT)")
                connection.executemany("INSERT INTO t VALUES (?)", [("x" * 300,)] * 200)
            connection.close()
            with file.open("r+b") as raw:
                raw.seek(4096 * 3)
                raw.write(b"\xff" * 8192)
        case "two":
            (tmp_path / "dbos.db.broken-1").write_bytes(b"an earlier one")
            file.write_bytes(b"\x00\x01" * 5000)
    done = Doings()
    queue = queues()
    queue.register("note", done.note)
    with capture_logs() as told:
        await queue.start()
    await queue.enqueue("1", "note", "1")
    await within(10, queue.idle())

    assert done.keys == ["1"]
    aside = tmp_path / f"dbos.db.broken-{2 if damage == 'two' else 1}"
    assert aside.exists()
    [line] = told
    assert (line["event"], line["log_level"], line["moved_to"]) == ("queue file damaged", "warning", str(aside))


async def test_a_place_without_a_file_system_says_so_and_leaves_the_process_able_to_start(
    queues: Queues, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="unable to open database file"):
        await queues(tmp_path / "missing" / "dbos.db").start()
    await queues().start()


async def test_only_one_queue_runs_in_a_process(queues: Queues, tmp_path: Path) -> None:
    queue = queues()
    await queue.start()
    with pytest.raises(RuntimeError, match="already"):
        await queues(tmp_path / "other.db").start()
    await queue.stop()
    await queue.stop()
    with pytest.raises(RuntimeError, match="not running"):
        await queue.pending()


async def test_the_default_threads_of_the_loop_still_work_after_a_stop(queues: Queues) -> None:
    queue = queues()
    queue.register("note", Doings().note)
    await queue.start()
    await queue.enqueue("1", "note", "1")
    await within(10, queue.idle())
    await queue.stop()
    assert await asyncio.to_thread(lambda: 7) == 7


@pytest.mark.parametrize("word", ["", "two words", "ana@acme.example", "é", "x" * 301, "a\nb"])
async def test_only_ids_are_taken(queues: Queues, word: str) -> None:
    queue = queues()
    queue.register("note", Doings().note)
    for arguments in ((word, "1", "acme"), ("1", word, "acme"), ("1", "1", word)):
        work_id, key, lane = arguments
        with pytest.raises(ValueError, match="letters, digits"):
            await queue.enqueue(work_id, "note", key, lane=lane)
    with pytest.raises(LookupError):
        await queue.enqueue("1", "unregistered", "1")


async def test_ended_work_is_swept_and_waiting_work_is_not(queues: Queues) -> None:
    gate, done = Gate(), Doings()
    queue = queues()
    queue.register("post", gate.pass_through)
    queue.register("note", done.note)
    await queue.start()
    for n in range(3):
        await queue.enqueue(f"n:{n}", "note", str(n))
    await within(10, queue.idle())
    await queue.enqueue("held", "post", "1", lane="acme")
    await queue.enqueue("waits", "post", "2", lane="acme")
    await within(10, gate.begun("1").wait())

    now = datetime.now(UTC)
    assert await queue.sweep(now - timedelta(days=30)) == 0
    assert await queue.sweep(now + timedelta(hours=1)) == 3
    assert [p.id for p in await queue.pending()] == ["held", "waits"]
    gate.open.set()
    await within(10, queue.idle())


def test_the_engine_is_given_ids_and_plain_values_only() -> None:
    from handlers.queue.plain import IdsOnly, WorkFailed

    ids = IdsOnly()
    plain: dict[str, object] = {"args": ["k", 1, None, True], "kwargs": {}}
    assert ids.deserialize(ids.serialize({"args": ("k", 1, None, True), "kwargs": {}})) == plain
    for thing in (object(), b"bytes", 1.5, {1: "x"}, {"a": [{"b": {3}}]}, datetime.now(UTC), ids, int):
        with pytest.raises(TypeError, match="plain values"):
            ids.serialize(thing)
    kept = ids.serialize(ValueError("ana@acme.example"))
    assert "acme" not in kept
    back = ids.deserialize(kept)
    assert isinstance(back, WorkFailed)
    assert str(back) == "ValueError"


_dialled: list[str] = []
_listening = False


def _note_sockets(event: str, _: tuple[object, ...]) -> None:
    if _listening and event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.Request"}:
        _dialled.append(event)


async def test_the_queue_opens_no_port_and_calls_nobody(queues: Queues) -> None:
    global _listening
    sys.addaudithook(_note_sockets)  # cannot be removed again, so it does nothing outside this test
    _listening = True
    try:
        done = Doings()
        queue = queues()
        queue.register("note", done.note)
        await queue.start()
        await queue.enqueue("1", "note", "1")
        await within(10, queue.idle())
        await queue.stop()
    finally:
        _listening = False
    assert done.keys == ["1"]
    assert _dialled == []

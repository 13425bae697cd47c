"""The durable queue on a real engine and a real file: what it does with work."""

import asyncio
import logging
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.handlers.queues import Doings, Gate, Queues, within

AT_ONCE = 8


async def test_an_id_works_once_however_often_it_is_asked_for_and_across_a_restart(queues: Queues) -> None:
    done = Doings()
    first = queues()
    first.register("open_round", done.note)
    await first.start()
    await asyncio.gather(*(first.enqueue("r:1", "open_round", "1") for _ in range(5)))
    await within(10, first.idle())
    await first.enqueue("r:1", "open_round", "1")
    await within(10, first.idle())
    await first.stop()

    second = queues()
    second.register("open_round", done.note)
    await second.start()
    await second.enqueue("r:1", "open_round", "1")
    await second.enqueue("r:2", "open_round", "2", lane="acme")
    await within(10, second.idle())

    assert done.keys == ["1", "2"]
    assert await second.pending() == []


async def test_a_lane_works_one_at_a_time_and_lanes_side_by_side(queues: Queues) -> None:
    gates = {"acme": Gate(), "globex": Gate()}

    async def post(key: str) -> None:
        await gates[key.split(":")[0]].pass_through(key)

    queue = queues()
    queue.register("post", post)
    await queue.start()
    for lane in gates:
        for n in range(3):
            await queue.enqueue(f"lane:{lane}:{n}", "post", f"{lane}:{n}", lane=lane)

    await within(10, gates["acme"].begun("acme:0").wait())
    await within(10, gates["globex"].begun("globex:0").wait())  # acme's first still holds its lane
    for gate in gates.values():
        gate.open.set()
    await within(10, queue.idle())

    assert {lane: gate.most for lane, gate in gates.items()} == {"acme": 1, "globex": 1}
    assert list(gates["acme"].began) == ["acme:0", "acme:1", "acme:2"]


async def test_work_without_a_lane_runs_side_by_side_as_far_as_that_is_of_use_on_a_file(queues: Queues) -> None:
    gate = Gate()
    queue = queues()
    queue.register("open_round", gate.pass_through)
    await queue.start()
    for n in range(3 * AT_ONCE):
        await queue.enqueue(f"r:{n}", "open_round", str(n))
    async with asyncio.timeout(10):
        while len(gate.began) < AT_ONCE:  # noqa: ASYNC110 - which of them come first is not said
            await asyncio.sleep(0.01)
    gate.open.set()
    await within(10, queue.idle())
    assert gate.most == AT_ONCE
    assert len(gate.began) == 3 * AT_ONCE


async def test_idle_waits_for_work_that_work_asked_for(queues: Queues) -> None:
    done = Doings()
    queue = queues()

    async def count_down(key: str) -> None:
        await done.note(key)
        if key != "0":
            await queue.enqueue(f"down:{int(key) - 1}", "count_down", str(int(key) - 1), lane="acme")

    queue.register("count_down", count_down)
    await queue.start()
    await within(5, queue.idle())  # nothing at all is idle
    await queue.enqueue("down:5", "count_down", "5", lane="acme")
    await within(10, queue.idle())
    assert done.keys == ["5", "4", "3", "2", "1", "0"]


async def test_idle_is_never_early(queues: Queues) -> None:
    done = Doings()
    queue = queues()
    queue.register("open_round", done.note)
    await queue.start()
    for n in range(20):
        await queue.enqueue(f"r:{n}", "open_round", str(n), lane="acme" if n % 3 == 0 else None)
        await within(10, queue.idle())
        assert len(done.keys) == n + 1
        assert await queue.pending() == []


async def test_idle_does_not_return_while_work_runs(queues: Queues) -> None:
    gate = Gate()
    queue = queues()
    queue.register("open_round", gate.pass_through)
    await queue.start()
    await queue.enqueue("r:1", "open_round", "1")
    await within(10, gate.begun("1").wait())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(queue.idle(), 0.3)
    gate.open.set()
    await within(10, queue.idle())


async def test_failed_work_ends_is_told_by_its_ids_and_can_be_asked_for_under_another_id(
    queues: Queues, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    async def trip(key: str) -> None:
        seen.append(key)
        if len(seen) == 1:
            raise RuntimeError("ana@acme.example wrote: never again")

    queue = queues()
    queue.register("digest", trip)
    with capture_logs() as told, caplog.at_level(logging.DEBUG):
        await queue.start()
        await queue.enqueue("digest:1:0", "digest", "1", lane="acme")
        await within(10, queue.idle())
        await queue.enqueue("digest:1:0", "digest", "1", lane="acme")  # ended: stays ended
        await within(10, queue.idle())
        await queue.enqueue("digest:1:1", "digest", "1", lane="acme")
        await within(10, queue.idle())
        await queue.stop()

    assert seen == ["1", "1"]
    [line] = told
    assert (line["event"], line["work"], line["kind"], line["key"], line["error"]) == (
        "work failed",
        "digest:1:0",
        "digest",
        "1",
        "RuntimeError",
    )
    assert "trip" in line["at"]
    everything = str(told) + caplog.text + "".join(str(path.read_bytes()) for path in tmp_path.iterdir())
    assert "RuntimeError" in everything
    assert "never again" not in everything
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_stray_cancellation_inside_work_is_a_failure_and_frees_its_lane(queues: Queues) -> None:
    done = Doings()

    async def stray(key: str) -> None:
        raise asyncio.CancelledError

    queue = queues()
    queue.register("stray", stray)
    queue.register("note", done.note)
    await queue.start()
    await queue.enqueue("a", "stray", "1", lane="acme")
    await queue.enqueue("b", "note", "2", lane="acme")
    await within(10, queue.idle())
    assert done.keys == ["2"]


async def test_work_cut_off_by_a_stop_is_done_again_by_the_next_start(queues: Queues) -> None:
    gate = Gate()
    first = queues()
    first.register("post", gate.pass_through)
    await first.start()
    await first.enqueue("lane:acme:1", "post", "1", lane="acme")
    await first.enqueue("lane:acme:2", "post", "2", lane="acme")
    await within(10, gate.begun("1").wait())
    await first.stop(grace=0)
    assert gate.inside == 0

    done = Doings()
    second = queues()
    second.register("post", done.note)
    await second.start()
    await within(10, second.idle())
    assert done.keys == ["1", "2"]


async def test_a_stop_lets_running_work_finish(queues: Queues) -> None:
    gate = Gate()
    queue = queues()
    queue.register("post", gate.pass_through)
    await queue.start()
    await queue.enqueue("1", "post", "1")
    await within(10, gate.begun("1").wait())
    stopping = asyncio.create_task(queue.stop(grace=10))
    gate.open.set()
    await within(10, stopping)

    done = Doings()
    again = queues()
    again.register("post", done.note)
    await again.start()
    await within(10, again.idle())
    assert done.keys == []


async def test_waiting_work_can_be_seen_cancelled_and_resumed_in_its_own_lane(queues: Queues) -> None:
    gate = Gate()
    queue = queues()
    queue.register("post", gate.pass_through)
    await queue.start()
    for n in (1, 2, 3):
        await queue.enqueue(f"lane:acme:{n}", "post", str(n), lane="acme")
    await within(10, gate.begun("1").wait())

    seen = await queue.pending()
    assert [(p.id, p.kind, p.key, p.lane, p.executor) for p in seen] == [
        ("lane:acme:1", "post", "1", "acme", "embedded"),
        ("lane:acme:2", "post", "2", "acme", None),
        ("lane:acme:3", "post", "3", "acme", None),
    ]
    assert [p.id for p in await queue.pending("embedded")] == ["lane:acme:1"]
    assert await queue.pending("another") == []

    await queue.cancel("lane:acme:2")
    await queue.cancel("no-such-work")
    assert [p.id for p in await queue.pending()] == ["lane:acme:1", "lane:acme:3"]
    await queue.resume("lane:acme:2")
    await queue.resume("lane:acme:1")  # runs here: left alone
    gate.open.set()
    await within(10, queue.idle())
    assert sorted(gate.began) == ["1", "2", "3"]
    assert gate.most == 1
    with pytest.raises(LookupError):
        await queue.resume("no-such-work")


async def test_work_of_a_dead_process_waits_until_it_is_resumed_in_its_lane(queues: Queues) -> None:
    gate = Gate()
    dead = queues(executor="dead")
    dead.register("post", gate.pass_through)
    await dead.start()
    await dead.enqueue("lane:acme:1", "post", "1", lane="acme")
    await dead.enqueue("lane:acme:2", "post", "2", lane="acme")
    await within(10, gate.begun("1").wait())
    await dead.stop(grace=0)

    done = Doings()
    alive = queues(executor="alive")
    alive.register("post", done.note)
    await alive.start()
    await alive.enqueue("other", "post", "3", lane="globex")
    await within(10, done.first.wait())
    assert done.keys == ["3"]
    left = await alive.pending("dead")
    assert [(p.id, p.executor) for p in left] == [("lane:acme:1", "dead")]
    await alive.resume("lane:acme:1")
    await within(10, alive.idle())
    assert sorted(done.keys) == ["1", "2", "3"]

"""Work begins when it is asked for, however seldom the queue is looked at."""

import asyncio
from pathlib import Path

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

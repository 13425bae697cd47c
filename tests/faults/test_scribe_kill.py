"""A crowd answers while the process that stores for it is killed, or its master: who was acknowledged is on disk."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.slack.running import Served, until
from tests.slack.town import A, B, Town, rush, town

PEOPLE = 150
AT_ONCE = 30
SETTLED = 2.0
"""Seconds in which a new process is at work, most of the time."""


@pytest.mark.soak
async def test_whoever_is_killed_amid_a_crowd_no_acknowledged_answer_is_lost(tmp_path: Path) -> None:
    async with town(tmp_path, people=PEOPLE, limits=False) as here:
        served = await here.start()
        scribe = await _scribe_after_a_crowd(here, served, poll=1)
        served.kill()
        await until(lambda: not Path(f"/proc/{scribe}").exists())
        assert set(await here.standing(1)) == {each.id for each in here.crowd}

        served = await here.start()
        scribe = await _scribe_after_a_crowd(here, served, poll=2)
        message = await here.ask(f'"Which third?" "{A}" "{B}"')
        pressing = asyncio.create_task(
            rush(await here.clicks(message, A, here.crowd), [served.address], at_once=AT_ONCE, over=1.0)
        )
        await asyncio.sleep(0.4)
        os.kill(scribe, signal.SIGKILL)
        assert {each.status for each in await pressing} == {200}
        assert await here.standing(3) == {each.id: A for each in here.crowd}
        assert await here.rows(3) == PEOPLE
        assert served.stop() == 0


async def _scribe_after_a_crowd(here: Town, served: Served, poll: int) -> int:
    """All answer a poll at once, then half of them once more; returns the process that helps from then on."""
    message = await here.ask(f'"Which, {poll}?" "{A}" "{B}"')
    acks = await rush(await here.clicks(message, A, here.crowd), [served.address], at_once=AT_ONCE)
    assert {each.status for each in acks} == {200}
    await until(lambda: _forked(served.process.pid))
    (scribe,) = _forked(served.process.pid)
    await asyncio.sleep(SETTLED)  # Until it is ready all is done without it, so nothing tells.
    half = here.crowd[::2]
    acks = await rush(await here.clicks(message, B, half), [served.address], at_once=AT_ONCE)
    assert {each.status for each in acks} == {200}
    standing = await here.standing(poll)
    assert {user for user, said in standing.items() if said == B} == {each.id for each in half}
    return scribe


def _forked(pid: int) -> list[int]:
    """The processes that this one began by itself, but for Python's own."""
    found = [int(each) for task in Path(f"/proc/{pid}/task").glob("*/children") for each in task.read_text().split()]
    return [each for each in found if b"fork" in Path(f"/proc/{each}/cmdline").read_bytes()]

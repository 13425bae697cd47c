"""The process that thinks for the bot: it is replaced when it dies, and does not outlive the bot that made it."""

import asyncio
import os
import signal
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from bot.insights import worker
from bot.insights.worker import Thinker
from tests.processes import environment

BOT = """
import asyncio
from bot.insights.worker import Thinker
from tests.faults.test_worker_kill import where

async def main():
    print(await Thinker().run(where, None), flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here each thinker has one to itself, as in a server; other tests share theirs."""
    monkeypatch.setattr(worker, "ProcessPoolExecutor", ProcessPoolExecutor)


def where(_: None) -> int:
    """The number of the process that runs this."""
    return os.getpid()


def die(_: None) -> int:
    """End the process at once."""
    os._exit(9)


async def test_a_process_that_died_is_replaced() -> None:
    thinker = Thinker()
    try:
        first = await thinker.run(where, None)
        os.kill(first, signal.SIGKILL)
        second = await thinker.run(where, None)
        assert second not in (first, os.getpid())
        assert await thinker.run(where, None) == second
    finally:
        thinker.close()


async def test_work_that_kills_its_process_twice_is_given_up() -> None:
    thinker = Thinker()
    try:
        with pytest.raises(BrokenProcessPool):
            await thinker.run(die, None)
    finally:
        thinker.close()


async def test_a_process_that_hangs_is_ended_and_the_next_work_has_one_of_its_own() -> None:
    thinker = Thinker(patience=20.0)
    try:
        hung = await thinker.run(where, None)
        os.kill(hung, signal.SIGSTOP)
        thinker.patience = 0.5
        with pytest.raises(TimeoutError):
            await thinker.run(where, None)
        thinker.patience = 20.0
        assert await thinker.run(where, None) != hung
        await asyncio.to_thread(ended, hung)
    finally:
        thinker.close()


def ended(pid: int) -> None:
    """Return once there is no such process any more."""
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.05)
    raise AssertionError("it hangs on")


async def test_a_bot_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "bot_that_thinks.py"
    script.write_text(BOT)
    bot = await asyncio.create_subprocess_exec(
        sys.executable, script, env=environment(), stdout=asyncio.subprocess.PIPE
    )
    assert bot.stdout is not None
    assert int(await bot.stdout.readline()) != bot.pid
    bot.kill()
    # The pipe comes to its end only when the last process that inherited it has ended.
    assert await asyncio.wait_for(bot.stdout.read(), 20) == b""
    assert await bot.wait() == -signal.SIGKILL

"""Fails a test in which the product kept the event loop to itself: while one listener computes, nobody else is heard.

What counts is the processor time of one uninterrupted stretch of a product's task, so that a busy machine fails
nothing; and every call that would make the loop's thread sleep. A stretch is looked at closely only when it lasted
long by the wall clock, which costs the others next to nothing. The time in which Python collects garbage is left out:
it grows with everything that hundreds of tests have left in one process, as no server's does.
"""

import asyncio
import gc
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

LONGEST = 0.2
"""Seconds of processor time in one stretch."""
FRESH = 0.02
"""Seconds for which a look at the processor clock is good; a stretch may seem longer than it was by so much."""
ROOT = Path(__file__).parents[1]
OURS = tuple(f"{ROOT / folder}/" for folder in ("bot", "handlers", "storage", "prompts"))
FOR_ONE = tuple(f"{ROOT / folder}/" for folder in ("bot/cli", "handlers/console"))
"""What a person runs at a terminal serves nobody else meanwhile."""
SERVER = "/uvicorn/protocols/"
"""Requests that people send run in tasks of the server."""
SLEEPERS: tuple[tuple[Any, str], ...] = (
    (time, "sleep"),
    (socket, "getaddrinfo"),
    (socket, "create_connection"),
)


class Watch:
    """Looks over the shoulder of every loop in this process."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._marked = (time.monotonic(), time.thread_time())
        self._running: str | None = None
        self._collected = self._collecting_since = 0.0

    def begin(self) -> None:
        """From now on, until the process ends."""
        run = asyncio.Handle._run

        def watched(handle: asyncio.Handle) -> None:
            began = time.monotonic()
            if began - self._marked[0] > FRESH:
                self._marked = (began, time.thread_time())
            self._collected = 0.0
            self._running = task_of_ours(handle)
            try:
                run(handle)
            finally:
                name, self._running = self._running, None
                if time.monotonic() - began > LONGEST:
                    used = time.thread_time() - self._marked[1] - self._collected
                    if name is not None and used > LONGEST + FRESH:
                        self.found.append(f"{name} computed for {used:.2f} s without a pause")

        asyncio.Handle._run = watched  # type: ignore[method-assign, assignment]
        gc.callbacks.append(self._collects)
        for module, name in SLEEPERS:
            setattr(module, name, self._alarmed(getattr(module, name)))

    def _collects(self, phase: str, _about: dict[str, int]) -> None:
        if phase == "start":
            self._collecting_since = time.thread_time()
        else:
            self._collected += time.thread_time() - self._collecting_since

    def _alarmed(self, sleeper: Callable[..., object]) -> Callable[..., object]:
        def alarmed(*args: Any, **keywords: Any) -> object:
            if self._running is not None and _in_a_loop():
                self.found.append(f"{self._running} slept in {sleeper.__name__}")
            return sleeper(*args, **keywords)

        return alarmed


def task_of_ours(handle: asyncio.Handle) -> str | None:
    """The name of the product's coroutine that `handle` goes on with; None for anything else."""
    task = getattr(handle._callback, "__self__", None)  # type: ignore[attr-defined]
    if not isinstance(task, asyncio.Task):
        return None
    running = task.get_coro()
    code = getattr(running, "cr_code", None)
    if not isinstance(code, CodeType):
        return None
    ours = code.co_filename.startswith(OURS) and not code.co_filename.startswith(FOR_ONE)
    ours = ours or SERVER in code.co_filename
    return f"{code.co_filename.removeprefix(f'{ROOT}/')}:{code.co_qualname}" if ours else None


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


WATCH = Watch()


def pytest_configure() -> None:
    """Before the first loop runs."""
    WATCH.begin()


@pytest.fixture(autouse=True)
def nobody_blocks_the_loop() -> Iterator[None]:
    """Each test fails in which a listener kept everybody else waiting."""
    WATCH.found.clear()
    yield
    assert WATCH.found == []

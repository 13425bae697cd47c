"""One process of its own for heavy arithmetic, so that the event loop never waits and the main process stays small."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


PATIENCE = 300.0
"""Seconds for one piece of work, its turn in the line included."""


class Thinker:
    """Runs pure functions elsewhere; the process is made on first use and ends with `close`."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[[In], Out], argument: In) -> Out:
        """`function(argument)`, computed in the other process; both must be picklable.

        A process that died (out of memory, killed) is replaced and the work done once more; what the function itself
        raises is raised here. One that hangs is ended and the work given up with TimeoutError: whoever waits for it
        holds a place in the queue, and there are only so many.
        """
        try:
            return await self._once(function, argument)
        except BrokenProcessPool:
            return await self._once(function, argument)

    async def _once(self, function: Callable[[In], Out], argument: In) -> Out:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)
        pool = self._pool
        try:
            asked = asyncio.get_running_loop().run_in_executor(pool, function, argument)
            return await asyncio.wait_for(asked, self.patience)
        except TimeoutError:
            if self._pool is pool:
                _kill(pool)
            self._let_go(pool)
            raise
        except BrokenProcessPool:
            self._let_go(pool)
            raise

    def _let_go(self, pool: ProcessPoolExecutor) -> None:
        """Use this one no more; whoever was faster may have made another one already."""
        if self._pool is pool:
            self.close()

    def close(self) -> None:
        """End the process; safe to call twice."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _kill(pool: ProcessPoolExecutor) -> None:
    """End a process that hangs; nothing public does so before Python 3.14."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()


def _begin() -> None:
    """What the process does first: when the one that made it dies without a word, it ends too."""
    calm()
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def calm() -> None:
    """One thread for linear algebra, set before it is loaded: more threads are slower here, and sums would differ."""
    for name in THREADS:
        os.environ[name] = "1"

"""A few threads that wait for the engine's database, so that the event loop need not; none keeps the process alive."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class Gone(Exception):
    """The threads were let go of while somebody waited for one; what was asked for may or may not have been done."""


class Threads:
    """Belongs to one event loop. The pools of the standard library are waited for when a process ends, for ever."""

    def __init__(self, number: int = 4) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting: set[asyncio.Future[object]] = set()
        self._number = number
        for each in range(number):
            threading.Thread(target=self._work, name=f"queue-{each}", daemon=True).start()

    async def run(self, call: Callable[[], Result]) -> Result:
        """What `call` returns or raises in a thread; Gone when the threads are let go of before it is done."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[Result] = loop.create_future()

        def done(result: Result | None, wrong: BaseException | None) -> None:
            if told.done():
                return
            if wrong is not None:
                told.set_exception(wrong)
            else:
                told.set_result(result)  # type: ignore[arg-type]  # None only where the call returns it

        def work() -> None:
            result, wrong = None, None
            try:
                result = call()
            except BaseException as raised:
                wrong = raised
            if not loop.is_closed():
                loop.call_soon_threadsafe(done, result, wrong)

        self._waiting.add(told)  # type: ignore[arg-type]  # only ever cancelled or failed
        try:
            self._calls.put(work)
            return await told
        finally:
            self._waiting.discard(told)

    def close(self) -> None:
        """Wait no longer; threads that hang in a call end when it does."""
        for told in self._waiting:
            if not told.done():
                told.set_exception(Gone())
        for _ in range(self._number):
            self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()

"""Tells the engine's own threads that there is work, so that they begin at once and need not look every moment.

The engine waits between two looks at a queue on the event that will one day tell it to stop. The bell makes that wait
end early, and last longer where a look could find nothing. Without it (another release of the engine may wait
elsewhere) all is done as before, only later, or oftener.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable

_THREAD = "queue-worker-"


class Bell:
    """One per engine; rung from any thread.

    `may_find` tells of a queue whether a look could find anything, when the engine wants to look: to ask for it should
    cost next to nothing beside the look. After `longest` seconds a queue is looked at all the same.
    """

    def __init__(self, may_find: Callable[[str], bool], longest: float) -> None:
        self._may_find = may_find
        self._longest = longest
        self._turned = threading.Condition()
        self._rung: Counter[str] = Counter()
        self._heard: Counter[str] = Counter()

    def hang(self, stop: threading.Event) -> None:
        """Let the threads that wait for `stop` hear the bell too; to them each ring is a wait that is over."""
        stopped = stop.set

        def wait(timeout: float | None = None) -> bool:
            queue = threading.current_thread().name.removeprefix(_THREAD)
            until = time.monotonic() + self._longest
            while True:
                with self._turned:
                    turned = self._turned.wait_for(
                        lambda: stop.is_set() or self._rung[queue] != self._heard[queue], timeout
                    )
                    self._heard[queue] = self._rung[queue]
                if stop.is_set():
                    return True
                if self._may_find(queue) or turned or time.monotonic() >= until:
                    return False

        def set_it() -> None:
            stopped()
            with self._turned:
                self._turned.notify_all()

        vars(stop).update(wait=wait, set=set_it)

    def ring(self, queue: str) -> None:
        """Have the queue looked at now; a ring during a look brings another look right after it."""
        with self._turned:
            self._rung[queue] += 1
            self._turned.notify_all()

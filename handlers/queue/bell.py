"""Tells the engine's own threads that there is work, so that they begin at once and need not look every moment.

The engine waits between two looks at a queue on the event that will one day tell it to stop. The bell makes that wait
end early, and last longer where nobody has written anything in which a look could find work. Without it (another
release of the engine may wait elsewhere) all is done as before, only later, or oftener.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable

_THREAD = "queue-worker-"
LONGEST = 1.0
"""Seconds after which a queue is looked at all the same: two writings within a few milliseconds may look like one."""


class Bell:
    """One per engine; rung from any thread.

    `written` tells when the engine's database was last written to, by whatever value changes with it: to ask for it
    should cost next to nothing. Left out, nothing tells, and each wait is as long as the engine wants it.
    """

    def __init__(self, written: Callable[[], object] | None = None, longest: float = LONGEST) -> None:
        self._written = written
        self._longest = longest
        self._last: dict[str, object] = {}
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
                if self._anew(queue) or turned or time.monotonic() >= until:
                    return stop.is_set()

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

    def _anew(self, queue: str) -> bool:
        """Whether somebody has written since that queue was last looked at; noted before the look, not after it."""
        if self._written is None:
            return True
        before, self._last[queue] = self._last.get(queue), self._written()
        return before != self._last[queue]

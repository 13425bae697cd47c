"""Tells the engine's own threads that there is work, so that they begin at once and need not look every moment.

The engine waits between two looks at a queue on the event that will one day tell it to stop. The bell makes that wait
end early. Without it (another release of the engine may wait elsewhere) all is done as before, only later.
"""

import threading
from collections import Counter

_THREAD = "queue-worker-"


class Bell:
    """One per engine; rung from any thread."""

    def __init__(self) -> None:
        self._turned = threading.Condition()
        self._rung: Counter[str] = Counter()
        self._heard: Counter[str] = Counter()

    def hang(self, stop: threading.Event) -> None:
        """Let the threads that wait for `stop` hear the bell too; to them each ring is a wait that is over."""
        stopped = stop.set

        def wait(timeout: float | None = None) -> bool:
            queue = threading.current_thread().name.removeprefix(_THREAD)
            with self._turned:
                self._turned.wait_for(lambda: stop.is_set() or self._rung[queue] != self._heard[queue], timeout)
                self._heard[queue] = self._rung[queue]
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

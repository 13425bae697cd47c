"""Leaves a server alone for a while after it failed several times in a row."""

from collections.abc import Callable
from time import monotonic

FAILURES = 3
REST = 300.0
"""Seconds."""


class Breaker:
    """Counts failures in a row; not for use by several threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    @property
    def open(self) -> bool:
        """True while nobody should ask; afterwards a single failure is enough for another rest."""
        return self._clock() < self._rests_until

    def succeeded(self) -> None:
        """It answered."""
        self._failures = 0

    def failed(self) -> None:
        """It did not, or not in time, or not readably."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._rests_until = self._clock() + REST

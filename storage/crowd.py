"""Tells a crowd from people who press now and then."""

import time
from dataclasses import dataclass

CROWD, WITHIN = 50, 1.0
"""So many presses within so many seconds are a crowd."""


@dataclass(slots=True)
class Crowd:
    """Counts presses."""

    of: int = CROWD
    last_at: float = float("-inf")
    """When there was a crowd last, by the monotonic clock."""
    _since: float = float("-inf")
    _presses: int = 0

    def count(self, presses: int = 1) -> bool:
        """So many have just come; True when they are a crowd, with those who came a moment before."""
        now = time.monotonic()
        if now > self._since + WITHIN:
            self._since, self._presses = now, 0
        self._presses += presses
        if self._presses < self.of:
            return False
        self.last_at = now
        return True

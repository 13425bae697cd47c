"""The vendor's published rates: how often an app may speak in one conversation, read a roster, and act in a tenant."""

import math
from collections import deque

from bot.clock import Clock
from tests.fakes.teams.refusals import Refused

SPEAKING = ((1, 7), (2, 8), (30, 60), (3600, 1800))
"""Per app and conversation: seconds, and calls within them; for sending, creating, updating and deleting."""
ROSTER = ((1, 14), (2, 16), (30, 120), (3600, 3600))
"""The same for reading members and channels."""
TENANT = ((1, 50),)
"""Per app and tenant, whatever the call."""

Table = tuple[tuple[int, int], ...]


class Window:
    """Counts the calls of the last while."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._times: deque[float] = deque(maxlen=max(most for _, most in table))

    def wait(self, now: float) -> float:
        """Seconds until one more call is allowed; 0 when it is."""
        times, longest = self._times, 0.0
        for span, most in self._table:
            if len(times) >= most:
                longest = max(longest, times[-most] + span - now)
        return longest

    def take(self, now: float) -> None:
        """Count one call."""
        self._times.append(now)


class Limits:
    """Counts calls against the published rates; `enabled` switches all of them."""

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self._clock = clock
        self.enabled = enabled
        self.refused = 0
        self._windows: dict[tuple[str, ...], Window] = {}

    def speak(self, tenant_id: str, conversation: str) -> None:
        """Count one message, update or deletion; raises `Refused` (429) when it is one too many."""
        self._spend((("speak", conversation), SPEAKING), (("tenant", tenant_id), TENANT))

    def read(self, tenant_id: str, conversation: str) -> None:
        """Count one look into a roster or a list of channels."""
        self._spend((("read", conversation), ROSTER), (("tenant", tenant_id), TENANT))

    def forget(self) -> None:
        """Begin to count anew."""
        self._windows.clear()

    def _spend(self, *counted: tuple[tuple[str, str], Table]) -> None:
        if not self.enabled:
            return
        now = self._clock.now().timestamp()
        windows = [self._windows.setdefault(key, Window(table)) for key, table in counted]
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            self.refused += 1
            raise Refused(429, "Throttled", "API calls quota exceeded", max(1, math.ceil(wait)))
        for window in windows:
            window.take(now)

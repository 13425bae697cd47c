"""How often a method may be called: token buckets per app, workspace, method and, for posts, channel."""

import math
from dataclasses import dataclass, field

from bot.clock import Clock
from tests.fakes.slack.refusals import TooMany

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
"""Calls a minute in each of the vendor's tiers; 5 stands for its 'special' ones, which have no narrow limit."""

POSTS_PER_SECOND = 1.0
POST_BURST = 3
"""A channel takes one post a second, and forgives a short burst."""

POSTS_PER_MINUTE = 300
"""'Several hundred' posts a minute for a whole workspace, read strictly."""


@dataclass(slots=True)
class Bucket:
    """Holds up to `size` tokens and gains `rate` a second; a call takes one."""

    size: float
    rate: float
    level: float = field(default=-1.0)
    at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until a token is there; 0 when one is."""
        if self.level < 0:
            self.level, self.at = self.size, now
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.level >= 1 - 1e-9 else (1 - self.level) / self.rate

    def take(self) -> None:
        """Take the token that `wait` found."""
        self.level -= 1


class Limits:
    """Counts calls against the documented rates; `enabled` switches all of them.

    `narrow_history` = history is read once a minute, 15 messages at a time, as by apps distributed lately.
    """

    def __init__(self, clock: Clock, *, enabled: bool = True) -> None:
        self._clock = clock
        self.enabled = enabled
        self.narrow_history = False
        self.refused = 0
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def spend(self, app_id: str, team_id: str, method: str, tier: int, channel: str = "") -> None:
        """Count one call, or raise TooMany; a refused call costs nothing."""
        if not self.enabled:
            return
        now = self._clock.now().timestamp()
        buckets = self._of(app_id, team_id, method, tier, channel)
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            self.refused += 1
            raise TooMany(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.take()

    def forget(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()

    def _of(self, app_id: str, team_id: str, method: str, tier: int, channel: str) -> list[Bucket]:
        key = (app_id, team_id, method)
        if method == "chat.postMessage":
            whole = self._buckets.setdefault(key, Bucket(POSTS_PER_MINUTE, POSTS_PER_MINUTE / 60))
            one = self._buckets.setdefault((*key, channel), Bucket(POST_BURST, POSTS_PER_SECOND))
            return [whole, one]
        narrow = self.narrow_history and method in ("conversations.history", "conversations.replies")
        per_minute = PER_MINUTE[1 if narrow else tier]
        return [self._buckets.setdefault(key, Bucket(per_minute, per_minute / 60))]

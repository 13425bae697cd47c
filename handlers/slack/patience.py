"""Leaves a method alone where Slack wants that, and asks seldomer where a call breaks again and again.

Slack counts calls by workspace and method. So one that it has limited is not called by anybody until the limit ends;
then one call asks, and the others wait for what it is told: https://docs.slack.dev/apis/web-api/rate-limits
"""

import random
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.ports import NotPosted, Permanent
from bot.retry import LONGEST
from handlers.slack.failures import TooMany

ASKED_ALREADY = 1.0
"""Seconds to wait while somebody else asks whether a limit has ended."""
FIRST = 15.0
"""Seconds to leave a call alone that went wrong once; twice as long each time it does so again."""
SELDOM = 200.0
"""Seconds between two calls, of the same about the same, that went wrong many times in a row."""
SPREAD = 0.25
"""Part of such a wait by which it may be longer: so that not everything comes back at one instant."""
MOST = 5_000


class Patience:
    """What one process was told; calls about the same target (a channel, a message) are counted as tries of one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._limits: dict[tuple[str, str], datetime] = {}
        """Until when a method of a workspace is limited; kept until a call has shown that it no longer is."""
        self._asking: set[tuple[str, str]] = set()
        self._broken: OrderedDict[tuple[str, str, str], int] = OrderedDict()

    def wait(self, lane: str, method: str) -> float:
        """Seconds for which the method is to be left alone in the workspace; 0 when it may be called."""
        until = self._limits.get((lane, method))
        if until is None:
            return 0.0
        left = (until - self._clock.now()).total_seconds()
        if left > LONGEST:  # The clock was set back.
            return 0.0
        return left if left > 0 else ASKED_ALREADY if (lane, method) in self._asking else 0.0

    @contextmanager
    def calling(self, lane: str, method: str, target: str = "") -> Iterator[None]:
        """Around one call: NotPosted, without calling, while the method is limited; waits grow while it breaks."""
        key, whole = (lane, method), (lane, method, target)
        if left := self.wait(lane, method):
            raise TooMany(left, everywhere=True)
        asks = key in self._limits
        if asks:
            self._asking.add(key)
        try:
            yield
        except TooMany as limit:
            self._limits[key] = self._clock.now() + timedelta(seconds=limit.retry_after or 0.0)
            raise
        except NotPosted as broken:
            raise NotPosted(max(broken.retry_after or 0.0, self._grown(whole)), everywhere=broken.everywhere) from None
        except Permanent:
            self._well(key, whole)
            raise
        else:
            self._well(key, whole)
        finally:
            if asks:
                self._asking.discard(key)

    def _well(self, key: tuple[str, str], whole: tuple[str, str, str]) -> None:
        """It answers as it should; a limit that another call was told meanwhile stands."""
        if not self.wait(*key) or key in self._asking:
            self._limits.pop(key, None)
        self._broken.pop(whole, None)

    def _grown(self, whole: tuple[str, str, str]) -> float:
        """How long to wait after one more failure: 15, 30, 60, 120 and then 200 seconds, and up to a quarter more."""
        tries = self._broken[whole] = self._broken.pop(whole, 0) + 1
        while len(self._broken) > MOST:
            self._broken.popitem(last=False)
        longer = min(FIRST * 2.0 ** min(tries - 1, 10), SELDOM)
        return longer * (1 + SPREAD * random.random())  # noqa: S311 - no secret

"""Tells haste from changing one's mind: how often one person may do the same thing before it no longer counts."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta

from bot.errors import Refusal
from bot.texts import Phrase

MOST_CHANGES = 10
"""Times within a minute that one person's answer to one question (or stance on one statement) is written."""
MOST_LINES = 60
"""Lines and buttons of the staff that one person may send within a minute."""
WITHIN = timedelta(minutes=1)
MOST_REMEMBERED = 20_000
"""Different deeds counted at a time; of those done longest ago is forgotten how often they were done."""

NEVER = datetime.max.replace(tzinfo=UTC)


class TooFast(Refusal):
    """Refused because it comes too soon after too much of the same; what was kept before stands."""

    def __init__(self, phrase: Phrase, *, told: bool) -> None:
        super().__init__(phrase)
        self.told = told
        """True when the person was told so before, within the same minute: telling them each time is a flood too."""


class _Done:
    __slots__ = ("at", "newest", "told_at", "tried_at")

    def __init__(self) -> None:
        self.at: deque[datetime] = deque()
        self.told_at: datetime | None = None
        self.newest: datetime | None = None
        self.tried_at = NEVER


class Haste:
    """Counts what each person does in this process; it forgets after a minute, and writes nothing down.

    A program that presses a thousand times a minute would have a thousand answers written, and a message of its own
    for each. People who change their mind are far below these numbers.
    """

    def __init__(self, most: int, within: timedelta = WITHIN, *, remembered: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._within = within
        self._remembered = remembered
        self._done: OrderedDict[Hashable, _Done] = OrderedDict()

    def __len__(self) -> int:
        """How many deeds are remembered."""
        return len(self._done)

    def forget(self, now: datetime) -> None:
        """Forget whatever was last tried more than a minute ago."""
        since = now - self._within
        while self._done and not since < next(iter(self._done.values())).tried_at <= now:
            self._done.popitem(last=False)

    def count(self, deed: Hashable, phrase_id: str, now: datetime, *, said_at: datetime | None = None) -> None:
        """Count `deed` once more; TooFast, and it is not counted, when it was done too often just now.

        The phrase is told `n`, the seconds after which it may be done again. What was said (`said_at`) before something
        that was counted changes nothing any more, and is not counted: taps of many seconds may arrive all at once.
        """
        self.forget(now)
        done = self._done.get(deed)
        if done is None:
            done = self._done[deed] = _Done()
        else:
            self._done.move_to_end(deed)
        done.tried_at = now
        if len(self._done) > self._remembered:
            self._done.popitem(last=False)
        if said_at is not None and done.newest is not None and said_at <= done.newest:
            return
        since = now - self._within
        while done.at and not since < done.at[0] <= now:  # What lies ahead is from before a clock was put back.
            done.at.popleft()
        if len(done.at) < self._most:
            done.at.append(now)
            done.newest = said_at
            return
        told = done.told_at is not None and since < done.told_at <= now
        if not told:
            done.told_at = now
        wait = max(1, round((done.at[0] - since).total_seconds()))
        raise TooFast(Phrase(phrase_id, {"n": wait}), told=told)

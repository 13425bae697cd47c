"""How fast a workspace may be spoken to: when each kind of call is free again, and which calls fit in now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

AHEAD = timedelta(seconds=2)
"""How far ahead calls are given their instant; whatever comes later waits in the ledger, where it can still change."""
HOLD = timedelta(seconds=5)
"""How long a call is left alone that failed without a word on when to try again."""
QUIET = timedelta(seconds=1.5)
"""When nobody has answered for so long, a message may show what all have said by now."""
LIVELY = timedelta(seconds=15)
"""While people keep answering, a message that shows how they answer is drawn again at the latest after this long."""
SHUT = timedelta(minutes=5)
"""How often a workspace that does not let us in is asked whether it does again."""

Pace = Mapping[str, datetime]
"""When a key is free again; a key that is not there is free."""


class Call(StrEnum):
    """What is counted apart, as the platforms do."""

    POST = "post"
    REDRAW = "redraw"
    FIND = "find"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """The shortest times between two calls of one kind; zero where the platform does not mind."""

    each: timedelta = timedelta(0)
    """To the same target: a place, a person, or for a redraw the same message."""
    whole: timedelta = timedelta(0)
    """In the same workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast one platform lets us speak."""

    post: Spacing = Spacing()
    redraw: Spacing = Spacing()
    find: Spacing = Spacing()

    def of(self, call: Call) -> Spacing:
        """The spacing of one kind of call."""
        return {Call.POST: self.post, Call.REDRAW: self.redraw, Call.FIND: self.find}[call]


NO_LIMITS = Limits()


def key(call: Call, lane: str, target: str = "") -> str:
    """Names what is paced: one target, or without any the whole workspace."""
    return f"{call.value}|{lane}|{target}"


def timetable(
    targets: Sequence[str], *, call: Call, lane: str, limits: Limits, pace: Pace, now: datetime, most: int
) -> tuple[list[datetime | None], dict[str, datetime]]:
    """When each target's call may go out, None where it must wait for later; and the keys this makes busy, until when.

    At most `most` calls get an instant, all of them before `AHEAD` has passed.
    """
    spacing = limits.of(call)
    after: dict[str, datetime] = {}
    times: list[datetime | None] = []
    whole = key(call, lane)
    for target in targets:
        own = key(call, lane, target)
        at = max(now, *(after.get(each, pace.get(each, now)) for each in (whole, own)))
        if at >= now + AHEAD or len(times) - times.count(None) >= most:
            times.append(None)
            continue
        times.append(at)
        if spacing.whole:
            after[whole] = at + spacing.whole
        if spacing.each:
            after[own] = at + spacing.each
    return times, after


def lively(lane: str, target: str) -> str:
    """Names a message that was drawn a moment ago; busy until it is to be drawn anew, however lively it is."""
    return f"{LIVELY_MARK}{lane}|{target}"


def better_later(drawn: int, version: int, *, answered_at: datetime, now: datetime) -> datetime | None:
    """When a message that was drawn a moment ago is better drawn anew, while people keep answering; None: now.

    Half as many answers again are worth it, and so is the last of them. So the first few are seen at once, each of
    them, and a crowd makes no more redraws than a few people.
    """
    quiet_at = min(answered_at, now) + QUIET
    return None if quiet_at <= now or 2 * (version - drawn) >= drawn else quiet_at


def held(
    call: Call, lane: str, target: str, *, retry_after: float | None, everywhere: bool, now: datetime
) -> dict[str, datetime]:
    """What must be left alone after a call was refused or broke, until when: the target, or the whole workspace."""
    until = now + (timedelta(seconds=retry_after) if retry_after is not None else HOLD)
    return {key(call, lane, "" if everywhere else target): until}


def shut(lane: str, reason: str, now: datetime) -> dict[str, datetime]:
    """A workspace that does not let us in: no call of any kind until it is asked again; the reason is kept beside."""
    until = now + SHUT
    return {**{key(call, lane): until for call in Call}, f"{SHUT_MARK}{lane}|{reason}": until}


SHUT_MARK = "shut|"
LIVELY_MARK = "lively|"


def shut_lanes(pace: Pace, now: datetime) -> dict[str, str]:
    """The workspaces that did not let us in when they were last asked, each with the platform's word for why."""
    marks = [name.removeprefix(SHUT_MARK) for name, at in pace.items() if name.startswith(SHUT_MARK) and at > now]
    return {lane: reason for lane, _, reason in (mark.rpartition("|") for mark in marks)}

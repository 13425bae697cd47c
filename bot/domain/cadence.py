"""When an engagement is due: a rule, a time zone, the dates left out, and what becomes of a time that was missed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, takewhile

from bot.domain.cadence_calendar import Recurrence, wall_times
from bot.domain.cadence_rules import read_rule
from bot.domain.cadence_zone import Occurrence, earliest_wall, in_order, instant_of, wall_of, zone_named
from bot.errors import Refusal
from bot.ids import BoardId, CadenceId, EngagementId, OrganisationId, PersonId
from bot.texts import Phrase

DEFAULT_RULE = "every 2 weeks on Tue at 10:00"
MOST_COUNTED = 10_000
"""Dates gone through to find the last one: a year of a rule that is due each hour."""
DEFAULT_GRACE = timedelta(hours=6)
LONGEST_BLACKOUT = timedelta(days=366)
MOST_REPORTED = 1000
"""Missed times are counted up to here; a schedule that lost more is reported as having lost this many."""


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Dates in the cadence's zone on which nothing is asked, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.last - self.first <= LONGEST_BLACKOUT:
            raise Refusal(Phrase("cadence.bad_range", {"first": self.first, "last": self.last}))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The part of a cadence that tells time; it can be previewed before anything is scheduled."""

    rule: str
    """As typed: `every 2 weeks on Mon at 09:30`, a cron line, or an RRULE."""
    zone: str
    """IANA name of the zone whose wall clock the rule speaks of."""
    start: datetime
    """Nothing is due earlier; intervals ("every 2 weeks") are counted from the week this lies in. In UTC."""
    end: datetime | None = None
    """Nothing is due later."""
    blackout: tuple[DateRange, ...] = ()

    def occurrences(self, after: datetime) -> Iterator[Occurrence]:
        """Every time the rule comes round later than `after`, blacked out or not, strictly ascending.

        Raises Refusal for a rule or a zone that cannot be read. A rule that can never be met yields nothing.
        """
        rule, zone = read_rule(self.rule), zone_named(self.zone)
        anchor, last, left = self.start, self.end, None
        if isinstance(rule, Recurrence):
            if rule.start_zone not in (None, self.zone):
                raise Refusal(Phrase("cadence.other_zone", {"rule_zone": rule.start_zone or "", "zone": self.zone}))
            anchor = instant_of(rule.start, zone) if rule.start else anchor
            if rule.until:
                until = rule.until if rule.until.tzinfo else instant_of(rule.until, zone)
                last = min(last, until) if last else until
            left = rule.count
        begin = anchor if left else max(anchor, self.start, after)
        walls = wall_times(rule, anchor=wall_of(anchor, zone), begin=earliest_wall(begin, zone))
        for found in in_order(walls, zone):
            if found.at < anchor:
                continue
            if left == 0 or (last and found.at > last):
                return
            left = left - 1 if left else None
            if found.at > after and found.at >= self.start:
                yield found

    def blacked_out(self, found: Occurrence) -> bool:
        """True when nothing is asked on that date, as the zone's calendar has it."""
        return self.kept_free(found) is not None

    def kept_free(self, found: Occurrence) -> Phrase | None:
        """Why nothing is asked on that date; None when it may be. Every reason that lies in the date belongs here."""
        day = found.local.date()
        if any(day in dates for dates in self.blackout):
            return Phrase("cadence.blackout", {"day": day})
        return None

    def free_again(self, at: datetime) -> datetime:
        """`at`, or the end of the dates in which it lies and on which nothing is asked."""
        zone = zone_named(self.zone)
        while held := [each.last for each in self.blackout if wall_of(at, zone).date() in each]:
            at = instant_of(datetime.combine(max(held) + timedelta(days=1), time()), zone)
        return at


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When an engagement, or a rotation of them, is due on a board; people call it a schedule."""

    id: CadenceId
    organisation_id: OrganisationId
    board_id: BoardId
    engagement_ids: tuple[EngagementId, ...]
    """Asked in turn, one at each due time; a single one is simply asked again."""
    rule: str
    zone: str
    start: datetime
    end: datetime | None = None
    blackout: tuple[DateRange, ...] = ()
    grace: timedelta = DEFAULT_GRACE
    """A due time that was missed (the service was down) is still asked this much later, and no later."""
    next_due_at: datetime | None = None
    """The next time it is due, or None when it is paused or over."""
    paused: bool = False
    local: bool = False
    """True when the rule's wall time holds on everybody's own clock: the round opens with the first of them."""
    next_slot: datetime | None = None
    """The instant that the rule names in the schedule's own zone, where the first clock to show it is another one's."""
    deleted_at: datetime | None = None
    """Since when nobody is asked by it any more; it is kept for the rounds it opened."""
    set_by: PersonId | None = None
    """Who set it up; it rests once they are gone. None where nobody in person did."""

    def __post_init__(self) -> None:
        if not self.engagement_ids:
            raise Refusal(Phrase("cadence.nothing_to_ask"))

    @property
    def timetable(self) -> Timetable:
        """Its rule, zone, start, end and blackout dates."""
        return Timetable(rule=self.rule, zone=self.zone, start=self.start, end=self.end, blackout=self.blackout)

    @property
    def slot(self) -> datetime | None:
        """The instant the rule names next, in the schedule's own zone."""
        return self.next_slot or self.next_due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """One line of a preview: a time the rule comes round, and what is to be said about it."""

    found: Occurrence
    skipped: bool
    """True when nothing will be asked then."""
    note: Phrase | None
    """Why it is skipped, or why the clock shows another time than the rule, if either."""

    @property
    def at(self) -> datetime:
        """The instant, in UTC."""
        return self.found.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What a cadence owes at some instant: at most one ask, and a report of what it lets go."""

    ask: datetime | None
    """The due time to ask for now, or None."""
    skipped: int
    """How many due times are given up, at most `MOST_REPORTED`."""
    skipped_since: datetime | None
    """The first of them."""
    next_due_at: datetime | None
    """The slot that the cadence waits for afterwards."""


def due_after(cadence: Cadence, after: datetime) -> Iterator[datetime]:
    """The instants, in UTC and strictly later than `after`, at which the cadence is due; blackout dates are left out.

    Whether it is paused is not looked at. Raises Refusal for a rule or a zone that cannot be read.
    """
    table = cadence.timetable
    return (found.at for found in table.occurrences(after) if not table.blacked_out(found))


def last_of(times: Timetable) -> datetime | None:
    """When a rule that comes to its own end was due last, blackout dates left out; None where it never was."""
    since = times.start - timedelta(seconds=1)
    found = (each.at for each in islice(times.occurrences(since), MOST_COUNTED) if not times.blacked_out(each))
    return max(found, default=None)


def begun(cadence: Cadence, now: datetime) -> datetime:
    """`now`, or the latest of its coming times for which the round is open already: what is later is still ahead.

    In everybody's own time a round opens with the first clock, up to a day before the schedule's own shows the time.
    """
    following = cadence.slot
    if following is None:
        return now
    return max(takewhile(lambda at: at < following, due_after(cadence, now)), default=now)


def scheduled(cadence: Cadence, after: datetime) -> Cadence:
    """The cadence waiting for its first due time later than `after`; for none when it is paused, deleted or over."""
    rests = cadence.paused or cadence.deleted_at is not None
    return replace(cadence, next_due_at=None if rests else next(due_after(cadence, after), None), next_slot=None)


def missed(cadence: Cadence, now: datetime) -> Missed:
    """What to do about the due times up to `now`: ask once for the latest if within the grace, give up the others.

    A cadence on time owes one ask and has nothing to give up; a backlog of any length collapses to one ask. What is
    spoken of are slots; of a cadence in everybody's own time each counts from where the day begins first.
    """
    first, due = cadence.slot, cadence.next_due_at
    if cadence.paused or first is None or due is None or due > now:
        return Missed(ask=None, skipped=0, skipped_since=None, next_due_at=first)
    now += first - due
    # What was promised stands, even if the zone's rules have changed since: it heads the list.
    since = now - cadence.grace
    lost = list(islice(takewhile(lambda at: at < since, chain([first], due_after(cadence, first))), MOST_REPORTED))
    late = [first] if first >= since else []
    recent = due_after(cadence, max(first, since - timedelta(microseconds=1)))
    late += takewhile(lambda at: at <= now, recent)
    given_up = lost + late[:-1]
    return Missed(
        ask=late[-1] if late else None,
        skipped=min(len(given_up), MOST_REPORTED),
        skipped_since=given_up[0] if given_up else None,
        next_due_at=next(due_after(cadence, now), None),
    )


def preview(timetable: Timetable, after: datetime, count: int = 10) -> list[Upcoming]:
    """The next `count` times the rule comes round, those that will be skipped with the reason; fewer if it ends."""
    return [_line(timetable, found) for found in islice(timetable.occurrences(after), count)]


def _line(timetable: Timetable, found: Occurrence) -> Upcoming:
    free = timetable.kept_free(found)
    note = free
    if free is None and found.moved:
        note = Phrase("cadence.moved", {"by": _length(found.moved), "wall": f"{found.wall:%H:%M}"})
    elif free is None and found.twice:
        note = Phrase("cadence.twice", {"wall": f"{found.wall:%H:%M}"})
    return Upcoming(found=found, skipped=free is not None, note=note)


def _length(moved: timedelta) -> str:
    hours, minutes = divmod(moved // timedelta(minutes=1), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)

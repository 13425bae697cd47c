"""Which wall times a schedule names, before any time zone has its say.

A rule is either a cron line or a recurrence in the terms of RFC 5545 §3.3.10. Both are enumerated as *naive* wall
times, what a clock on the wall would show; `cadence_zone` turns them into instants.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import chain, groupby
from typing import assert_never

PATIENCE_YEARS = 100
"""A recurrence that stays silent this long is taken to be over; the rarest sane one, 29 February on a given weekday
every third year, comes back sooner."""
PATIENCE_PERIODS = 50_000
"""The same bound for recurrences counted in minutes, which would search too long for a hundred years."""
LAST_YEAR = 9990
"""Nothing is enumerated beyond; `datetime` itself ends with 9999."""


class Frequency(StrEnum):
    """The period that a recurrence counts in."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    WEEKLY = "WEEKLY"
    DAILY = "DAILY"
    HOURLY = "HOURLY"
    MINUTELY = "MINUTELY"


@dataclass(frozen=True, slots=True, order=True)
class DayOfWeek:
    """A day of the week, 0 = Monday; `nth` of its month or year (-1 = the last), or 0 for each of them."""

    day: int
    nth: int = 0


EVERY_DAY = tuple(DayOfWeek(day) for day in range(7))
WORKING_DAYS = EVERY_DAY[:5]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A rule in the terms of RFC 5545; an empty part restricts nothing, and what is left open follows the anchor."""

    frequency: Frequency
    interval: int = 1
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[DayOfWeek, ...] = ()
    times: tuple[time, ...] = ()
    """Times of day as a person wrote them; when empty, the three parts below are multiplied."""
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    """BYSETPOS: which members of each period's set are meant, counted from 1, or from -1 at its end."""
    week_start: int = 0
    count: int | None = None
    until: datetime | None = None
    """Nothing is due later; without a zone it is a wall time."""
    start: datetime | None = None
    """DTSTART, as a wall time; it takes the place of the cadence's own start."""
    start_zone: str | None = None
    """The zone the rule names beside DTSTART; it has to be the cadence's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CronLine:
    """Five fields as Debian's cron reads them: Sunday is 0 or 7; day and weekday are alternatives unless one is `*`."""

    line: str


Rule = CronLine | Recurrence


def wall_times(rule: Rule, *, anchor: datetime, begin: datetime) -> Iterator[datetime]:
    """The wall times that `rule` names from `begin` on, ascending; a few earlier ones may come first.

    `anchor` is the wall time that intervals count from ("every 2 weeks" means the anchor's week and every second week
    after it) and that fills in what an RRULE leaves open. The search is bounded: a rule that can never be met yields
    nothing, in well under a second.
    """
    match rule:
        case CronLine():
            return _of_cron(rule, begin)
        case Recurrence():
            return _of_recurrence(rule, anchor, begin)
        case _:
            assert_never(rule)


def _of_cron(rule: CronLine, begin: datetime) -> Iterator[datetime]:
    from cronsim import CronSim, CronSimError

    try:
        # cronsim looks strictly later than it is told, and gives up after 50 years without a match.
        for wall in CronSim(rule.line, begin - timedelta(seconds=1)):
            if wall.year > LAST_YEAR:
                return
            yield wall
    except (CronSimError, OverflowError):
        return  # a date like 30 February, which cronsim reports at once, or the end of the calendar


def _of_recurrence(rule: Recurrence, anchor: datetime, begin: datetime) -> Iterator[datetime]:
    # Intervals and positions are counted here, over dateutil's dates of one year at a time: left to itself dateutil
    # looks for a rule that is never met until the year 9999 (seconds), and cannot start in the middle.
    settled = _settled(rule, anchor)
    times = _times(rule, anchor)
    origin = _period(settled, anchor)
    # Positions are counted in whole sets: from the start of the year, or of a week that began in the year before.
    first = (begin - timedelta(days=8)).date().replace(month=1, day=1) if rule.positions else begin.date()
    walls = (datetime.combine(day, at) for day in _dates(settled, first) for at in times)
    tried, heard = 0, begin.year
    for period, group in groupby(walls, key=lambda wall: _period(settled, wall)):
        tried += 1
        head = next(group)
        if (period - origin) % rule.interval == 0:
            for wall in _picked(chain((head,), group), rule.positions):
                yield wall
                tried, heard = 0, wall.year
        if tried > PATIENCE_PERIODS or head.year - heard > PATIENCE_YEARS:
            return


def _settled(rule: Recurrence, anchor: datetime) -> Recurrence:
    """The same rule with nothing about its dates left open (RFC 5545: what is missing comes from DTSTART)."""
    if any(day.nth for day in rule.weekdays):
        # "MO,2TU" means every Monday and the second Tuesday; dateutil would want a day to be both.
        span = 53 if rule.frequency is Frequency.YEARLY and not rule.months else 5
        ranked = tuple(
            DayOfWeek(day.day, nth) for day in rule.weekdays for nth in ((day.nth,) if day.nth else range(1, span + 1))
        )
        rule = replace(rule, weekdays=ranked)
        if rule.frequency is Frequency.MONTHLY and not rule.months:
            rule = replace(rule, months=tuple(range(1, 13)))
    if rule.weeks or rule.year_days or rule.month_days or rule.weekdays:
        return rule
    match rule.frequency:
        case Frequency.YEARLY:
            return replace(rule, months=rule.months or (anchor.month,), month_days=(anchor.day,))
        case Frequency.MONTHLY:
            return replace(rule, month_days=(anchor.day,))
        case Frequency.WEEKLY:
            return replace(rule, weekdays=(DayOfWeek(anchor.weekday()),))
        case Frequency.DAILY | Frequency.HOURLY | Frequency.MINUTELY:
            return replace(rule, weekdays=EVERY_DAY)
        case _:
            assert_never(rule.frequency)


def _times(rule: Recurrence, anchor: datetime) -> tuple[time, ...]:
    """The times of day, ascending; a part the rule leaves open is the anchor's, or all of them below the frequency."""
    if rule.times:
        return rule.times
    by_hour = rule.frequency in (Frequency.HOURLY, Frequency.MINUTELY)
    by_minute = rule.frequency is Frequency.MINUTELY
    hours = rule.hours or (range(24) if by_hour else (anchor.hour,))
    minutes = rule.minutes or (range(60) if by_minute else (anchor.minute,))
    seconds = rule.seconds or (anchor.second,)
    return tuple(time(hour, minute, second) for hour in hours for minute in minutes for second in seconds)


def _period(rule: Recurrence, wall: datetime) -> int:
    """The running number of the year, month, week, day, hour or minute that `wall` lies in."""
    match rule.frequency:
        case Frequency.YEARLY:
            return wall.year
        case Frequency.MONTHLY:
            return wall.year * 12 + wall.month
        case Frequency.WEEKLY:
            return (wall.toordinal() - 1 - rule.week_start) // 7  # day 1 of the calendar was a Monday
        case Frequency.DAILY:
            return wall.toordinal()
        case Frequency.HOURLY:
            return wall.toordinal() * 24 + wall.hour
        case Frequency.MINUTELY:
            return (wall.toordinal() * 24 + wall.hour) * 60 + wall.minute
        case _:
            assert_never(rule.frequency)


def _picked(group: Iterable[datetime], positions: tuple[int, ...]) -> Iterable[datetime]:
    if not positions:
        return group
    whole = list(group)
    places = {place - 1 if place > 0 else len(whole) + place for place in positions}
    return [whole[place] for place in sorted(places) if 0 <= place < len(whole)]


def _dates(rule: Recurrence, first: date) -> Iterator[date]:
    heard = first.year
    for year in range(first.year, LAST_YEAR + 1):
        days = _dates_of_year(rule, year)
        if days:
            heard = year
        elif year - heard > PATIENCE_YEARS:
            return
        yield from days[bisect_left(days, first) :]


@lru_cache(maxsize=512)
def _dates_of_year(rule: Recurrence, year: int) -> tuple[date, ...]:
    from dateutil.rrule import YEARLY, rrule, weekday

    walls = rrule(
        YEARLY,
        dtstart=datetime(year, 1, 1),  # noqa: DTZ001 - a wall time
        interval=LAST_YEAR,  # the next period lies beyond the calendar: dateutil stops after this year
        wkst=rule.week_start,
        bymonth=rule.months or None,
        byweekno=rule.weeks or None,
        byyearday=rule.year_days or None,
        bymonthday=rule.month_days or None,
        byweekday=tuple(weekday(day.day, day.nth or None) for day in rule.weekdays) or None,
    )
    return tuple(wall.date() for wall in walls)

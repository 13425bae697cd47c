"""When schedules are due, found anew day by day and instant by instant, with nothing of the product's own.

Of an hour that a clock skips, what stands in it comes as much later as was skipped; of one that comes twice, the first
counts.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as people type it, its time, and on which days it holds; the second day is that of its beginning."""

    typed: str
    at: time
    holds: Callable[[date, date], bool]


def _last(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _weeks(day: date, first: date) -> int:
    """Weeks from Monday to Monday."""
    return ((day - day.weekday() * DAY) - (first - first.weekday() * DAY)).days // 7


RULES = (
    Rule("daily at 02:30", time(2, 30), lambda day, _: True),
    Rule("weekly on Mon,Thu at 09:00", time(9), lambda day, _: day.weekday() in (0, 3)),
    Rule(
        "every 2 weeks on Tue at 10:00", time(10), lambda day, first: day.weekday() == 1 and _weeks(day, first) % 2 == 0
    ),
    Rule(
        "every 3 weeks on Sun at 00:15",
        time(0, 15),
        lambda day, first: day.weekday() == 6 and _weeks(day, first) % 3 == 0,
    ),
    Rule(
        "monthly on the last Fri at 23:30", time(23, 30), lambda day, _: day.weekday() == 4 and day.day + 7 > _last(day)
    ),
    Rule("monthly on the second Wed at 12:00", time(12), lambda day, _: day.weekday() == 2 and 8 <= day.day <= 14),
    Rule("monthly on the 31st at 08:00", time(8), lambda day, _: day.day == 31),
    Rule("first weekday of the month at 07:45", time(7, 45), lambda day, _: _weekday_of_month(day, first=True)),
    Rule("last weekday of the month at 17:00", time(17), lambda day, _: _weekday_of_month(day, first=False)),
    Rule("30 2 * * 0", time(2, 30), lambda day, _: day.weekday() == 6),
    Rule("0 9 13 * 5", time(9), lambda day, _: day.day == 13 or day.weekday() == 4),
    Rule("FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=6;BYMINUTE=0;BYSECOND=0", time(6), lambda day, _: day.day == _last(day)),
)
PAIRS = [(rule, zone) for rule in RULES for zone in ZONES]
"""Seventy-two of them."""


def _weekday_of_month(day: date, *, first: bool) -> bool:
    others = range(1, day.day) if first else range(day.day + 1, _last(day) + 1)
    return day.weekday() < 5 and all(day.replace(day=each).weekday() > 4 for each in others)


def due(rule: Rule, zone: str, since: datetime, count: int = 10) -> list[datetime]:
    """The first instants at which it is due in that zone, later than `since`, when it begins."""
    return list(islice(_all(rule, ZoneInfo(zone), since), count))


def _all(rule: Rule, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    first = since.astimezone(zone).date()
    day = first - DAY
    while True:
        if rule.holds(day, first) and (at := _instant(datetime.combine(day, rule.at), zone)) > since:
            yield at
        day += DAY


def _instant(shown: datetime, zone: ZoneInfo) -> datetime:
    """When clocks there first show this, or would have."""
    around = shown.replace(tzinfo=UTC)
    offsets = [(around + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in (-30, 30)]
    meant = sorted(around - each for each in offsets if each is not None)
    shows = [each for each in meant if each.astimezone(zone).replace(tzinfo=None) == shown]
    return shows[0] if shows else meant[-1]  # Skipped: counted on with the clock as it went before.

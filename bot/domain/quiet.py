"""Quiet hours: when nobody is disturbed, by the clock and the calendar of the place where they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.texts import Phrase

MORNING, EVENING = time(8, 0), time(20, 0)
SATURDAY = 5
LONGEST_REST = 31
"""Days looked ahead for one on which somebody may be disturbed; a calendar that has none is wrong."""

DayOff = Callable[[date], bool]
"""Says whether a date is a public holiday there."""


def never(day: date) -> bool:
    """The calendar of a country that nobody named: no holidays."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours of a working day in which people may be disturbed; quiet is what lies outside, and each weekend."""

    begin: time = MORNING
    end: time = EVENING

    def __post_init__(self) -> None:
        if self.begin >= self.end:
            raise Refusal(Phrase("quiet.no_hours_left"))


WAKING = Hours()


def polite(now: datetime, zone: str, *, hours: Hours = WAKING, day_off: DayOff = never) -> datetime:
    """`now`, or the next instant outside of quiet hours in the IANA `zone` when `now` is within them; in UTC.

    A morning that the clocks leap over begins where they land.
    """
    there = ZoneInfo(zone)
    local = now.astimezone(there)
    if not _rests(local.date(), day_off) and hours.begin <= local.time() < hours.end:
        return now
    day = local.date() if local.time() < hours.begin else local.date() + timedelta(days=1)
    for _ in range(LONGEST_REST):
        if not _rests(day, day_off):
            break
        day += timedelta(days=1)
    return datetime.combine(day, hours.begin, there).astimezone(UTC)


def on_holiday(now: datetime, zone: str, day_off: DayOff) -> bool:
    """True when it is a public holiday there: that, and not the hour, is then why somebody is left alone."""
    return day_off(now.astimezone(ZoneInfo(zone)).date())


def _rests(day: date, day_off: DayOff) -> bool:
    return day.weekday() >= SATURDAY or day_off(day)

"""Quiet hours: when nobody is disturbed, by the clock and the calendar of the place where they are."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
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


class Why(StrEnum):
    """Why nobody is disturbed at an instant."""

    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    NIGHT = "night"
    """Outside of the hours in which the board asks."""
    EARLY = "early"
    """Their own clock, by which it is due, does not show the time yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """By what the people of one channel live."""

    due: str
    """The zone whose wall clock says when it is due there: of a schedule in everybody's own time their own."""
    zone: str
    """The zone of their quiet hours."""
    country: str
    """Whose public holidays are theirs; empty where nobody named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Channels that get a poll later than it is due, or not at all."""

    why: Why
    until: datetime | None
    """When it comes instead, in UTC; None where it will have closed by then, so that they are left out."""
    channels: int


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


def held(
    clocks: Mapping[Clock, int],
    due: Mapping[str, datetime],
    closes_at: datetime | None,
    *,
    hours: Hours,
    days_off: Callable[[str], DayOff],
    free_again: Callable[[datetime], datetime],
) -> tuple[Later, ...]:
    """What is held up of a poll that is `due` at these instants, by zone, in so many channels with these clocks.

    It `closes_at` that instant everywhere; None where nobody knows yet what will be asked. What held it up does not end
    on a date that the schedule leaves free (`free_again`). The same rules hold the poll up when it goes out. Most
    channels first.
    """
    found: Counter[tuple[Why, datetime | None]] = Counter()
    for clock, channels in clocks.items():
        at, off = due[clock.due], days_off(clock.country)
        wakes = at
        while (then := free_again(polite(wakes, clock.zone, hours=hours, day_off=off))) > wakes:
            wakes = then
        over = closes_at is not None and wakes >= closes_at
        if closes_at is not None and at >= closes_at:
            found[Why.EARLY, None] += channels
        elif wakes > at:
            found[_why(at, clock.zone, off), None if over else wakes] += channels
    return tuple(
        Later(why=why, until=until, channels=channels)
        for (why, until), channels in sorted(
            found.items(), key=lambda each: (-each[1], each[0][1] is None, each[0][1] or closes_at, each[0][0])
        )
    )


def _why(at: datetime, zone: str, day_off: DayOff) -> Why:
    if on_holiday(at, zone, day_off):
        return Why.HOLIDAY
    return Why.WEEKEND if at.astimezone(ZoneInfo(zone)).weekday() >= SATURDAY else Why.NIGHT


def _rests(day: date, day_off: DayOff) -> bool:
    return day.weekday() >= SATURDAY or day_off(day)

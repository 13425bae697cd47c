"""Until when a schedule's dates are held up, counted again quarter by quarter for many rules, zones and countries."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays

from bot.domain.cadence import DateRange, Timetable, preview
from bot.domain.days_off import days_off
from bot.domain.quiet import Clock, Hours, Later, Why, held

RULES = (
    "daily at 23:45",
    "daily at 07:59",
    "weekly on Fri at 10:00",
    "weekly on Sat at 11:00",
    "weekly on Sun at 02:30",
    "every 2 weeks on Mon at 09:00",
    "monthly on the 1st at 12:00",
    "0 20 25 12 *",
    "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0;BYSECOND=0",
)
HOMES = (
    ("Europe/Berlin", "DE"),
    ("America/New_York", "US"),
    ("Asia/Tokyo", "JP"),
    ("Asia/Kathmandu", "IN"),
    ("Australia/Lord_Howe", "AU"),
    ("America/Sao_Paulo", "BR"),
    ("Pacific/Auckland", "NZ"),
    ("UTC", ""),
)
HOURS = Hours(begin=time(9, 0), end=time(17, 30))
SINCE = datetime(2026, 3, 1, tzinfo=UTC)
FREE = DateRange(first=datetime(2026, 12, 28, tzinfo=UTC).date(), last=datetime(2027, 1, 5, tzinfo=UTC).date())


def free(at: datetime, zone: str) -> bool:
    return FREE.first <= at.astimezone(ZoneInfo(zone)).date() <= FREE.last


def wakes(at: datetime, home: tuple[str, str], zone: str) -> datetime:
    """The first instant from `at` on in which somebody there may be disturbed: each quarter of an hour is tried."""
    off = country_holidays(home[1]) if home[1] else {}
    there = ZoneInfo(home[0])
    while True:
        local = at.astimezone(there)
        awake = time(9, 0) <= local.time() < time(17, 30)
        if local.weekday() < 5 and local.date() not in off and awake and not free(at, zone):
            return at
        at = at.replace(minute=at.minute // 15 * 15, second=0) + timedelta(minutes=15)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles"])
@pytest.mark.parametrize("rule", RULES)
def test_what_is_held_up_is_what_trying_each_quarter_finds(rule: str, zone: str) -> None:
    times = Timetable(rule=rule, zone=zone, start=SINCE, blackout=(FREE,))
    for found in preview(times, SINCE, 5):
        if found.skipped:
            continue
        clocks = {Clock(due=zone, zone=home[0], country=home[1]): 2**n for n, home in enumerate(HOMES)}
        later = held(clocks, {zone: found.at}, None, hours=HOURS, days_off=days_off, free_again=times.free_again)
        expected: dict[datetime, int] = {}
        for n, home in enumerate(HOMES):
            then = wakes(found.at, home, zone)
            if then != found.at:
                expected[then] = expected.get(then, 0) + 2**n
        told: dict[datetime, int] = {}
        for each in later:
            assert each.until is not None
            told[each.until] = told.get(each.until, 0) + each.channels
        assert told == expected, (rule, zone, found.at)


def test_what_would_come_after_the_close_is_left_out_and_the_most_channels_come_first() -> None:
    friday = datetime(2026, 12, 25, 10, tzinfo=UTC)
    clocks = {
        Clock(due="UTC", zone="Europe/Berlin", country="DE"): 2,
        Clock(due="UTC", zone="Asia/Tokyo", country="JP"): 3,
        Clock(due="UTC", zone="UTC", country=""): 5,
    }

    def of(window: timedelta | None) -> tuple[Later, ...]:
        closes = friday + window if window is not None else None
        return held(clocks, {"UTC": friday}, closes, hours=Hours(), days_off=days_off, free_again=lambda at: at)

    assert of(None) == (Later(why=Why.HOLIDAY, until=datetime(2026, 12, 28, 7, tzinfo=UTC), channels=2),)
    assert of(timedelta(days=2)) == (Later(why=Why.HOLIDAY, until=None, channels=2),)
    night = friday + timedelta(hours=2)
    by_two = held(clocks, {"UTC": night}, None, hours=Hours(), days_off=days_off, free_again=lambda at: at)
    assert [(each.why, each.channels) for each in by_two] == [(Why.NIGHT, 3), (Why.HOLIDAY, 2)]

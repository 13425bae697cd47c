"""Nobody is written to at night, at the weekend or on a holiday, wherever they live."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.days_off import days_off
from bot.domain.quiet import EVENING, MORNING, SATURDAY, Hours, never, on_holiday, polite
from bot.errors import Refusal

BERLIN = "Europe/Berlin"
ZONES = [BERLIN, "Asia/Tokyo", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "America/New_York"]
WHENEVER = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        (datetime(2026, 3, 3, 9, tzinfo=UTC), BERLIN, datetime(2026, 3, 3, 9, tzinfo=UTC)),
        (datetime(2026, 3, 3, 7, tzinfo=UTC), BERLIN, datetime(2026, 3, 3, 7, tzinfo=UTC)),  # on the stroke of eight
        (datetime(2026, 3, 3, 9, tzinfo=UTC), "America/Los_Angeles", datetime(2026, 3, 3, 16, tzinfo=UTC)),
        (datetime(2026, 3, 3, 18, 59, 59, tzinfo=UTC), BERLIN, datetime(2026, 3, 3, 18, 59, 59, tzinfo=UTC)),
        (datetime(2026, 3, 3, 19, tzinfo=UTC), BERLIN, datetime(2026, 3, 4, 7, tzinfo=UTC)),
        (datetime(2026, 3, 6, 20, tzinfo=UTC), BERLIN, datetime(2026, 3, 9, 7, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), BERLIN, datetime(2026, 3, 30, 6, tzinfo=UTC)),  # clocks change
        (datetime(2026, 10, 24, 12, tzinfo=UTC), BERLIN, datetime(2026, 10, 26, 7, tzinfo=UTC)),  # and back
    ],
)
def test_a_message_waits_for_a_working_morning(now: datetime, zone: str, then: datetime) -> None:
    assert polite(now, zone) == then


def test_a_morning_that_the_clocks_leap_over_begins_where_they_land() -> None:
    early = Hours(begin=time(2, 30), end=time(20))
    friday_night = datetime(2024, 3, 8, 23, tzinfo=ZoneInfo("Africa/Cairo"))  # their Friday is a working day here
    assert polite(friday_night, "Africa/Cairo", hours=early) > friday_night
    tehran = datetime(2021, 3, 21, 20, 30, tzinfo=UTC)  # Monday 00:00 in Tehran, where 00:00 became 01:00
    woken = polite(tehran, "Asia/Tehran", hours=Hours(begin=time(0, 30), end=time(20)))
    assert woken.astimezone(ZoneInfo("Asia/Tehran")).hour in (0, 1)
    assert polite(woken, "Asia/Tehran", hours=Hours(begin=time(0, 30), end=time(20))) == woken


def test_on_a_holiday_it_waits_for_the_day_after_in_that_country_only() -> None:
    unity_day = datetime(2025, 10, 3, 9, tzinfo=UTC)  # a Friday
    assert polite(unity_day, BERLIN, day_off=days_off("DE")) == datetime(2025, 10, 6, 6, tzinfo=UTC)
    assert polite(unity_day, "Europe/Vienna", day_off=days_off("AT")) == unity_day
    assert on_holiday(unity_day, BERLIN, days_off("de"))
    thanksgiving = datetime(2026, 11, 26, 15, tzinfo=UTC)
    assert polite(thanksgiving, "America/New_York", day_off=days_off("US")) == datetime(2026, 11, 27, 13, tzinfo=UTC)
    assert polite(thanksgiving, BERLIN, day_off=days_off("DE")) == thanksgiving


@pytest.mark.parametrize("country", ["", "XX", "??", "Germany"])
def test_a_country_that_nobody_knows_has_no_holidays(country: str) -> None:
    assert not any(days_off(country)(date(2026, 1, 1) + timedelta(days=n)) for n in range(365))


def test_a_calendar_without_any_working_day_holds_nothing_back_for_ever() -> None:
    assert polite(datetime(2026, 3, 3, 9, tzinfo=UTC), BERLIN, day_off=lambda day: True) < datetime(
        2026, 4, 6, tzinfo=UTC
    )


def test_quiet_hours_leave_some_of_the_day() -> None:
    with pytest.raises(Refusal):
        Hours(begin=time(20), end=time(8))


@given(WHENEVER, st.sampled_from(ZONES), st.sampled_from(["", "DE", "JP", "US", "BR"]))
def test_whatever_the_hour_it_arrives_in_waking_hours_and_never_earlier(now: datetime, zone: str, country: str) -> None:
    off = days_off(country) if country else never
    then = polite(now, zone, day_off=off)
    local = then.astimezone(ZoneInfo(zone))
    assert local.weekday() < SATURDAY
    assert not off(local.date())
    assert MORNING <= time(local.hour, local.minute) < EVENING
    assert then >= now
    assert polite(then, zone, day_off=off) == then


@given(WHENEVER, st.integers(0, 60 * 60 * 48), st.sampled_from(ZONES))
def test_who_comes_later_never_goes_earlier(now: datetime, seconds: int, zone: str) -> None:
    assert polite(now + timedelta(seconds=seconds), zone) >= polite(now, zone)

"""The sponsor's report comes at nine on a month's first weekday, and tells of the month before."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sponsors import first_report_after, month_told, span_of

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"])
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-16T08:00", "2026-04-01T09:00"),  # a Wednesday
        ("2026-04-01T08:59", "2026-04-01T09:00"),
        ("2026-04-01T09:00", "2026-05-01T09:00"),
        ("2026-07-31T12:00", "2026-08-03T09:00"),  # the first is a Saturday
        ("2026-10-31T12:00", "2026-11-02T09:00"),  # the first is a Sunday
        ("2026-12-20T12:00", "2027-01-01T09:00"),
    ],
)
def test_it_is_due_on_the_first_weekday_of_a_month(now: str, due: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = first_report_after(datetime.fromisoformat(now).replace(tzinfo=berlin), "Europe/Berlin")
    assert found.astimezone(berlin).isoformat()[:16] == due


@given(INSTANTS, ZONES)
def test_it_comes_later_on_a_weekday_at_nine_and_tells_of_the_whole_month_before(now: datetime, zone: str) -> None:
    due = first_report_after(now, zone)
    local = due.astimezone(ZoneInfo(zone))
    assert due > now
    assert (local.hour, local.minute) == (9, 0)
    assert local.weekday() < 5
    assert local.day <= 3
    begins, ends = span_of(month_told(due, zone), zone)
    assert begins < ends <= due
    assert ends.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(
        day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None
    )

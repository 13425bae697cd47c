"""Nobody is written to at night or at the weekend, wherever they live."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet import EVENING, MORNING, SATURDAY, polite

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        (datetime(2026, 3, 3, 9, tzinfo=UTC), BERLIN, datetime(2026, 3, 3, 9, tzinfo=UTC)),
        (datetime(2026, 3, 3, 9, tzinfo=UTC), "America/Los_Angeles", datetime(2026, 3, 3, 16, tzinfo=UTC)),
        (datetime(2026, 3, 3, 17, tzinfo=UTC), BERLIN, datetime(2026, 3, 4, 7, tzinfo=UTC)),
        (datetime(2026, 3, 6, 20, tzinfo=UTC), BERLIN, datetime(2026, 3, 9, 7, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), BERLIN, datetime(2026, 3, 30, 6, tzinfo=UTC)),  # clocks change
    ],
)
def test_a_message_waits_for_a_working_morning(now: datetime, zone: str, then: datetime) -> None:
    assert polite(now, zone) == then


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([BERLIN, "Asia/Tokyo", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_whatever_the_hour_it_arrives_in_working_hours_and_never_earlier(now: datetime, zone: str) -> None:
    local = polite(now, zone).astimezone(ZoneInfo(zone))
    assert local.weekday() < SATURDAY
    assert MORNING <= time(local.hour, local.minute) < EVENING
    assert polite(now, zone) >= now
    assert polite(polite(now, zone), zone) == polite(now, zone)

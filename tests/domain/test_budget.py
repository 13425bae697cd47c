"""How often somebody may be asked: a week is seven days, also across a change of clocks, and a day less is not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.budget import MONTH, WEEK, Budget, company_over, person_over, recent
from bot.domain.targets import Reason
from bot.errors import Refusal

BERLIN = "Europe/Berlin"
USUAL = Budget()
NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ZONES = st.sampled_from([BERLIN, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"])
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ([], None),
        ([ago(days=7)], None),
        ([ago(days=7) + SECOND], Reason.WEEK),
        ([ago(days=8)], None),
        ([NOW], Reason.WEEK),
        ([NOW + timedelta(days=2)], Reason.WEEK),  # a message that waits for the morning
        ([ago(days=8), ago(days=15), ago(days=22)], Reason.MONTH),
        ([ago(days=8), ago(days=15), ago(days=30)], None),
        ([ago(days=8), ago(days=15), ago(days=30) + SECOND], Reason.MONTH),
        ([ago(days=1), ago(days=15), ago(days=22)], Reason.WEEK),
    ],
)
def test_one_ask_in_seven_days_and_three_in_thirty(asked: list[datetime], reason: Reason | None) -> None:
    assert person_over(asked, USUAL, NOW, BERLIN) is reason


@pytest.mark.parametrize(
    ("rounds", "reason"),
    [
        ([], None),
        ([ago(days=1)], None),
        ([ago(days=1), ago(days=7)], None),
        ([ago(days=1), ago(days=7) + SECOND], Reason.COMPANY),
        ([ago(days=1), ago(days=2), ago(days=3)], Reason.COMPANY),
    ],
)
def test_two_rounds_for_one_company_in_seven_days(rounds: list[datetime], reason: Reason | None) -> None:
    assert company_over(rounds, USUAL, NOW, BERLIN) is reason


@pytest.mark.parametrize(("own", "reason"), [(None, None), (3, None), (2, Reason.MONTH), (0, Reason.MONTH), (9, None)])
def test_a_person_may_want_less_and_never_gets_more(own: int | None, reason: Reason | None) -> None:
    assert person_over([ago(days=8), ago(days=15)], USUAL, NOW, BERLIN, own=own) is reason
    assert person_over([ago(days=8), ago(days=15), ago(days=22)], USUAL, NOW, BERLIN, own=99) is Reason.MONTH


def test_what_is_weekly_by_the_clock_is_a_week_apart_when_the_clocks_change() -> None:
    before = datetime(2026, 3, 24, 10, tzinfo=ZoneInfo(BERLIN))
    after = datetime(2026, 3, 31, 10, tzinfo=ZoneInfo(BERLIN))
    assert after.astimezone(UTC) - before.astimezone(UTC) == WEEK - timedelta(hours=1)
    assert not recent(before.astimezone(UTC), after.astimezone(UTC), WEEK, BERLIN)
    assert recent(before.astimezone(UTC), after.astimezone(UTC) - SECOND, WEEK, BERLIN)
    assert recent(before.astimezone(UTC), after.astimezone(UTC), WEEK, "Asia/Tokyo")
    autumn = datetime(2026, 10, 20, 10, tzinfo=ZoneInfo(BERLIN)), datetime(2026, 10, 27, 10, tzinfo=ZoneInfo(BERLIN))
    assert not recent(autumn[0].astimezone(UTC), autumn[1].astimezone(UTC), WEEK, BERLIN)


@pytest.mark.parametrize("wrong", [0, -1, 32])
def test_a_budget_that_makes_no_sense_is_refused(wrong: int) -> None:
    with pytest.raises(Refusal, match=r"budget\.out_of_range"):
        Budget(asks_per_week=wrong)


@given(TIMES, ZONES, st.sampled_from([WEEK, MONTH]))
def test_exactly_that_long_ago_does_not_count_wherever_and_whenever(at: datetime, zone: str, span: timedelta) -> None:
    assert not recent(at - span, at, span, zone)
    assert not recent(at - span - SECOND, at, span, zone)
    assert recent(at - span + timedelta(hours=1, seconds=1), at, span, zone)


@given(TIMES, TIMES, ZONES)
def test_two_instants_are_as_near_whichever_is_asked_about(one: datetime, other: datetime, zone: str) -> None:
    assert recent(one, other, WEEK, zone) == recent(other, one, WEEK, zone)


@given(st.lists(TIMES, max_size=8), TIMES, TIMES, ZONES)
def test_to_have_been_asked_more_often_never_gives_leave(
    asked: list[datetime], more: datetime, at: datetime, zone: str
) -> None:
    if person_over(asked, USUAL, at, zone) is not None:
        assert person_over([*asked, more], USUAL, at, zone) is not None


@given(st.lists(TIMES, max_size=60), ZONES)
def test_who_is_asked_only_when_it_is_allowed_keeps_the_budget_by_an_hour_of_the_clock(
    moments: list[datetime], zone: str
) -> None:
    asked: list[datetime] = []
    for at in sorted(moments):
        if person_over(asked, USUAL, at, zone) is None:
            asked.append(at)
    slack = timedelta(hours=1)  # the week of the change of clocks
    for at in asked:
        assert sum(timedelta(0) <= at - each < WEEK - slack for each in asked) <= USUAL.asks_per_week
        assert sum(timedelta(0) <= at - each < MONTH - slack for each in asked) <= USUAL.asks_per_month

"""What follows a moment of a customer's journey: its name, its time, and how near a renewal must be."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.moments import (
    LIBRARY_MOMENTS,
    MomentAsk,
    MomentRule,
    due_for,
    library_moment,
    moment_named,
    plausible,
    renewal_day,
    renewal_lead,
    too_late,
)
from bot.errors import Refusal
from bot.ids import AccountId, BoardId, EngagementId, JourneyMomentId, MomentAskId, MomentRuleId, OrganisationId
from prompts.library import library

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, SIXTY = timedelta(days=1), timedelta(days=60)


@pytest.mark.parametrize("typed", ["go-live done", "  Go-Live   DONE ", "go-live\u200b done"])
def test_a_moment_is_the_same_however_it_is_typed(typed: str) -> None:
    assert moment_named(typed) == "go-live done"


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "x" * 61])
def test_a_moment_needs_a_name_of_some_length(typed: str) -> None:
    with pytest.raises(Refusal, match="moment.bad_name"):
        moment_named(typed)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("renewal in 60 days", 60),
        ("renewal in 1 day", 1),
        ("renewal in 0 days", 0),
        ("renewal", 0),
        ("no renewal in 60 days", 0),
    ],
)
def test_a_renewal_says_how_long_before_it_is_meant(name: str, days: int) -> None:
    assert (renewal_lead(name) or timedelta(0)) == timedelta(days=days)


@pytest.mark.parametrize(
    ("before", "found"), [(61, False), (60, True), (45, True), (30, True), (29, False), (0, False)]
)
def test_a_renewal_counts_until_half_of_its_time_is_gone(before: int, found: bool) -> None:
    renewal = date(2026, 6, 1)
    mark = renewal_day(renewal, SIXTY, renewal - timedelta(days=before))
    assert mark == (renewal - SIXTY if found else None)


def test_every_moment_of_the_library_leads_to_an_ask_of_the_library() -> None:
    assert {each.ask for each in LIBRARY_MOMENTS} <= set(library())
    assert all(moment_named(each.name) == each.name for each in LIBRARY_MOMENTS)
    thirty = library_moment("renewal in 30 days")
    assert thirty is not None
    assert thirty.ask == "renewal"
    assert library_moment("something else") is None


def test_a_moment_long_past_or_far_ahead_is_not_plausible() -> None:
    found = [plausible(NOW + timedelta(days=days), NOW) for days in (-91, -90, 0, 366, 367)]
    assert found == [False, True, True, True, False]


def test_what_should_have_been_asked_already_is_asked_now() -> None:
    rule = MomentRule(
        id=MomentRuleId("r"), organisation_id=OrganisationId("o"), board_id=BoardId("b"), moment="go-live done",
        engagement_id=EngagementId("e"), after=3 * DAY, made_at=NOW,
    )  # fmt: skip
    assert due_for(rule, NOW, NOW) == NOW + 3 * DAY
    assert due_for(rule, NOW - DAY, NOW) == NOW + 2 * DAY
    assert due_for(rule, NOW - 30 * DAY, NOW) == NOW


def test_an_ask_that_nothing_ran_for_is_given_up_after_a_week() -> None:
    ask = MomentAsk(
        id=MomentAskId("a"), organisation_id=OrganisationId("o"), moment_id=JourneyMomentId("m"), board_id=BoardId("b"),
        account_id=AccountId("acme"), engagement_id=EngagementId("e"), due_at=NOW,
    )  # fmt: skip
    assert [too_late(ask, NOW + days * DAY) for days in (0, 7, 7.01)] == [False, False, True]

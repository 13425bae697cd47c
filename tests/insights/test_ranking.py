"""Who stands behind a theme is counted by companies first, and no company counts twice."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.themes import Trend
from bot.ids import AccountId, AnswerId
from bot.insights.ranking import (
    Standing,
    by_value,
    fragile,
    intensity,
    overall_rating,
    rank_key,
    reach,
    share,
    wilson,
)
from bot.insights.said import Reach
from bot.insights.trends import same_themes, trend
from tests.insights.conftest import answer


def _standing(key: str, *accounts: str, people: int | None = None, burning: float | None = None) -> Standing:
    counted = Reach(answers=len(accounts), people=people or len(accounts), accounts=len(accounts), interval=None)
    return Standing(key=key, reach=counted, intensity=burning, accounts=frozenset(map(AccountId, accounts)))


def test_one_company_is_one_voice_however_often_it_speaks() -> None:
    said = [answer("SSO", n, account="acme", person="ana") for n in range(50)] + [answer("SSO", 51, account="bolt")]
    counted = reach(said, accounts_asked=9, answers_in_all=51)
    assert (counted.answers, counted.people, counted.accounts) == (51, 2, 2)


def test_no_interval_is_shown_under_thirty_answers() -> None:
    said = [answer("SSO", n) for n in range(5)]
    assert reach(said, accounts_asked=9, answers_in_all=29).interval is None
    assert reach(said, accounts_asked=9, answers_in_all=30).interval is not None


def test_no_percentage_is_shown_under_twenty_answers() -> None:
    assert share(9, 19) is None
    assert share(5, 20) == 0.25


def test_the_interval_is_that_of_wilson() -> None:
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)


@given(st.integers(0, 400), st.integers(1, 400))
def test_the_interval_holds_the_share(hits: int, n: int) -> None:
    if hits <= n:
        low, high = wilson(hits, n)
        assert 0.0 <= low <= hits / n + 1e-12
        assert hits / n - 1e-12 <= high <= 1.0


def test_a_mean_rating_is_shrunk_towards_that_of_all() -> None:
    loud = [replace(answer("SSO", n, account="acme", person="ana"), rating=1.0) for n in range(9)]
    others = [replace(answer("x", 20 + n), rating=4.0) for n in range(3)]
    everybody = overall_rating([*loud, *others])
    assert everybody == pytest.approx((1 + 4 + 4 + 4) / 4)
    assert intensity(loud, everybody) == pytest.approx((1 + 5 * 3.25) / 6)
    assert intensity([answer("no rating", 1)], everybody) is None


def test_companies_come_first_then_people_then_how_much_it_burns() -> None:
    many, few = _standing("many", "a", "b", "c"), _standing("few", "a", "b", people=9)
    mild, hot = _standing("mild", "a", burning=4.0), _standing("hot", "b", burning=1.5)
    assert [each.key for each in sorted([mild, few, hot, many], key=rank_key)] == ["many", "few", "hot", "mild"]


def test_two_companies_with_another_mind_can_turn_a_close_order() -> None:
    first, second, third = _standing("1", *"abcdefgh"), _standing("2", *"abc"), _standing("3", "a", "b")
    assert fragile([first, second, third]) == {"2", "3"}


def test_a_company_of_great_revenue_cannot_lead_alone() -> None:
    revenue = {AccountId(name): Decimal(1_000) for name in "abcdefghij"} | {AccountId("giant"): Decimal(10**12)}
    ordered = by_value([_standing("many", "a", "b", "c"), _standing("one", "giant")], revenue)
    assert ordered.order == ("many", "one")
    assert not ordered.leader_changes


def test_it_is_said_when_value_has_another_leader_and_rests_on_one_company() -> None:
    revenue = {AccountId(name): Decimal(10) for name in "abcdefgh"} | {AccountId(name): Decimal(10**6) for name in "xy"}
    ordered = by_value([_standing("wide", "a", "b", "c"), _standing("rich", "x", "y")], revenue)
    assert ordered.order[0] == "rich"
    assert ordered.leader_changes
    assert ordered.one_account_decides


def test_without_known_revenue_there_is_no_order_by_value() -> None:
    assert by_value([_standing("a", "a")], {AccountId("a"): None}).order == ()


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("abc", None, Trend.NEW),
        ("abcd", "ab", Trend.UP),
        ("abc", "ab", Trend.NO_EVIDENCE),
        ("a", "abc", Trend.DOWN),
        ("ab", "cd", Trend.NO_EVIDENCE),
    ],
)
def test_a_trend_needs_two_companies_gained_or_lost(now: str, before: str | None, expected: Trend) -> None:
    earlier = None if before is None else frozenset(map(AccountId, before))
    assert trend(frozenset(map(AccountId, now)), earlier) is expected


def test_a_theme_is_known_again_by_its_answers() -> None:
    def answers(letters: str) -> frozenset[AnswerId]:
        return frozenset(map(AnswerId, letters))

    before = {"search": answers("abcd"), "export": answers("efgh")}
    assert same_themes([answers("efgx"), answers("abz"), answers("uvw")], before) == {0: "export", 1: "search"}
    assert same_themes([answers("ab"), answers("cd")], {"search": answers("abcd")}) == {0: "search"}

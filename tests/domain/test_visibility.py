"""When a result may be shared: enough people of enough companies, and shares in words that hide the count."""

import pytest

from bot.domain.visibility import Share, Turnout, share


@pytest.mark.parametrize(
    ("people", "accounts", "passes"),
    [(4, 4, False), (5, 3, False), (5, 4, True), (4, 5, False), (60, 3, False), (6, 5, True), (0, 0, False)],
)
def test_a_result_is_shared_from_five_people_of_four_companies_on(people: int, accounts: int, passes: bool) -> None:
    assert Turnout(people=people, accounts=accounts, people_asked=60, accounts_asked=9).passes_gate is passes


@pytest.mark.parametrize(
    ("part", "whole", "word"),
    [
        (61, 100, Share.MOST),
        (60, 100, Share.HALF),
        (40, 100, Share.HALF),
        (39, 100, Share.SOME),
        (15, 100, Share.SOME),
        (14, 100, Share.FEW),
        (0, 0, Share.FEW),
    ],
)
def test_a_share_is_said_in_words_that_hide_the_count(part: int, whole: int, word: Share) -> None:
    assert share(part, whole) is word


@pytest.mark.parametrize(("spoke", "asked", "thin"), [(3, 8, True), (4, 8, False), (0, 0, False), (1, 3, True)])
def test_a_result_of_under_half_of_the_companies_is_anecdotes(spoke: int, asked: int, thin: bool) -> None:
    assert Turnout(people=9, accounts=spoke, people_asked=9, accounts_asked=asked).thin is thin

"""How likely people are to recommend something is three counts, and nothing is ever made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nps import Camp, NpsTally, camp_of
from bot.domain.questions import Likely, Rated
from bot.domain.tallies import as_json, tally
from tests.makers import answer, nps


@pytest.mark.parametrize(
    ("score", "camp"),
    [
        (0, Camp.DETRACTORS),
        (6, Camp.DETRACTORS),
        (7, Camp.PASSIVES),
        (8, Camp.PASSIVES),
        (9, Camp.PROMOTERS),
        (10, Camp.PROMOTERS),
    ],
)
def test_the_camps_begin_where_the_scale_says(score: int, camp: Camp) -> None:
    assert camp_of(score) is camp


def test_a_company_of_two_minds_counts_in_both_camps() -> None:
    said = [answer(who, "acme", Likely(score=score), question="q6") for who, score in (("ana", 10), ("ben", 0))]
    counted = tally(nps(), [*said, answer("cem", "globex", Likely(score=9), question="q6")])
    assert isinstance(counted, NpsTally)
    assert [(row.people, row.accounts) for row in counted.camps] == [(2, 2), (0, 0), (1, 1)]
    assert as_json(nps(), counted) == {
        "text": nps().text,
        "kind": "nps",
        "people": 3,
        "promoters": {"people": 2, "accounts": 2},
        "passives": {"people": 0, "accounts": 0},
        "detractors": {"people": 1, "accounts": 1},
    }


@given(st.lists(st.tuples(st.integers(0, 10), st.sampled_from("abc"), st.booleans()), max_size=30))
def test_every_score_that_stands_is_in_one_camp(said: list[tuple[int, str, bool]]) -> None:
    answers = [
        answer(f"p{n}", account, Likely(score=score), question="q6", withdrawn=gone)
        for n, (score, account, gone) in enumerate(said)
    ]
    counted = tally(nps(), answers)
    assert isinstance(counted, NpsTally)
    standing = [score for score, _, gone in said if not gone]
    assert counted.people == sum(row.people for row in counted.camps) == len(standing)
    assert counted.camps[0].people == sum(score >= 9 for score in standing)
    assert counted.camps[2].people == sum(score <= 6 for score in standing)
    assert all(row.accounts <= min(row.people, 3) for row in counted.camps)


def test_a_rating_is_no_recommendation() -> None:
    counted = tally(nps(), [answer("ana", value=Rated(score=5), question="q6")])
    assert counted.people == 0

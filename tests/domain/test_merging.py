"""Suggestions that rest on mostly the same answers are probably one; merged, each answer counts once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.merging import check_mergeable, folded, in_order, probably_one, resting_on, unfolded
from bot.domain.suggestions import State, Suggestion
from bot.domain.themes import Excerpt
from bot.errors import Refusal
from bot.ids import AccountId, AnswerId, BoardId, PersonId, RoundId
from tests.cards.makings import suggestion
from tests.makers import TUESDAY

LATER = TUESDAY + timedelta(days=1)


def behind(*people: str) -> tuple[Excerpt, ...]:
    """An answer of each of these people, of the company their name begins with."""
    return tuple(
        Excerpt(
            answer_id=AnswerId(f"a-{each}"),
            round_id=RoundId("r1"),
            account_id=AccountId(each[0]),
            person_id=PersonId(each),
            start=0,
            end=5,
        )
        for each in people
    )


def made(number: int, *people: str, state: State = State.PROPOSED) -> Suggestion:
    """A suggestion that rests on the answers of these people."""
    return suggestion(number, f"Idea {number}", people=len(people), accounts=2, evidence=behind(*people), state=state)


def test_two_that_share_most_of_the_smaller_ones_answers_are_proposed() -> None:
    one, other = made(1, "a1", "b1", "c1", "d1"), made(2, "a1", "b1", "e1")
    assert [(kept.number, gone.number) for kept, gone in probably_one([other, one])] == [(1, 2)]


@pytest.mark.parametrize(
    "other",
    [
        made(2, "a1", "e1", "f1"),
        made(2, "a1"),
        made(2, "x1", "y1"),
        made(2, "a1", "b1", state=State.DECLINED),
        made(2, "a1", "b1", state=State.SHIPPED),
        made(2, "a1", "b1", "e1", "f1"),
    ],
    ids=["a third", "one answer", "none", "declined", "shipped", "just half"],
)
def test_less_than_that_or_what_is_settled_is_not(other: Suggestion) -> None:
    assert probably_one([made(1, "a1", "b1", "c1", "d1"), other]) == []


def test_what_has_come_further_stays_and_of_two_alike_the_older() -> None:
    assert [each.number for each in in_order(made(1, "a1"), made(2, "a1", state=State.PLANNED))] == [2, 1]
    assert [each.number for each in in_order(made(9, "a1"), made(3, "a1"))] == [3, 9]


def test_a_merge_counts_everybody_once() -> None:
    kept = resting_on(made(1, "a1", "b1"), behind("a1", "b1"), [made(2, "b1", "c1", "c2"), made(3, "a1")])
    assert (kept.answers, kept.people, kept.accounts) == (4, 4, 3)
    assert kept.evidence == behind("a1", "b1", "c1", "c2")


def test_a_merge_can_be_undone_to_what_it_was() -> None:
    gone = made(2, "a1", "b1", state=State.EXPLORING)
    away = folded(gone, made(1, "a1").id, TUESDAY)
    assert (away.state, away.state_before) == (State.MERGED, State.EXPLORING)
    assert unfolded(away, LATER) == replace(gone, updated_at=LATER)
    with pytest.raises(Refusal, match=r"merge\.not_merged"):
        unfolded(gone, LATER)


def test_only_open_suggestions_of_one_board_are_merged() -> None:
    with pytest.raises(Refusal, match=r"merge\.settled"):
        check_mergeable(made(1, "a1"), made(2, "a1", state=State.SHIPPED))
    with pytest.raises(Refusal, match=r"merge\.anonymous"):
        check_mergeable(made(1, "a1"), made(2))
    with pytest.raises(Refusal, match=r"merge\.other_board"):
        check_mergeable(made(1, "a1"), replace(made(2, "a1"), board_id=BoardId("other")))

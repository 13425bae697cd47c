"""What counts as an answer, and which questions can be asked at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.questions import (
    Chosen,
    Question,
    Rated,
    Stance,
    Stances,
    Value,
    Wrote,
    alike,
    checked,
    fits,
    kind_of,
    options_of,
)
from bot.errors import Refusal
from bot.ids import OptionId
from tests.makers import agree, multi, open_, rating, single


def picked(*ids: str) -> Chosen:
    return Chosen(options=tuple(OptionId(each) for each in ids))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (single(), picked("sso")),
        (multi(), picked("search")),
        (rating(), Rated(score=5)),
        (agree(), Stances(stances={OptionId("less is more"): Stance.PASS})),
        (open_(), Wrote(text="Faster search")),
    ],
)
def test_every_kind_takes_its_own_answer(question: Question, value: Value) -> None:
    assert fits(question, value) == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (single(), picked("sso", "offline")),
        (single(), picked("someone else's option")),
        (single(), Rated(score=3)),
        (multi(), picked()),
        (multi(), picked("search", "elsewhere")),
        (rating(), Rated(score=0)),
        (rating(), Rated(score=6)),
        (agree(), Stances(stances={})),
        (agree(), Stances(stances={OptionId("unknown"): Stance.AGREE})),
        (open_(), Wrote(text="  \n ")),
        (open_(), picked("sso")),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(question: Question, value: Value) -> None:
    with pytest.raises(Refusal, match=r"answer\.does_not_fit"):
        fits(question, value)


def test_ticks_are_kept_in_the_order_of_the_question_and_once() -> None:
    assert fits(multi("A", "B", "C"), picked("c", "a", "c")) == picked("a", "c")


def test_a_text_is_kept_to_three_thousand_characters() -> None:
    kept = fits(open_(), Wrote(text="x" * 5000))
    assert kept == Wrote(text="x" * 3000)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (("Yes",), "question.option_count"),
        (tuple(f"Option {n}" for n in range(11)), "question.option_count"),
        (("Yes", " "), "question.empty_option"),
        (("Yes", "x" * 76), "question.long_option"),
        (("Café", "Cafe\u0301"), "question.same_options"),
        (("Ｙｅｓ", "Yes "), "question.same_options"),
        (("YES", "yes"), "question.same_options"),
    ],
)
def test_a_choice_that_cannot_be_asked_says_why(texts: tuple[str, ...], why: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(single(*texts))
    assert refused.value.phrase.id == why


def test_an_agree_question_needs_a_statement_and_no_two_alike() -> None:
    with pytest.raises(Refusal, match=r"question\.same_options"):
        checked(agree("Ship weekly", "ship  weekly"))


@given(st.text())
def test_looking_alike_is_stable(text: str) -> None:
    assert alike(alike(text)) == alike(text)


def test_every_kind_has_a_word_and_only_choices_have_options() -> None:
    kinds = [kind_of(each) for each in (single(), multi(), rating(), agree(), open_())]
    assert kinds == ["single", "multi", "rating", "agree", "open"]
    assert [len(options_of(each)) for each in (single(), rating(), open_())] == [2, 0, 0]

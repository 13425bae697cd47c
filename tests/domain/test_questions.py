"""What counts as an answer, and which questions can be asked at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.questions import (
    Chosen,
    Likely,
    Question,
    Ranked,
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
from tests.makers import agree, multi, nps, open_, rank, rating, single


def picked(*ids: str) -> Chosen:
    return Chosen(options=tuple(OptionId(each) for each in ids))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (single(), picked("sso")),
        (multi(), picked("search")),
        (rating(), Rated(score=5)),
        (nps(), Likely(score=0)),
        (nps(), Likely(score=10)),
        (rank(), Ranked(order=(OptionId("export"), OptionId("offline"), OptionId("sso")))),
        (rank(), Ranked(order=(OptionId("sso"),))),
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
        (rating(), Likely(score=4)),
        (nps(), Likely(score=-1)),
        (nps(), Likely(score=11)),
        (nps(), Rated(score=4)),
        (rank(), Ranked(order=())),
        (rank(), Ranked(order=(OptionId("sso"), OptionId("elsewhere")))),
        (rank(), picked("sso")),
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
    kinds = [kind_of(each) for each in (single(), multi(), rating(), nps(), rank(), agree(), open_())]
    assert kinds == ["single", "multi", "rating", "nps", "rank", "agree", "open"]
    assert [len(options_of(each)) for each in (single(), rank(), rating(), nps(), open_())] == [2, 3, 0, 0, 0]


def test_the_last_option_follows_the_others_by_itself() -> None:
    order = Ranked(order=(OptionId("sso"), OptionId("export")))
    assert fits(rank(), order) == Ranked(order=(OptionId("sso"), OptionId("export"), OptionId("offline")))


def test_an_option_at_two_places_is_refused_by_its_name() -> None:
    with pytest.raises(Refusal) as refused:
        fits(rank(), Ranked(order=(OptionId("sso"), OptionId("export"), OptionId("sso"))))
    assert (refused.value.phrase.id, refused.value.phrase.args) == ("rank.twice", {"option": "SSO"})


@given(st.lists(st.sampled_from(("offline", "sso", "export", "elsewhere")).map(OptionId), max_size=5))
def test_whatever_is_taken_for_an_order_gives_each_option_one_place(order: list[OptionId]) -> None:
    try:
        taken = fits(rank(), Ranked(order=tuple(order)))
    except Refusal:
        assert not order or len(set(order)) < len(order) or "elsewhere" in order
        return
    assert isinstance(taken, Ranked)
    assert len(set(taken.order)) == len(taken.order)
    assert list(taken.order[: len(order)]) == order
    assert fits(rank(), taken) == taken


@pytest.mark.parametrize("count", [1, 8])
def test_an_order_has_two_to_seven_options(count: int) -> None:
    with pytest.raises(Refusal) as refused:
        checked(rank(*(f"Option {n}" for n in range(count))))
    assert refused.value.phrase.args["most"] == 7
    assert checked(rank(*(f"Option {n}" for n in range(7))))

"""A poll tells customers all they need to know before they answer, and nothing they should not know."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import Bars, Buttons, Card, Field, Ranking, Ticks
from bot.cards.question import ask_card, cancelled_card, thanks_card
from bot.domain.answers import Answer
from bot.domain.questions import Chosen, Likely, Question, Ranked, Rated, Stance, Stances, Wrote
from bot.domain.tallies import tally
from bot.domain.visibility import Visibility
from bot.ids import OptionId
from bot.presses import Skip, Vote
from tests.cards.makings import aims_for
from tests.cards.showing import shown
from tests.makers import agree, answer, board, engagement, multi, nps, open_, rank, rating, round_, single


def ask(
    *questions: Question,
    visibility: Visibility = Visibility.NAMED,
    answered: int = 3,
    introduce: bool = False,
    probably_ai: bool = False,
    live: bool = False,
    said: Sequence[Answer] = (),
) -> Card:
    """An open poll in a customer's channel."""
    asked = round_(*questions, visibility=visibility)
    return ask_card(
        engagement=replace(engagement(*questions, visibility=visibility), live=live),
        board=board(),
        round_=asked,
        questions=questions,
        aims=aims_for(asked, *questions),
        answered=answered,
        introduce=introduce,
        probably_ai=probably_ai,
        tallies=[tally(question, said) for question in questions],
    )


def thanks(*questions: Question, answered: int, visibility: Visibility = Visibility.NAMED) -> Card:
    """The same message after the close."""
    return thanks_card(
        engagement=engagement(*questions),
        board=board(),
        round_=round_(*questions, visibility=visibility),
        questions=questions,
        answered=answered,
    )


def test_a_choice_is_one_tap_away(snapshot: SnapshotAssertion) -> None:
    assert shown(ask(single("Offline mode", "Single sign-on", "A faster export")), room="#acme") == snapshot


def test_the_first_message_in_a_channel_introduces_itself(snapshot: SnapshotAssertion) -> None:
    assert shown(ask(single(), introduce=True, answered=0), room="#acme") == snapshot


def test_a_live_poll_shows_the_count_while_it_grows(snapshot: SnapshotAssertion) -> None:
    said = [
        answer(),
        answer("ben", "globex", Chosen(options=(OptionId("sso"),))),
        answer("cleo", "initech", Chosen(options=(OptionId("sso"),))),
        answer(value=Rated(score=4), question="q3"),
        answer(value=Stances(stances={OptionId("less is more"): Stance.AGREE}), question="q4"),
        answer(value=Wrote(text="Not for other companies' eyes"), question="q5"),
    ]
    picture = shown(ask(single(), rating(), agree(), open_(), live=True, said=said), room="#acme")
    assert "Not for other" not in picture
    assert picture == snapshot


def test_a_live_poll_that_nobody_answered_has_no_bars() -> None:
    assert not [part for part in ask(single(), multi(), live=True).parts if isinstance(part, Bars)]


def test_a_poll_that_is_not_live_has_no_bars_whatever_was_said() -> None:
    assert not [part for part in ask(single(), said=[answer()]).parts if isinstance(part, Bars)]


def test_several_questions_of_every_kind_fit_one_message(snapshot: SnapshotAssertion) -> None:
    assert shown(ask(multi(), rating(), open_(), probably_ai=True), room="#acme") == snapshot


def test_statements_are_judged_one_by_one_and_only_five_are_shown(snapshot: SnapshotAssertion) -> None:
    statements = [f"Statement {number} is true" for number in range(1, 8)]
    assert shown(ask(agree(*statements), visibility=Visibility.ACCOUNT), room="#lounge") == snapshot


def test_an_anonymous_poll_says_that_an_answer_is_final_and_shows_no_number(snapshot: SnapshotAssertion) -> None:
    picture = shown(ask(single(), visibility=Visibility.ANONYMOUS, answered=7), room="#acme")
    assert "answered so far" not in picture
    assert " 7 " not in picture
    assert picture == snapshot


def test_a_poll_can_be_read_in_german_beside_any_script(snapshot: SnapshotAssertion) -> None:
    question = single("離線模式", "シングルサインオン", "وضع عدم الاتصال", "🚢 Offline")
    assert shown(ask(question), "de", room="#acme") == snapshot


@pytest.mark.parametrize(
    "question", [single(), multi(), rating(), nps(), rank(), agree(), open_()], ids=lambda question: question.id
)
def test_every_kind_of_question_can_be_answered_and_skipped(question: Question) -> None:
    card = ask(question)
    pressable = [part for part in card.parts if isinstance(part, Buttons | Ticks | Ranking | Field)]
    assert len(pressable) >= 2
    last = pressable[-1]
    assert isinstance(last, Buttons)
    assert [type(button.press) for button in last.buttons] == [Skip]


def test_no_two_buttons_of_a_message_mean_the_same() -> None:
    card = ask(multi(), nps(), rank(), agree("One", "Two"), open_())
    tokens = [button.press.token for part in card.parts if isinstance(part, Buttons) for button in part.buttons]
    tokens += [
        option.press.token for part in card.parts if isinstance(part, Ticks | Ranking) for option in part.options
    ]
    assert len(tokens) == len(set(tokens))


def test_a_recommendation_is_asked_on_its_whole_scale(snapshot: SnapshotAssertion) -> None:
    said = [answer(who, who, Likely(score=score), question="q6") for who, score in (("acme", 10), ("globex", 0))]
    assert shown(ask(nps(), live=True, said=said), room="#acme") == snapshot


def test_an_order_is_asked_with_its_options_and_its_count_while_it_grows(snapshot: SnapshotAssertion) -> None:
    order = Ranked(order=(OptionId("sso"), OptionId("export"), OptionId("offline")))
    said = [answer(value=order, question="q7"), answer("ben", "globex", Ranked(order=order.order[:1]), question="q7")]
    assert shown(ask(rank(), live=True, said=said), room="#acme") == snapshot


def test_every_score_is_a_vote() -> None:
    scores = next(part for part in ask(rating()).parts if isinstance(part, Buttons))
    assert [type(button.press) for button in scores.buttons] == [Vote] * 5


def test_a_closed_poll_thanks_and_promises_in_the_same_message(snapshot: SnapshotAssertion) -> None:
    assert shown(thanks(single(), answered=9), room="#acme") == snapshot


def test_a_closed_poll_that_nobody_answered_promises_nothing(snapshot: SnapshotAssertion) -> None:
    assert shown(thanks(multi(), rating(), answered=0), room="#acme") == snapshot


def test_a_closed_anonymous_poll_thanks_without_a_number() -> None:
    picture = shown(thanks(single(), answered=6, visibility=Visibility.ANONYMOUS))
    assert "Thank you to everybody who answered." in picture
    assert "6" not in picture


@pytest.mark.parametrize("answered", [0, 9])
def test_nothing_can_be_pressed_after_the_close(answered: int) -> None:
    card = thanks(single(), multi(), open_(), answered=answered)
    assert not [part for part in card.parts if isinstance(part, Buttons | Ticks | Field)]


def test_a_poll_that_was_called_off_says_so(snapshot: SnapshotAssertion) -> None:
    card = cancelled_card(engagement=engagement(single()), board=board(), round_=round_(single()))
    assert shown(card, room="#acme") == snapshot


def test_times_are_those_of_the_boards_zone() -> None:
    assert "Open until Tue, Mar 10, 10:00 AM CET" in shown(ask(single()))


def test_a_notification_says_who_asks_what() -> None:
    from prompts.catalogue import say_in

    summary = ask(single()).summary
    assert not isinstance(summary, str)
    assert say_in("en")(summary) == "Northwind Council asks: What should we build next?"

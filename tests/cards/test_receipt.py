"""After every press the person sees what became of it, and what they can still do."""

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import Buttons, Card, Field, Ranking, Ticks
from bot.cards.receipt import (
    change_card,
    confirm_card,
    receipt_card,
    refusal_card,
    sent_card,
    skipped_card,
    withdrawn_card,
)
from bot.domain.questions import Chosen, Likely, Question, Ranked, Rated, Stance, Stances, Value, Wrote
from bot.ids import OptionId, Token
from bot.presses import Change, Comment, Pick, Send, Withdraw
from bot.texts import Phrase
from prompts.catalogue import say_in
from tests.cards.makings import aims_for
from tests.cards.showing import shown
from tests.makers import agree, multi, nps, open_, rank, rating, round_, single


def receipt(
    question: Question, value: Value, *, joined: str | None = None, note: Phrase | None = None, comment: str = ""
) -> Card:
    """The private answer to an answer."""
    asked = round_(question)
    return receipt_card(
        question=question,
        value=value,
        round_=asked,
        aims=aims_for(asked, question),
        joined_account=joined,
        note=note,
        zone="Europe/Berlin",
        comment=comment,
    )


def test_a_choice_is_played_back_and_the_first_answer_joins(snapshot: SnapshotAssertion) -> None:
    card = receipt(single(), Chosen(options=(OptionId("offline"),)), joined="Acme")
    assert shown(card, room="#acme", aside="only you see this") == snapshot


def test_several_choices_are_joined_as_people_join_them() -> None:
    picked = Chosen(options=(OptionId("search"), OptionId("export")))
    assert "Your answer: Search and Export" in shown(receipt(multi(), picked))
    assert "Deine Antwort: Search und Export" in shown(receipt(multi(), picked), "de")


def test_a_score_is_played_back_with_its_scale() -> None:
    assert "Your answer: 4 of 5" in shown(receipt(rating(), Rated(score=4)))


def test_a_recommendation_is_played_back_with_its_scale() -> None:
    assert "Your answer: 0 of 10" in shown(receipt(nps(), Likely(score=0)))


def test_an_order_is_played_back_place_by_place(snapshot: SnapshotAssertion) -> None:
    order = Ranked(order=(OptionId("c"), OptionId("a")))
    assert shown(receipt(rank("A", "B", "C", "D"), order), aside="only you see this") == snapshot


def test_an_order_stands_in_the_place_where_it_can_be_changed() -> None:
    card = changing(rank(), Ranked(order=(OptionId("sso"), OptionId("export"), OptionId("offline"))))
    (part,) = [part for part in card.parts if isinstance(part, Ranking)]
    tokens = {each.press.token: each.label for each in part.options}
    assert isinstance(part.press, Pick)
    assert [tokens[each] for each in part.press.picked] == ["SSO", "Export", "Offline"]


def test_stances_are_played_back_statement_by_statement(snapshot: SnapshotAssertion) -> None:
    stances = Stances(stances={OptionId("less is more"): Stance.AGREE, OptionId("more is less"): Stance.PASS})
    assert shown(receipt(agree("Less is more", "More is less", "Not judged yet"), stances)) == snapshot


def test_a_text_is_played_back_letter_for_letter(snapshot: SnapshotAssertion) -> None:
    card = receipt(open_(), Wrote(text="Offline, please.\n[bold]Soon[/bold]!"), note=Phrase("answer.shortened"))
    assert shown(card) == snapshot


def test_an_answer_can_be_changed_or_withdrawn_from_its_receipt() -> None:
    (part,) = [part for part in receipt(rating(), Rated(score=4)).parts if isinstance(part, Buttons)]
    assert [type(button.press) for button in part.buttons] == [Change, Withdraw, Comment]
    assert len({button.press.token for button in part.buttons}) == 1


def test_to_what_somebody_wrote_there_is_nothing_to_add() -> None:
    (part,) = [part for part in receipt(open_(), Wrote(text="Offline")).parts if isinstance(part, Buttons)]
    assert [type(button.press) for button in part.buttons] == [Change, Withdraw]


def test_a_comment_stands_in_the_receipt_and_can_be_changed(snapshot: SnapshotAssertion) -> None:
    card = receipt(rank("A", "B"), Ranked(order=(OptionId("b"),)), comment="B, because of audits.\n[bold]Soon[/bold]!")
    assert shown(card, aside="only you see this") == snapshot
    assert "Deine Anmerkung ändern" in shown(card, "de")


@pytest.mark.parametrize(
    "question", [single(), multi(), rating(), nps(), rank(), agree()], ids=lambda question: question.id
)
def test_to_change_an_answer_is_to_be_asked_again(question: Question) -> None:
    card = changing(question)
    assert [part for part in card.parts if isinstance(part, Buttons | Ticks | Ranking)]
    assert question.text in shown(card)


def test_what_was_written_stands_in_the_field_to_be_changed(snapshot: SnapshotAssertion) -> None:
    card = changing(open_(), Wrote(text="Offline, please."))
    (field,) = [part for part in card.parts if isinstance(part, Field)]
    assert field.proposed == "Offline, please."
    assert shown(card, aside="only you see this") == snapshot


@pytest.mark.parametrize(
    ("question", "said", "marked"),
    [
        (single(), Chosen(options=(OptionId("sso"),)), ["✓ SSO"]),
        (rating(), Rated(score=4), ["✓ 4"]),
        (nps(), Likely(score=0), ["✓ 0"]),
    ],
    ids=["single", "rating", "nps"],
)
def test_what_was_answered_is_marked_where_it_can_be_changed(
    question: Question, said: Value, marked: list[str]
) -> None:
    say = say_in("en")
    buttons = [each for part in changing(question, said).parts if isinstance(part, Buttons) for each in part.buttons]
    labels = [each.label if isinstance(each.label, str) else say(each.label) for each in buttons]
    assert [label for label in labels if "✓" in label] == marked


def changing(question: Question, said: Value | None = None) -> Card:
    """The question once more."""
    asked = round_(question)
    return change_card(question=question, round_=asked, aims=aims_for(asked, question), said=said, zone="Europe/Berlin")


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(withdrawn_card(question=single(), round_=round_()), id="withdrawn"),
        pytest.param(skipped_card(round_=round_()), id="skipped"),
        pytest.param(sent_card(round_=round_()), id="sent"),
        pytest.param(refusal_card(Phrase("round.has_closed", {"round": "P1"})), id="refused"),
    ],
)
def test_every_other_press_is_answered_in_a_line_or_two(card: Card, snapshot: SnapshotAssertion) -> None:
    assert shown(card, aside="only you see this") == snapshot


def test_an_anonymous_answer_is_confirmed_before_it_is_sent(snapshot: SnapshotAssertion) -> None:
    press = Send(Token("abc"), (Token("tick1"),), "")
    card = confirm_card(question=multi(), value=Chosen(options=(OptionId("search"),)), press=press)
    assert [button.press for part in card.parts if isinstance(part, Buttons) for button in part.buttons] == [press]
    assert shown(card, aside="only you see this") == snapshot

"""A decision is recorded with its reason; customers read another text, which a person approves."""

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.cards import codec
from bot.cards.decision import decided_card, draft_text
from bot.cards.loop import heard_in, loop_card
from bot.cards.parts import Field
from bot.domain.decisions import Verdict
from bot.domain.suggestions import State
from bot.ids import Token
from bot.presses import Tell
from prompts.catalogue import say_in
from tests.cards.makings import decision, suggestion
from tests.cards.showing import shown
from tests.makers import TUESDAY, board

PLANNED = suggestion(1, "Offline mode", state=State.PLANNED)


def test_a_decision_shows_what_customers_would_read(snapshot: SnapshotAssertion) -> None:
    card = decided_card(PLANNED, decision(Verdict.PLAN), tell=Token("t1"))
    assert shown(card, aside="only you see this") == snapshot


def test_it_says_what_customers_do_not_read_any_more(snapshot: SnapshotAssertion) -> None:
    card = decided_card(PLANNED, decision(Verdict.DECLINE), tell=Token("t1"), called_off=1)
    assert shown(card, aside="only you see this") == snapshot
    many = decided_card(PLANNED, decision(Verdict.DECLINE), called_off=3)
    assert "any more: 3 channels" in shown(many)


def test_the_draft_stands_ready_to_be_sent_or_rewritten() -> None:
    card = decided_card(PLANNED, decision(Verdict.PLAN), draft="Soon!", tell=Token("t1"))
    field = next(part for part in card.parts if isinstance(part, Field))
    assert (field.press, field.proposed) == (Tell(Token("t1")), "Soon!")


def test_without_anybody_to_tell_there_is_nothing_to_send(snapshot: SnapshotAssertion) -> None:
    assert shown(decided_card(PLANNED, decision(Verdict.PLAN, reason=""), tell=None)) == snapshot


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_draft_names_the_subject_and_no_date(verdict: Verdict, language: str) -> None:
    words = say_in(language)(draft_text(verdict, PLANNED))
    assert "Offline mode" in words
    assert not re.search(r"\d", words)


def test_every_draft_reads_well(snapshot: SnapshotAssertion) -> None:
    assert [say_in("en")(draft_text(verdict, PLANNED)) for verdict in Verdict] == snapshot


@pytest.mark.parametrize("verdict", Verdict)
def test_customers_read_what_became_of_their_words(verdict: Verdict, snapshot: SnapshotAssertion) -> None:
    card = loop_card(
        board=board(),
        suggestion_title="Offline mode",
        verdict=verdict,
        text=say_in("en")(draft_text(verdict, PLANNED)),
        heard=TUESDAY,
    )
    assert shown(card, room="#acme") == snapshot


def test_nothing_but_the_title_and_the_approved_text_reaches_customers() -> None:
    card = loop_card(
        board=board(), suggestion_title="Offline mode", verdict=Verdict.PLAN, text="It is planned.", heard=None
    )
    kept = codec.to_json(card)
    assert {"S1", "Two renewals hang on it", "pia"}.isdisjoint(re.findall(r"\w[\w ]*", kept))
    assert "It is planned." in kept


def test_the_month_is_the_readers_own_word() -> None:
    assert say_in("en")(heard_in(TUESDAY, board())) == "You told us in March."
    assert say_in("de")(heard_in(TUESDAY, board())) == "Das habt ihr uns im März gesagt."

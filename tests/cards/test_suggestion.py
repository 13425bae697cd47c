"""A suggestion shows how many say so, what to doubt, what can be decided, and every answer it stands on."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import Buttons, Card, Quote
from bot.cards.roadmap import roadmap_card
from bot.cards.suggestion import suggestion_parts, why_card
from bot.domain.answers import Answer
from bot.domain.decisions import Verdict
from bot.domain.questions import Wrote
from bot.domain.suggestions import State, Suggestion, allowed
from bot.domain.visibility import Visibility
from bot.ids import AnswerId, PersonId, RoundId, ThemeId
from bot.presses import Decide, Why
from tests.cards.makings import NAMES, OFFLINE, SSO, aims_of, decision, excerpt, suggestion
from tests.cards.showing import shown
from tests.makers import answer, board

PEOPLE = {PersonId("ana"): "Ana Lima", PersonId("ben"): "Ben Okafor", PersonId("pia"): "Pia"}
SAID = {
    AnswerId("q5:ana"): answer("ana", "acme", Wrote(text=OFFLINE), question="q5"),
    AnswerId("q5:ben"): answer("ben", "beta", Wrote(text=SSO), question="q5"),
}


def why(asked: Suggestion, said: dict[AnswerId, Answer] = SAID, *, visibility: Visibility = Visibility.NAMED) -> Card:
    """The evidence of a suggestion, decided once."""
    return why_card(
        suggestion=asked,
        answers=said,
        names=NAMES,
        people=PEOPLE,
        decisions=[decision(Verdict.EXPLORE)],
        visibility={RoundId("r1"): visibility},
    )


@pytest.mark.parametrize("state", State)
def test_only_what_can_be_decided_now_has_a_button(state: State) -> None:
    asked = suggestion(1, "Offline mode", state=state)
    row = suggestion_parts(asked, aims_of(asked)[asked.id])[-1]
    assert isinstance(row, Buttons)
    presses = [type(button.press) for button in row.buttons]
    assert presses == [Decide] * len(allowed(asked)) + [Why]


def test_the_evidence_of_a_suggestion_is_every_answer_and_every_decision(snapshot: SnapshotAssertion) -> None:
    asked = suggestion(1, "Offline mode", intensity=2.13, value_rank=2, flips=True, state=State.EXPLORING)
    assert shown(why(asked), room="#product") == snapshot


def test_a_quote_is_the_stretch_of_the_answer_it_cites() -> None:
    part = replace(excerpt("ana", "acme", OFFLINE), start=8, end=16)
    card = why(suggestion(1, "Offline mode", evidence=(part,)))
    assert [quote.text for quote in card.parts if isinstance(quote, Quote)] == [OFFLINE[8:16]] == ["on ships"]


def test_a_person_is_named_only_where_the_poll_was_asked_by_name() -> None:
    asked = suggestion(1, "Offline mode")
    assert "Ana Lima, Acme" in shown(why(asked))
    assert "Ana Lima" not in shown(why(asked, visibility=Visibility.ACCOUNT))
    assert "— Acme" in shown(why(asked, visibility=Visibility.ACCOUNT))


def test_an_answer_that_was_withdrawn_is_no_evidence_any_more() -> None:
    said = {**SAID, AnswerId("q5:ana"): replace(SAID[AnswerId("q5:ana")], withdrawn=True)}
    assert OFFLINE not in shown(why(suggestion(1, "Offline mode"), said))


def test_few_companies_are_anecdotes() -> None:
    assert "Anecdotes: 2 of 24 people / 2 of 9 companies" in shown(why(suggestion(1, "Offline mode", 2, 2)))


def test_where_nobody_noted_how_many_were_asked_the_people_stand_alone() -> None:
    assert "6 people / 4 of 9 companies" in shown(why(replace(suggestion(1, "Offline mode"), people_asked=0)))


def test_an_anonymous_origin_has_no_answers_to_show(snapshot: SnapshotAssertion) -> None:
    card = why_card(
        suggestion=suggestion(2, "Webhooks", 7, 0, evidence=()), answers={}, names=NAMES, people=PEOPLE, decisions=[]
    )
    assert shown(card, room="#product") == snapshot


def test_a_theme_whose_people_were_all_erased_keeps_its_counts_and_is_not_called_anonymous() -> None:
    asked = replace(suggestion(1, "Offline mode", evidence=()), theme_id=ThemeId("t1"))
    card = shown(why(asked), room="#product")
    counted = f"{asked.people} of {asked.people_asked} people / {asked.accounts} of {asked.accounts_asked} companies"
    assert counted in card
    assert "anonymous" not in card


def test_the_roadmap_lists_what_is_open_most_companies_first(snapshot: SnapshotAssertion) -> None:
    made = [
        suggestion(1, "Dark mode", 1, 1),
        suggestion(2, "Single sign-on", 5, 4, value_rank=1, flips=True),
        suggestion(3, "Offline mode", 6, 4, value_rank=2, intensity=2.1, state=State.EXPLORING),
        suggestion(4, "Audit log", 4, 3, state=State.SHIPPED),
        suggestion(5, "Theming", 2, 2, state=State.DECLINED),
        suggestion(6, "Darker mode", 1, 1, state=State.MERGED),
    ]
    card = roadmap_card(board=board(), suggestions=made, aims=aims_of(*made))
    assert shown(card, aside="only you see this") == snapshot


def test_a_long_roadmap_has_buttons_for_the_first_ten() -> None:
    made = [suggestion(number, f"Wish {number}") for number in range(1, 14)]
    card = roadmap_card(board=board(), suggestions=made, aims=aims_of(*made))
    assert sum(isinstance(part, Buttons) for part in card.parts) == 10
    assert "S13 Wish 13" in shown(card)


def test_a_roadmap_without_suggestions_says_where_they_come_from() -> None:
    assert "once two companies want the same" in shown(roadmap_card(board=board(), suggestions=[], aims={}))

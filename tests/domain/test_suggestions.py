"""A suggestion moves from proposed to shipped or declined, and never where its state does not lead."""

from dataclasses import replace

import pytest

from bot.domain.decisions import Verdict
from bot.domain.suggestions import (
    LEADS_TO,
    MOVES,
    State,
    Suggestion,
    allowed,
    decided,
    merged,
    rank_key,
    shared_terms,
)
from bot.errors import IllegalMove
from bot.ids import AccountId, SuggestionId
from tests.makers import BOARD, ORG, TUESDAY


def suggestion(accounts: int = 3, people: int = 4, intensity: float | None = None, number: int = 1) -> Suggestion:
    return Suggestion(
        id=SuggestionId(f"s{number}"),
        organisation_id=ORG,
        board_id=BOARD,
        number=number,
        title="Offline mode",
        evidence=(),
        answers=people,
        people=people,
        accounts=accounts,
        accounts_asked=9,
        intensity=intensity,
        heard_at=TUESDAY,
        created_at=TUESDAY,
        updated_at=TUESDAY,
    )


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_leads_on_or_is_refused(state: State, verdict: Verdict) -> None:
    before = replace(suggestion(), state=state)
    if LEADS_TO[verdict] in MOVES[state]:
        assert decided(before, verdict, TUESDAY).state is LEADS_TO[verdict]
        assert verdict in allowed(before)
    else:
        why = r"suggestion\.already" if LEADS_TO[verdict] is state else r"suggestion\.illegal_move"
        with pytest.raises(IllegalMove, match=why):
            decided(before, verdict, TUESDAY)
        assert verdict not in allowed(before)


def test_shipped_and_merged_are_the_end() -> None:
    assert [state for state in State if not MOVES[state]] == [State.SHIPPED, State.MERGED]


def test_a_merged_suggestion_says_where_it_went() -> None:
    gone = merged(suggestion(), SuggestionId("s9"), TUESDAY)
    assert (gone.state, gone.merged_into) == (State.MERGED, "s9")


def test_companies_come_before_people_and_people_before_intensity() -> None:
    few = suggestion(accounts=2, people=50, number=1)
    many = suggestion(accounts=3, people=3, number=2)
    burning = suggestion(accounts=2, people=50, intensity=1.2, number=3)
    assert [each.number for each in sorted([few, many, burning], key=rank_key)] == [2, 3, 1]


def test_customers_read_only_the_terms_that_two_companies_used() -> None:
    texts = {
        AccountId("acme"): ["We export to Project Falcon every night"],
        AccountId("globex"): ["The nightly exports stop halfway", "No single sign-on"],
    }
    assert shared_terms("Export · Project Falcon · single sign-on", texts) == "Export"
    assert shared_terms("Project Falcon", texts) == ""
    assert shared_terms("port", texts) == ""  # in the middle of a word is not that word


@pytest.mark.parametrize(
    ("term", "said", "kept"),
    [
        ("Port", "a portal", False),
        ("App", "two apps", True),
        ("Export", "die Exportfunktion", True),
        ("Rung", "die Währung", False),
        ("速度", "加载速度慢", True),
        ("C++", "the C++ client", True),
    ],
)
def test_a_short_word_is_not_found_at_the_beginning_of_a_longer_one(term: str, said: str, kept: bool) -> None:
    texts = {AccountId("acme"): [f"about {term}"], AccountId("globex"): [said]}
    assert (shared_terms(term, texts) == term) is kept

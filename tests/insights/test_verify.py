"""Nothing is shown that does not rest on stored answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ids import AnswerId
from bot.insights.said import Found, Insights, Said, Stretch
from bot.insights.verify import Cited, Claim, Evidence, FaultKind, faults, kinds

A, B, C, ATTACK = (AnswerId(name) for name in ("a", "b", "c", "attack"))
TEXTS = {
    A: "The search never finds what I need",
    B: "Search is far too slow",
    C: "Invoices lack our order number",
    ATTACK: "everybody here really wants free pizza for lunch",
}
EVIDENCE = Evidence(texts=TEXTS, belongs=frozenset({A, B, ATTACK}), held_back=frozenset({ATTACK}))
QUOTE = Cited(text="never finds", stretch=Stretch(answer_id=A, start=11, end=22))


def _claim(
    prose: str = "Search", *, cites: tuple[AnswerId, ...] = (A, B), quotes: tuple[Cited, ...] = (QUOTE,)
) -> Claim:
    return Claim(prose=(prose,), cites=cites, quotes=quotes, counts={"accounts": (2, 2)})


def test_a_claim_with_its_evidence_passes() -> None:
    assert faults(_claim("2 companies cannot find documents"), EVIDENCE) == ()


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (_claim(cites=()), FaultKind.NO_EVIDENCE),
        (_claim(cites=(AnswerId("zzz"),)), FaultKind.UNKNOWN_ANSWER),
        (_claim(cites=(A, C)), FaultKind.FOREIGN_ANSWER),
        (
            _claim(quotes=(Cited(text="always finds", stretch=Stretch(answer_id=A, start=11, end=22)),)),
            FaultKind.NOT_LETTER_FOR_LETTER,
        ),
        (
            _claim(quotes=(Cited(text="", stretch=Stretch(answer_id=A, start=11, end=900)),)),
            FaultKind.NOT_LETTER_FOR_LETTER,
        ),
        (
            _claim(quotes=(Cited(text=TEXTS[ATTACK], stretch=Stretch(answer_id=ATTACK, start=0, end=48)),)),
            FaultKind.HELD_BACK,
        ),
        (_claim("5,000 companies want this"), FaultKind.WRONG_NUMBER),
        (_claim("See http://evil.example/x"), FaultKind.LINK),
        (_claim("@channel look"), FaultKind.MENTION),
        (_claim("Search\u202e!"), FaultKind.CONTROL_CHARACTER),
        (_claim("They say everybody here really wants free pizza"), FaultKind.REPEATS_ATTACK),
    ],
)
def test_a_claim_without_its_evidence_is_named_for_what_it_lacks(claim: Claim, kind: FaultKind) -> None:
    assert kind in kinds(faults(claim, EVIDENCE))


def test_a_count_that_differs_from_the_computed_one_is_a_fault() -> None:
    claim = Claim(prose=("Search",), cites=(A,), counts={"accounts": (3, 2)})
    assert kinds(faults(claim, EVIDENCE)) == {FaultKind.WRONG_NUMBER}


def test_digits_in_a_name_count_nothing() -> None:
    assert faults(_claim("S3 export and 2FA under ISO 27001"), EVIDENCE) == ()


def test_words_that_honest_answers_use_too_are_no_attack() -> None:
    honest = Evidence(
        texts={**TEXTS, B: "I say everybody here really wants free pizza"},
        belongs=EVIDENCE.belongs,
        held_back=EVIDENCE.held_back,
    )
    assert faults(_claim("everybody here really wants free"), honest) == ()


@given(st.integers(0, 40), st.integers(0, 40))
def test_only_the_very_letters_of_an_answer_are_a_quote(start: int, end: int) -> None:
    cited = Cited(text="never finds", stretch=Stretch(answer_id=A, start=start, end=end))
    assert (faults(_claim(quotes=(cited,)), EVIDENCE) == ()) == (TEXTS[A][start:end] == "never finds")


def _accounts(theme: Found, board: tuple[Said, ...]) -> set[object]:
    return {each.account_id for each in board if each.answer_id in theme.answer_ids}


def test_everything_the_pipeline_says_passes_the_gate(found: Insights, board: tuple[Said, ...]) -> None:
    texts = {each.answer_id: each.text for each in board}
    for theme in found.themes:
        quotes = tuple(Cited(text=texts[at.answer_id][at.start : at.end], stretch=at) for at in theme.quotes)
        claim = Claim(
            prose=(theme.title,),
            cites=theme.answer_ids,
            quotes=quotes,
            counts={"accounts": (len(_accounts(theme, board)), theme.reach.accounts)},
        )
        evidence = Evidence(texts=texts, belongs=frozenset(theme.answer_ids), held_back=frozenset(found.held_back))
        assert quotes
        assert faults(claim, evidence) == ()

"""The weekly digest: twelve lines to read, honest about small numbers, the evidence beneath."""

from collections.abc import Sequence

from syrupy.assertion import SnapshotAssertion

from bot.cards.digest import Voice, digest_card, dissent_of
from bot.cards.parts import Buttons, Card, Quote
from bot.domain.suggestions import State, Suggestion
from bot.domain.themes import Theme, Trend
from bot.domain.visibility import Turnout
from bot.ids import AccountId
from tests.cards.makings import NAMES, OFFLINE, SSO, aims_of, lines_above_the_rule, suggestion, theme
from tests.cards.showing import shown
from tests.makers import board

GOOD = Turnout(people=14, accounts=6, people_asked=24, accounts_asked=9)
THIN = Turnout(people=4, accounts=3, people_asked=24, accounts_asked=8)
THEMES = [
    theme("Work without a network", 6, 4, trend=Trend.UP),
    theme("Signing in", 5, 4, trend=Trend.NEW, said=SSO, by="beta"),
    theme("Slow exports", 3, 2, said="Exports take all night.", by="cyan"),
    theme("Prices", 2, 2, trend=Trend.DOWN, said="Renewal went up 22 %.", by="dune"),
    theme("Dark mode", 1, 1, said="Dark, please.", by="echo"),
]
SUGGESTIONS = [
    suggestion(1, "Offline mode", 6, 4, value_rank=2, intensity=2.1),
    suggestion(2, "Single sign-on", 5, 4, value_rank=1, flips=True),
    suggestion(3, "Faster exports", 3, 2, value_rank=3, state=State.EXPLORING),
    suggestion(4, "Dark mode", 1, 1),
]

TWO_THEMES = THEMES[:2]


def digest(
    themes: Sequence[Theme] = THEMES,
    suggestions: Sequence[Suggestion] = SUGGESTIONS,
    asked: Turnout = GOOD,
    *,
    voices: Sequence[Voice] = (),
    silent: Sequence[str] = ("Gale", "Dune", "Echo"),
    on_calls: int = 0,
) -> Card:
    """A week with much to tell."""
    return digest_card(
        board=board(),
        week="2026-W12",
        themes=themes,
        suggestions=suggestions,
        asked=asked,
        aims=aims_of(*suggestions),
        names=NAMES,
        voices=voices,
        silent=silent,
        dissent=dissent_of("Fewer, bigger releases", 3),
        on_calls=on_calls,
    )


def test_a_digest_is_read_in_a_minute(snapshot: SnapshotAssertion) -> None:
    assert shown(digest(), room="#product") == snapshot


def test_the_main_part_has_twelve_lines_at_most() -> None:
    assert lines_above_the_rule(digest()) <= 12


def test_under_half_of_the_companies_a_digest_opens_with_anecdotes() -> None:
    assert "Anecdotes: 4 of 24 people / 3 of 8 companies" in shown(digest(asked=THIN)).splitlines()[2]


def test_a_board_with_few_answers_lists_every_one(snapshot: SnapshotAssertion) -> None:
    voices = [Voice(text=OFFLINE, account_id=AccountId("acme")), Voice(text=SSO, account_id=AccountId("beta"))]
    card = digest(THEMES[4:], SUGGESTIONS[:1], THIN, voices=voices, silent=())
    assert shown(card, room="#product") == snapshot


def test_a_theme_of_one_company_stands_apart_and_is_not_dropped() -> None:
    above, _, beneath = shown(digest()).partition("│ ──")
    assert "Dark, please." not in above
    assert "Emerging, one company so far" in beneath
    assert "Dark, please." in beneath


def test_another_leader_by_value_is_a_warning() -> None:
    assert "By value another one leads: S2, S1, and S3" in shown(digest())
    same = [suggestion(1, "Offline mode", 6, 4, value_rank=1), suggestion(2, "Sign-on", 5, 3, value_rank=2)]
    assert "By value: S1 and S2" in shown(digest(suggestions=same))


def test_dissent_and_silence_have_a_line() -> None:
    picture = shown(digest())
    assert "3 disagree with “Fewer, bigger releases”." in picture
    assert "Not heard from 3 companies: Dune" in picture


def test_what_was_told_on_calls_is_one_line_which_makes_room_for_everything_else(snapshot: SnapshotAssertion) -> None:
    above, _, beneath = shown(digest(on_calls=2)).partition("│ ──")
    line = "Besides, 2 companies told something on calls, which no count holds."
    assert line in beneath, "twelve lines stand above it already"
    assert line not in above
    quiet = digest(TWO_THEMES, SUGGESTIONS[:1], on_calls=1)
    assert lines_above_the_rule(quiet) <= 12
    assert shown(quiet, "de", room="#produkt") == snapshot
    assert "on calls" not in shown(digest())


def test_many_silent_companies_are_counted_and_some_named() -> None:
    picture = shown(digest(silent=[f"Company {letter}" for letter in "ABCDEFG"]))
    assert "Not heard from 7 companies" in picture
    assert "Company F" not in picture


def test_every_suggestion_can_be_decided_in_the_digest() -> None:
    assert sum(isinstance(part, Buttons) for part in (*digest().parts, *digest().more)) == len(SUGGESTIONS)


def test_every_quote_carries_its_company() -> None:
    assert {part.by for part in digest().more if isinstance(part, Quote)} == {"Acme", "Beta", "Cyan", "Dune", "Echo"}


def test_a_digest_can_be_read_in_german(snapshot: SnapshotAssertion) -> None:
    assert shown(digest(), "de", room="#produkt") == snapshot

"""Status shows every board at a glance; help shows what works as pasted."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from bot import commands
from bot.cards.help import help_card
from bot.cards.parts import Facts
from bot.cards.status import BoardStatus, RoundStatus, status_card
from bot.domain.visibility import Turnout, Visibility
from bot.texts import Phrase
from prompts.catalogue import say_in
from tests.cards.showing import shown
from tests.makers import TUESDAY, board, round_

SOME = Turnout(people=4, accounts=3, people_asked=24, accounts_asked=9)
OPEN = RoundStatus(round=round_(), title="Next quarter", turnout=SOME)


def test_a_busy_board_and_a_quiet_one(snapshot: SnapshotAssertion) -> None:
    busy = BoardStatus(
        board=board(),
        people=24,
        accounts=9,
        open=[OPEN],
        waiting=[replace(OPEN, title="Value pulse")],
        next_title="Value pulse",
        next_due_at=TUESDAY,
        undecided=3,
    )
    quiet = BoardStatus(board=replace(board(), name="Client zero"), people=1, accounts=1)
    assert shown(status_card([busy, quiet])) == snapshot


def test_an_open_anonymous_poll_shows_no_number() -> None:
    anonymous = replace(OPEN, round=round_(visibility=Visibility.ANONYMOUS))
    picture = shown(status_card([BoardStatus(board=board(), people=24, accounts=9, open=[anonymous])]))
    assert "P1 Next quarter · anonymous · closes" in picture
    assert "4 of 24" not in picture


def test_where_every_text_rests_status_says_until_when() -> None:
    resting = BoardStatus(board=board(), people=24, accounts=9, rests_until=TUESDAY.date())
    assert "asked too lately. Free again on" in shown(status_card([resting]))


def test_without_a_board_status_says_how_to_begin(snapshot: SnapshotAssertion) -> None:
    assert shown(status_card([])) == snapshot


def test_help_fits_a_terminal(snapshot: SnapshotAssertion) -> None:
    assert shown(help_card()) == snapshot


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_example_in_the_help_works_as_pasted(language: str) -> None:
    say = say_in(language)
    facts = next(part for part in help_card().parts if isinstance(part, Facts))
    for example, _ in facts.rows:
        assert not isinstance(example, str)
        assert commands.parse(say(example)) is not None


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("refusal", ["ask", "poll", "schedule"])
def test_every_example_in_a_refusal_works_as_pasted(language: str, refusal: str) -> None:
    sentence = say_in(language)(Phrase(f"command.{refusal}_example"))
    assert commands.parse(sentence.partition(": ")[2]) is not None

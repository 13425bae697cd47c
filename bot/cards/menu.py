"""The ⋯ menu of a poll, and what its entries answer: to one person alone."""

from collections.abc import Mapping
from datetime import datetime

from bot.cards.counts import there
from bot.cards.parts import Button, Buttons, Card, Menu, Note, Text, Title
from bot.cards.privacy import who_reads, who_sees
from bot.domain.boards import Board
from bot.domain.errands import MENU, ErrandKind
from bot.domain.rounds import Round
from bot.domain.visibility import COMPANIES_NEEDED, PEOPLE_NEEDED, Visibility
from bot.ids import Token
from bot.presses import Do
from bot.texts import Phrase


def menu_of(tokens: Mapping[ErrandKind, Token]) -> Menu | None:
    """The menu of a poll's messages; None for a poll that has none."""
    entries = tuple(Button(Phrase(f"menu.{kind.value}"), Do(tokens[kind])) for kind in MENU if kind in tokens)
    return Menu(entries) if entries else None


def not_my_area_card(round_: Round | None = None) -> Card:
    """Thank you; nobody asks this person about it again, unless nobody may know that they passed."""
    anonymous = round_ is not None and round_.visibility is Visibility.ANONYMOUS
    passed = Phrase("menu.passed_anonymous" if anonymous else "menu.passed")
    return Card(summary=passed, parts=(Text(passed), Note(Phrase("menu.colleague_welcome"))))


def pause_card(*, presses: Mapping[ErrandKind, Do], until: datetime | None, paused: bool, zone: str) -> Card:
    """For how long; or, while a pause holds, until when and how to end it."""
    title = Phrase("pause.title")
    stand = _until(until, zone) if paused else Phrase("pause.explains")
    buttons = tuple(Button(Phrase(f"pause.do_{kind.value}"), press) for kind, press in presses.items())
    return Card(summary=title, parts=(Title(title), Text(stand), Buttons(buttons)))


def paused_card(*, until: datetime | None, end: Do, zone: str) -> Card:
    """It holds from now on."""
    line = _until(until, zone)
    return Card(
        summary=line,
        parts=(
            Text(line),
            Note(Phrase("pause.explains")),
            Buttons((Button(Phrase("pause.do_end_pause"), end),)),
        ),
    )


def ended_card() -> Card:
    """Welcome back."""
    return _line(Phrase("pause.ended"))


def stranger_card() -> Card:
    """Who never answered is on no list."""
    return _line(Phrase("pause.not_needed"))


def who_sees_card(*, board: Board, round_: Round | None, alone: bool, ai_reads: bool = False) -> Card:
    """Who may read what somebody answers, in plain words; `alone` when their company has one person on the board.

    `ai_reads` when an AI service may read the answers.
    """
    title = Phrase("menu.who_sees")
    lines = [round_.visibility] if round_ is not None else list(Visibility)
    parts = tuple(Text(who_sees(each, board)) for each in lines)
    only = (Text(Phrase("sees.this_is_you")),) if alone and Visibility.ACCOUNT in lines else ()
    gate = Phrase("sees.others", {"people": PEOPLE_NEEDED, "companies": COMPANIES_NEEDED})
    return Card(
        summary=title,
        parts=(Title(title), *parts, *only, Text(gate), Note(who_reads(ai_reads)), Note(Phrase("sees.mine"))),
    )


def _until(until: datetime | None, zone: str) -> Phrase:
    return Phrase("pause.until", {"when": there(until, zone)}) if until is not None else Phrase("pause.until_you_say")


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))

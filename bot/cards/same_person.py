"""Two members with one name at one company: probably the same person, who may be counted twice."""

from collections.abc import Mapping

from bot.cards.parts import Button, Buttons, Card, Note, Text, Title
from bot.domain.boards import Board
from bot.domain.errands import ErrandKind
from bot.ids import Token
from bot.presses import Do
from bot.texts import Phrase


def same_person_card(*, board: Board, name: str, account: str, buttons: Mapping[ErrandKind, Token]) -> Card:
    """To the product team, once about each pair."""
    line = Phrase("same.line", {"name": name, "account": account})
    pressed = Buttons(
        (
            Button(Phrase("same.same"), Do(buttons[ErrandKind.SAME_PERSON]), confirm=Phrase("same.sure")),
            Button(Phrase("same.different"), Do(buttons[ErrandKind.DIFFERENT_PEOPLE])),
        )
    )
    title = Title(Phrase("same.title", {"board": board.name}))
    return Card(summary=line, parts=(title, Text(line), pressed, Note(Phrase("same.why"))))


def united_card(name: str) -> Card:
    """They are one from now on."""
    return _line(Phrase("same.is_same", {"name": name}))


def apart_card(name: str) -> Card:
    """They stay two."""
    return _line(Phrase("same.is_different", {"name": name}))


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))

"""Every message there is with every text in it as long, or as hostile, as somebody could make it: small, and dead."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from bot.cards.parts import Card, Chart, Link
from bot.domain.questions import LONGEST_TEXT
from bot.ids import Token
from bot.presses import Press
from bot.texts import Phrase, Phrases
from handlers.teams.adaptive import paint
from handlers.teams.dialogs import card_dialog
from prompts.catalogue import say_in
from tests.handlers.slack.real_cards import real_cards
from tests.handlers.teams.checking import MOST_BYTES, alive, faults, leading_away, size
from tests.handlers.teams.test_hostile import HOSTILE
from tests.size import FULL

CARDS = real_cards()
MARKED = Token("m" * 26)
PEOPLE = [f"29:{number}" + "x" * 90 for number in range(60)]
LONG = {
    "letters": "x" * LONGEST_TEXT,
    "words": "many words " * (LONGEST_TEXT // 11),
    "emoji": "💥" * LONGEST_TEXT,
    "what JSON escapes": '"\\' * (LONGEST_TEXT // 2),
    "what Markdown escapes": "*[_" * (LONGEST_TEXT // 3),
    "lines": "a\n" * (LONGEST_TEXT // 2),
    "marks upon a letter": "a" + "\u0301" * LONGEST_TEXT,
    "right to left": "א" * LONGEST_TEXT,
}


def swollen(node: Any, text: str) -> Any:
    """The same with `text` in the place of everything that somebody wrote."""
    match node:
        case str():
            return text
        case Phrase():
            return Phrase(node.id, {name: swollen(value, text) for name, value in node.args.items()})
        case Phrases():
            return Phrases(tuple(swollen(each, text) for each in node.items))
        case tuple():
            return tuple(swollen(each, text) for each in node)
        case Mapping():
            return {name: swollen(value, text) for name, value in node.items()}
        case _ if isinstance(node, Press) or not is_dataclass(node) or isinstance(node, type):
            return node
    kept = {"tone", "value", "most", "about", *(("url",) if isinstance(node, Link) else ())}
    kept |= {"ticks"} if isinstance(node, Chart) else set()  # Weeks of the calendar.
    return replace(
        node, **{each.name: swollen(getattr(node, each.name), text) for each in fields(node) if each.name not in kept}
    )


def drawings(card: Card) -> list[Any]:
    """As a message to many, in both languages, and as a dialog."""
    said = [say_in("en"), say_in("de")]
    painted = [paint(card, say, token=MARKED, refresh=PEOPLE).content for say in said]
    return [*painted, card_dialog(card, said[1], mark=MARKED).content]


@pytest.mark.parametrize("name", CARDS)
def test_no_card_is_larger_than_teams_takes_however_long_the_texts_in_it(name: str) -> None:
    for kind, text in list(LONG.items())[0 if FULL else hash_of(name) % 4 :: 1 if FULL else 4]:
        for drawn in drawings(swollen(CARDS[name], text)):
            assert size(drawn) <= MOST_BYTES, kind
            assert faults(drawn) == [], kind


@pytest.mark.parametrize("name", CARDS)
def test_nothing_that_anybody_writes_is_alive_wherever_it_stands(name: str) -> None:
    step, start = (1, 0) if FULL else (40, hash_of(name) % 40)
    for text in HOSTILE[start::step]:
        for drawn in drawings(swollen(CARDS[name], text)):
            assert alive(drawn) == [], text
            assert leading_away(drawn) == [], text


def hash_of(name: str) -> int:
    """Another number for most names, the same in each run: each run tries a part, and all parts are tried."""
    return sum(name.encode())

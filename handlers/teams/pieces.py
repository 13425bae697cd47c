"""A part of a card cut into pieces for Teams: what they look like, and how soon each may be left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import assert_never

from microsoft_teams.cards import (
    Action,
    AdaptiveCard,
    CardElement,
    Container,
    Fact,
    FactSet,
    OpenUrlAction,
)

from bot.cards.parts import (
    Bars,
    Button,
    Buttons,
    Chart,
    Facts,
    Field,
    Link,
    Menu,
    Note,
    Part,
    PickChannel,
    Quote,
    Ranking,
    Rule,
    Select,
    Text,
    Ticks,
    Title,
)
from bot.texts import Phrase, Say
from handlers.teams import charts, elements
from handlers.teams.elements import Json, Sheet
from handlers.teams.text import LINE, PARAGRAPH, headline, is_inert, plain, rich, run, small
from prompts.letters import cells

SHORT_NAME = 30
"""Cells of a name that has its value beside it; beneath a longer one the value has a line of its own."""


class Rank(IntEnum):
    """Which pieces are left out first where a message would be too long: the highest."""

    NEVER = 0
    LATE = 1
    TEXT = 2
    PICTURE = 3
    QUOTE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One of: an element, actions for a row, or the line between two thoughts."""

    element: Json | None = None
    row: tuple[Json, ...] = ()
    rank: Rank = Rank.NEVER
    joins: bool = False
    """True when it goes into the row before it."""

    @property
    def is_rule(self) -> bool:
        """True for the line."""
        return self.element is None and not self.row


def pieces_of(part: Part, sheet: Sheet) -> list[Piece]:
    """The pieces of one part."""
    say = sheet.say
    match part:
        case Title(words=said):
            return [_piece(headline(said, say), Rank.LATE)]
        case Text(words=said, strong=strong):
            text = plain(said, say, PARAGRAPH, one_line=False)
            return [_piece(rich(run(text, bold=strong)), Rank.LATE if strong else Rank.TEXT)]
        case Note(words=said):
            return [_piece(small(said, say), Rank.TEXT)]
        case Quote():
            return [_piece(_quote(part, say), Rank.QUOTE)]
        case Bars(rows=bars):
            return [_piece(charts.bars(part, say), Rank.PICTURE)] if bars else []
        case Facts(rows=facts):
            return [_piece(_facts(part, say), Rank.PICTURE)] if facts else []
        case Rule():
            return [Piece(rank=Rank.TEXT)]
        case Link(label=label, address=address):
            return [_row([OpenUrlAction(url=address, title=plain(label, say, LINE))])]
        case Chart():
            return [_piece(charts.lines(part, say), Rank.PICTURE)]
        case Buttons() | Ticks() | Ranking() | Field() | Menu() | Select() | PickChannel():
            return _pressing(part, sheet)
        case _:
            assert_never(part)


def bare_pieces_of(part: Part, sheet: Sheet) -> list[Piece]:
    """Only what can be pressed, with no more than its label: the last resort."""
    match part:
        case Buttons(buttons=buttons) | Menu(entries=buttons):
            if _is_listed(buttons, sheet):
                return _select(Select(Phrase("teams.one_of"), tuple(buttons)), sheet)
            return _rows([elements.button(each, sheet) for each in buttons])
        case Ranking():
            return [_row([elements.orders(part, sheet)])]
        case Ticks() | Field() | Select() | PickChannel():
            return _pressing(part, sheet)
        case _:
            return []


def _pressing(part: Buttons | Ticks | Ranking | Field | Menu | Select | PickChannel, sheet: Sheet) -> list[Piece]:
    match part:
        case Buttons(buttons=buttons):
            return _buttons(buttons, sheet)
        case Ticks():
            boxes, send = elements.ticks(part, sheet)
            return [*(_piece(each, Rank.NEVER) for each in boxes), _row([send])]
        case Ranking(options=options):
            listed = [_piece(elements.listed(options, sheet.say), Rank.NEVER)] if options else []
            return [*listed, _row([elements.orders(part, sheet)])]
        case Field():
            return [_row([elements.writes(part, sheet)])]
        case Menu(entries=entries):
            return [_row(elements.menu(part, sheet), joins=True)] if entries else []
        case Select():
            return _select(part, sheet)
        case PickChannel():
            return [_row([elements.channels(part, sheet)])]
        case _:
            assert_never(part)


def _buttons(buttons: Sequence[Button], sheet: Sheet) -> list[Piece]:
    if _is_listed(buttons, sheet):
        return _select(Select(Phrase("teams.one_of"), tuple(buttons)), sheet)
    long = elements.long_labels(buttons, sheet.say)
    drawn = [elements.button(each, sheet, number=number if long else None) for number, each in enumerate(buttons, 1)]
    full = [_piece(elements.numbered(buttons, sheet.say), Rank.NEVER)] if long else []
    return [*full, *_rows(drawn)]


def _select(part: Select, sheet: Sheet) -> list[Piece]:
    chosen, asking = elements.plain_and_asking(part, sheet)
    found: list[Piece] = []
    if chosen:
        choice, go = elements.select(part.label, chosen, sheet)
        found += [*(_piece(each, Rank.NEVER) for each in choice), _row([go])]
    return [*found, *_rows([elements.button(each, sheet) for each in asking])]


def _is_listed(buttons: Sequence[Button], sheet: Sheet) -> bool:
    return 0 < sheet.listed_from <= len(buttons)


def _quote(part: Quote, say: Say) -> CardElement:
    """A customer's words on a ground of their own, with whose they are on a line of their own."""
    said = [run(f"“{plain(part.text, say, PARAGRAPH, one_line=False)}”")]
    if part.by:
        said.append(run(f"\n— {plain(part.by, say, LINE)}", italic=True, subtle=True))
    return Container(style="emphasis", items=[rich(*said)], spacing="Small")


def _facts(part: Facts, say: Say) -> CardElement:
    """Names beside their values; in rich text where a `FactSet` would read Markdown into them."""
    rows = [(plain(name, say, LINE), plain(value, say, PARAGRAPH // 2, one_line=False)) for name, value in part.rows]
    if all(is_inert(name) and is_inert(value) and cells(name) <= SHORT_NAME for name, value in rows):
        return FactSet(facts=[Fact(title=name, value=value) for name, value in rows])
    runs = []
    for number, (name, value) in enumerate(rows):
        apart = "\n" if cells(name) > SHORT_NAME else "\u2002\u2002"
        runs += [run(("\n" if number else "") + name, bold=True), run(apart + value)]
    return rich(*runs)


def _rows(actions: Sequence[Action]) -> list[Piece]:
    return [_row(some) for some in elements.rows(actions)]


def _row(actions: Sequence[Action], *, joins: bool = False) -> Piece:
    return Piece(row=tuple(drawn(each) for each in actions), joins=joins)


def _piece(element: CardElement, rank: Rank) -> Piece:
    return Piece(element=drawn(element), rank=rank)


def drawn(element: CardElement | Action | AdaptiveCard) -> Json:
    """An element, an action or a card as it is sent."""
    found: Json = element.model_dump(by_alias=True, exclude_none=True)
    return found

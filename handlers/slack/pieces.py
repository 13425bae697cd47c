"""A part of a card cut into pieces for Slack: what it is made of, how long it is, and how soon it may be left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import assert_never

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import SlackFile
from slack_sdk.models.blocks.block_elements import InteractiveElement, RichTextElement

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
from bot.texts import Say
from handlers.slack import elements, rich
from handlers.slack.elements import Names, plain
from handlers.slack.text import weight
from prompts.letters import cells, clipped, words

HEADER = 150
ROW = 5
"""Buttons side by side."""
SCALE, SHORT = 11, 4
"""So many buttons whose labels are no wider than this are a scale, and stand side by side."""
NOTE = 2000
ALT = 2000
FOREIGN = 0x0530
"""From here on a picture may lack letters: behind Latin, Greek and Cyrillic."""


class Rank(IntEnum):
    """Which pieces are left out first where a message would be too long: the highest."""

    NEVER = 0
    LATE = 1
    TEXT = 2
    PICTURE = 3
    QUOTE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One of: rich text, a line of small print, elements for a row, or a whole block."""

    rich: tuple[RichTextElement, ...] = ()
    note: str = ""
    row: tuple[InteractiveElement, ...] = ()
    block: Block | None = None
    rank: Rank = Rank.NEVER
    apart: bool = False
    """True when it opens a new block even behind text of its kind."""
    joins: bool = False
    """True when it goes into the row before it."""
    weight: int = 0


def pieces_of(part: Part, say: Say, names: Names, picture: str | None = None) -> list[Piece]:
    """The pieces of one part; `picture` is Slack's id of the file that shows a chart."""
    match part:
        case Title():
            return [_header(part, say)]
        case Text(strong=strong):
            return [_rich(rich.paragraph(part, say), Rank.LATE if strong else Rank.TEXT, apart=strong)]
        case Note(words=said):
            note = words(said, say, NOTE, one_line=True)
            return [Piece(note=note, rank=Rank.TEXT, weight=weight(note))]
        case Quote():
            return [_rich(rich.quote(part, say), Rank.QUOTE)]
        case Bars(rows=rows):
            return [_rich(rich.bars(part, say), Rank.PICTURE)] if rows else []
        case Facts(rows=rows):
            return [_rich(rich.facts(part, say), Rank.PICTURE)] if rows else []
        case Rule():
            return [Piece(block=DividerBlock(), rank=Rank.TEXT)]
        case Link():
            return [_rich(rich.link(part, say), Rank.LATE)]
        case Chart():
            return _chart(part, say, picture)
        case Buttons() | Ticks() | Ranking() | Field() | Menu() | Select() | PickChannel():
            return _pressing(part, say, names)
        case _:
            assert_never(part)


def bare_pieces_of(part: Part, say: Say, names: Names, most: int) -> list[Piece]:
    """Only what can be pressed, with labels of at most `most` characters: the last resort."""
    found: list[InteractiveElement] = []
    match part:
        case Buttons(buttons=buttons):
            found += [elements.button(each, say, names, most=most) for each in buttons]
        case Field(label=label, press=press) | Ranking(label=label, press=press):
            found.append(elements.opens(label, press, say, names, most=most))
        case Menu():
            found += elements.menus(part, say, names, most=most)
        case Select():
            found += elements.selects(part, say, names, most=most)
        case PickChannel():
            found.append(elements.channels(part, say, names, most=most))
        case Ticks():
            boxes, name = elements.boxes(part, say, names, most=most)
            together = [*boxes, elements.send_ticks(part.press, say, names)]
            return [Piece(block=ActionsBlock(elements=together, block_id=name), weight=sum(map(_weight, together)))]
        case _:
            pass
    return [Piece(row=(element,), joins=True, weight=_weight(element)) for element in found]


def _pressing(
    part: Buttons | Ticks | Ranking | Field | Menu | Select | PickChannel, say: Say, names: Names
) -> list[Piece]:
    match part:
        case Buttons(buttons=buttons):
            return _buttons(buttons, say, names)
        case Ticks():
            return _ticks(part, say, names)
        case Ranking(label=label, options=options, press=press):
            listed = [_rich(rich.listed([each.label for each in options], say), Rank.NEVER)] if options else []
            return [*listed, _row([elements.opens(label, press, say, names)])]
        case Field(label=label, press=press):
            return [_row([elements.opens(label, press, say, names)])]
        case Menu():
            found = elements.menus(part, say, names)
            return [_row(found, joins=True)] if found else []
        case Select(label=label):
            found = elements.selects(part, say, names, labelled=True)
            labelled = [_labelled(plain(label, say, rich.LINE), each) for each in found[:1]]
            return [*labelled, *([_row(found[1:])] if found[1:] else [])]
        case PickChannel(label=label):
            return [_labelled(plain(label, say, rich.LINE), elements.channels(part, say, names, labelled=True))]
        case _:
            assert_never(part)


def _buttons(buttons: Sequence[Button], say: Say, names: Names) -> list[Piece]:
    listed = elements.long_labels(buttons, say)
    drawn = [
        elements.button(each, say, names, number=number if listed else None) for number, each in enumerate(buttons, 1)
    ]
    full = [_rich(rich.numbered([each.label for each in buttons], say), Rank.NEVER)] if listed else []
    scale = len(buttons) == SCALE and all(cells(words(each.label, say, 75, one_line=True)) <= SHORT for each in buttons)
    rows = 1 if scale else -(-len(drawn) // ROW)
    length = -(-len(drawn) // rows) if rows else 1
    return [*full, *(_row(drawn[start : start + length]) for start in range(0, len(drawn), length))]


def _ticks(part: Ticks, say: Say, names: Names) -> list[Piece]:
    found, name = elements.boxes(part, say, names)
    send = _row([elements.send_ticks(part.press, say, names)])
    if not found:
        return [send]
    block = ActionsBlock(elements=found, block_id=name)
    return [Piece(block=block, weight=sum(_weight(each) for each in found)), send]


def _header(part: Title, say: Say) -> Piece:
    text = words(part.words, say, rich.PARAGRAPH, one_line=True)
    if len(text) > HEADER:  # a header would cut it
        return _rich(rich.paragraph(part, say), Rank.LATE, apart=True)
    return Piece(block=HeaderBlock(text=PlainTextObject(text=text, emoji=False)), rank=Rank.LATE, weight=weight(text))


def _chart(part: Chart, say: Say, picture: str | None) -> list[Piece]:
    if picture is None:
        return [_rich(rich.sketch(part, say), Rank.PICTURE, apart=True)]
    alt = words(part.alt, say, ALT)
    title = plain(part.title, say, rich.LINE)
    block = ImageBlock(alt_text=alt, title=title, slack_file=SlackFile(id=picture))
    shown = Piece(block=block, rank=Rank.PICTURE, weight=weight(alt) + weight(title.text or ""))
    labels = [words(line.label, say, rich.LINE, one_line=True) for line in part.series]
    if all(ord(each) < FOREIGN for label in labels for each in label):
        return [shown]
    # The picture names these lines by their numbers only.
    key = " · ".join(f"{number} {label}" for number, label in enumerate(labels, 1))
    key = key if len(key) <= NOTE else clipped(key, NOTE)
    return [shown, Piece(note=key, rank=Rank.PICTURE, weight=weight(key))]


def _labelled(label: PlainTextObject, element: InteractiveElement) -> Piece:
    block = SectionBlock(text=label, accessory=element)
    return Piece(block=block, weight=weight(label.text or "") + _weight(element))


def _row(found: Sequence[InteractiveElement], *, joins: bool = False) -> Piece:
    return Piece(row=tuple(found), joins=joins, weight=sum(_weight(element) for element in found))


def _rich(found: Sequence[RichTextElement], rank: Rank, *, apart: bool = False) -> Piece:
    length = sum(weight(text) for text in rich.characters(found))
    return Piece(rich=tuple(found), rank=rank, apart=apart, weight=length)


def _weight(element: InteractiveElement) -> int:
    return characters(element.to_dict())


def characters(drawn: object) -> int:
    """The weight of every text that people see in a block or an element."""
    match drawn:
        case {"type": "plain_text" | "mrkdwn" | "text", "text": str(text)}:
            return weight(text)
        case dict():
            return sum(
                weight(value)
                if key in ("alt_text", "accessibility_label") and isinstance(value, str)
                else characters(value)
                for key, value in drawn.items()
            )
        case list() | tuple():
            return sum(characters(each) for each in drawn)
        case _:
            return 0

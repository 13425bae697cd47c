"""What can only be read, as Slack's rich text: nothing in it is ever parsed, whoever wrote it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import RichTextElementParts, RichTextQuoteElement, RichTextSectionElement
from slack_sdk.models.blocks.block_elements import RichTextElement, RichTextListElement

from bot.cards.bar import bar_of
from bot.cards.parts import Bars, Chart, Facts, Link, Quote, Text, Title, Words
from bot.cards.sparkline import sparkline
from bot.texts import Say
from prompts.letters import cells, words

PARAGRAPH = 3000
LINE = 300
_SHORT_NAME = 30
_GAP = "\u2002\u2002"


def paragraph(part: Text | Title, say: Say) -> list[RichTextElement]:
    """A paragraph, bold where it is strong; and a headline that is too long for a header."""
    strong = isinstance(part, Title) or part.strong
    return [_line(_said(words(part.words, say, PARAGRAPH), bold=strong))]


def link(part: Link, say: Say) -> list[RichTextElement]:
    """An address of ours that opens in a browser."""
    return [_line(RichTextElementParts.Link(url=part.address, text=words(part.label, say, LINE, one_line=True)))]


def quote(part: Quote, say: Say) -> list[RichTextElement]:
    """A customer's words beside a bar, with whose they are on a line of their own."""
    said: list[RichTextElement] = [_said(f"“{words(part.text, say, PARAGRAPH)}”")]
    if part.by:
        said.append(_said(f"\n— {words(part.by, say, LINE, one_line=True)}", italic=True))
    return [RichTextQuoteElement(elements=said)]


def bars(part: Bars, say: Say) -> list[RichTextElement]:
    """A line for each bar: the bar first, so that all labels begin at the same place in any typeface."""
    most = part.most if part.most is not None else max((row.value for row in part.rows), default=0.0)
    return [
        _line(
            _said(bar_of(row.value, most) + _GAP),
            _said(words(row.label, say, LINE, one_line=True), bold=True),
            _said(_GAP + words(row.figure, say, LINE, one_line=True)),
        )
        for row in part.rows
    ]


def facts(part: Facts, say: Say) -> list[RichTextElement]:
    """A line for each pair; where the name is long, its value stands beneath it."""
    lines: list[RichTextElement] = []
    for name, value in part.rows:
        called = words(name, say, LINE)
        apart = "\n" if cells(called) > _SHORT_NAME else _GAP
        lines.append(_line(_said(called, bold=True), _said(apart + words(value, say, PARAGRAPH // 2))))
    return lines


def sketch(part: Chart, say: Say) -> list[RichTextElement]:
    """A chart without its picture: what it says, and a small line of signs for each series."""
    lines: list[RichTextElement] = [_line(_said(words(part.title, say, LINE), bold=True))]
    for series in part.series:
        label = words(series.label, say, LINE, one_line=True)
        lines.append(_line(_said(f"{sparkline(series.values)}{_GAP}{label}")))
    if part.ticks:
        first, last = (words(tick, say, LINE, one_line=True) for tick in (part.ticks[0], part.ticks[-1]))
        lines.append(_line(_said(f"{first} – {last}", italic=True)))
    return [*lines, _line(_said(words(part.alt, say, PARAGRAPH // 2)))]


def numbered(labels: Sequence[Words], say: Say) -> list[RichTextElement]:
    """Options in full, numbered from 1 as the buttons beneath them are."""
    items = [_line(_said(words(label, say, LINE, one_line=True))) for label in labels]
    return [RichTextListElement(elements=items, style="ordered")]


def listed(labels: Sequence[Words], say: Say) -> list[RichTextElement]:
    """Options in full, none before the other."""
    items = [_line(_said(words(label, say, LINE, one_line=True))) for label in labels]
    return [RichTextListElement(elements=items, style="bullet")]


def joined(elements: Sequence[RichTextElement]) -> list[RichTextElement]:
    """The same lines with those that follow each other in one section, broken as Slack's own composer breaks them."""
    found: list[RichTextElement] = []
    for element in elements:
        before = found[-1] if found else None
        if isinstance(element, RichTextSectionElement) and isinstance(before, RichTextSectionElement):
            found[-1] = RichTextSectionElement(elements=[*_broken(_parts(before)), *_parts(element)])
        else:
            found.append(element)
    return found


def characters(elements: Sequence[RichTextElement]) -> list[str]:
    """Every text in these elements, for counting."""
    found: list[str] = []
    for element in elements:
        if isinstance(element, RichTextElementParts.Text):
            found.append(element.text)
        elif isinstance(element, RichTextSectionElement | RichTextQuoteElement | RichTextListElement):
            found += characters(_parts(element))
    return found


def _parts(element: RichTextSectionElement | RichTextQuoteElement | RichTextListElement) -> list[RichTextElement]:
    return [each for each in element.elements if isinstance(each, RichTextElement)]


def _broken(said: Sequence[RichTextElement]) -> list[RichTextElement]:
    """These texts with a line break behind the last one."""
    *others, last = said
    if not isinstance(last, RichTextElementParts.Text):
        return [*said, _said("\n")]
    return [*others, RichTextElementParts.Text(text=f"{last.text}\n", style=last.style)]


def _line(*said: RichTextElement) -> RichTextSectionElement:
    return RichTextSectionElement(elements=said)


def _said(text: str, *, bold: bool = False, italic: bool = False) -> RichTextElementParts.Text:
    style = RichTextElementParts.TextStyle(bold=bold or None, italic=italic or None) if bold or italic else None
    return RichTextElementParts.Text(text=text, style=style)

"""Paints the parts of a card for a page that is only read; what can be pressed has its place in the chat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.cards.parts import (
    Bar,
    Bars,
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
    Words,
)
from bot.texts import Phrase, Say
from handlers.web.charts import Columns, columns, length

Drawn = tuple[str, object]
"""The kind of a part, as the templates call it, and what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBar:
    """One row of a tally."""

    label: str
    figure: str
    percent: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnQuote:
    """Words of a customer, letter for letter."""

    text: str
    by: str


def worded(say: Say, said: Words) -> str:
    """Our phrase in the reader's language, or somebody's own words as they are."""
    return say(said) if isinstance(said, Phrase) else said


def painted(say: Say, parts: Iterable[Part], *, mark: str = "c", most: float | None = None) -> list[Drawn]:
    """The parts in order; `mark` tells their charts from others on the page, `most` has full length in every tally."""
    found: list[Drawn] = []
    for number, part in enumerate(parts):
        if (drawn := _painted(say, part, f"{mark}{number}", most)) is not None:
            found.append(drawn)
    return found


def drawn_quote(say: Say, said: Quote) -> DrawnQuote:
    """A quote and whose it is."""
    return DrawnQuote(text=said.text, by=worded(say, said.by))


def bars_of(say: Say, rows: Sequence[Bar], most: float | None) -> list[DrawnBar]:
    """The rows of a tally, drawn to one scale."""
    full = most or max((row.value for row in rows), default=0.0)
    drawn = []
    for row in rows:
        label, figure = worded(say, row.label), worded(say, row.figure)
        told = say(Phrase("page.bar", {"label": label, "figure": figure}))
        drawn.append(DrawnBar(label=label, figure=figure, percent=length(row.value, full), told=told))
    return drawn


def _painted(say: Say, part: Part, mark: str, most: float | None) -> Drawn | None:
    match part:
        case Title(words=said):
            return "title", worded(say, said)
        case Text(words=said, strong=strong):
            return "strong" if strong else "text", worded(say, said)
        case Note(words=said):
            return "note", worded(say, said)
        case Quote():
            return "quote", drawn_quote(say, part)
        case Facts(rows=rows):
            return "facts", [(worded(say, name), worded(say, value)) for name, value in rows]
        case Bars(rows=bars):
            return "bars", bars_of(say, bars, most or part.most)
        case Chart():
            return "weeks", _weeks(say, part, mark)
        case Link(label=label, url=address):
            return "link", (worded(say, label), address)
        case Rule():
            return "rule", ""
        case Buttons() | Ticks() | Ranking() | Field() | Menu() | Select() | PickChannel():
            return None
        case _:
            assert_never(part)


def _weeks(say: Say, chart: Chart, mark: str) -> list[Columns]:
    """One small chart for each line: beside each other they need no legend."""
    most = int(max((value or 0 for line in chart.series for value in line.values), default=0))
    ticks = [f"-{tick}" for tick in chart.ticks]
    return [
        columns(
            [int(value or 0) for value in line.values],
            ticks,
            most,
            mark=f"{mark}-{number}",
            title=worded(say, line.label),
            told=worded(say, chart.alt),
        )
        for number, line in enumerate(chart.series)
    ]

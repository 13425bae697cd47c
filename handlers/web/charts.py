"""Works out where the marks of a chart lie; the templates draw them, and every chart is told in words as well."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_DOTS = 40
"""More than that nobody counts: then a bar says it."""
_WIDE, _HIGH, _GAP, _TOP, _FOOT = 18, 44, 4, 16, 18
"""Of the columns, in units of the drawing: how wide, how high, how far apart, and the room above and beneath them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """So many of so many, as a row of dots, or as one bar where there would be too many dots."""

    part: int
    whole: int
    told: str
    """What it shows, in words."""

    @property
    def dots(self) -> tuple[bool, ...]:
        """One for each, filled ones first; empty where a bar is drawn."""
        return tuple(place < self.part for place in range(self.whole)) if self.whole <= MOST_DOTS else ()

    @property
    def percent(self) -> float:
        """How far the bar reaches."""
        return length(self.part, self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a chart over weeks."""

    x: int
    y: int
    height: int
    middle: int
    figure: str
    """Written above it; empty where there is nothing."""
    week: str
    """Written beneath it: the first, the last and the highest are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Counts week by week, each column with its own figure."""

    id: str
    title: str
    told: str
    width: int
    height: int
    base: int
    columns: tuple[Column, ...]


def length(value: float, most: float) -> float:
    """How much of a hundred a bar takes; anything above nothing can be seen."""
    if not (most > 0 and value > 0):
        return 0.0
    return round(min(100.0, max(1.5, value / most * 100)), 2)


def columns(values: Sequence[int], weeks: Sequence[str], most: int, *, mark: str, title: str, told: str) -> Columns:
    """A chart of `values`, one for each of `weeks`; `most` has the full height, in this chart and those beside it.

    `mark` is unlike that of any other chart on the page.
    """
    base = _TOP + _HIGH
    drawn = []
    for place, (value, week) in enumerate(zip(values, weeks, strict=True)):
        tall = round(_HIGH * value / most) if most else 0
        x = place * (_WIDE + _GAP)
        named = place in (0, len(weeks) - 1)
        drawn.append(
            Column(
                x=x,
                y=base - tall,
                height=tall,
                middle=x + _WIDE // 2,
                figure=str(value) if value else "",
                week=week.partition("-")[2] if named else "",
            )
        )
    width = max(1, len(drawn)) * (_WIDE + _GAP) - _GAP
    return Columns(id=mark, title=title, told=told, width=width, height=base + _FOOT, base=base, columns=tuple(drawn))

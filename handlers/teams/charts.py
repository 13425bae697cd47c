"""Tallies and trends as the vendor's own charts, each with the text that takes its place where a client has none.

A chart that could say something else than the text (to another scale, of no number) is not drawn: then the text stands
alone.
"""

from math import isfinite

from microsoft_teams.cards import (
    CardElement,
    Container,
    HorizontalBarChart,
    HorizontalBarChartDataValue,
    LineChart,
    LineChartData,
    LineChartValue,
    RichTextBlock,
)

from bot.cards.bar import bar_of
from bot.cards.parts import Bars, Chart, Series
from bot.cards.sparkline import sparkline
from bot.texts import Say
from handlers.teams.text import LINE, PARAGRAPH, plain, rich, run

LABEL, TICK = 75, 12
LARGEST = 1e9
"""A larger number is shown as text only; no tally comes near it."""
_GAP = "\u2002\u2002"


def bars(part: Bars, say: Say) -> CardElement:
    """A tally; what each bar stands for is said beside its name, since a chart would show the bare number only."""
    text = _bars(part, say)
    values = [row.value for row in part.rows]
    longest = max(values)
    same_scale = part.most is None or part.most <= longest
    if not (same_scale and 0 < longest <= LARGEST and all(isfinite(value) and value >= 0 for value in values)):
        return text
    data = [
        HorizontalBarChartDataValue(
            x=f"{plain(row.label, say, LABEL)} · {plain(row.figure, say, LABEL)}", y=round(row.value, 2)
        )
        for row in part.rows
    ]
    return HorizontalBarChart(data=data, display_mode="AbsoluteNoAxis", fallback=text)


def lines(part: Chart, say: Say) -> CardElement:
    """Lines over weeks."""
    text = _sketch(part, say)
    data = [
        LineChartData(legend=plain(line.label, say, LABEL), values=shown)
        for line in part.series
        if (shown := _shown(line, part, say))
    ]
    if not data or len(data) < len(part.series):
        return text
    return LineChart(title=plain(part.title, say, LINE), show_title=True, data=data, fallback=text)


def _shown(line: Series, part: Chart, say: Say) -> list[LineChartValue]:
    found: list[LineChartValue] = []
    for place, value in enumerate(line.values):
        if value is None or not isfinite(value) or abs(value) > LARGEST:
            continue
        tick = plain(part.ticks[place], say, TICK) if place < len(part.ticks) else f"{place + 1}"
        found.append(LineChartValue(x=tick, y=round(value, 2)))
    return found


def _bars(part: Bars, say: Say) -> RichTextBlock:
    """A line for each bar: the bar first, so that all labels begin at the same place."""
    most = part.most if part.most is not None else max(row.value for row in part.rows)
    runs = []
    for number, row in enumerate(part.rows):
        runs += [
            run(("\n" if number else "") + bar_of(row.value, most) + _GAP, color="Accent", even=True),
            run(plain(row.label, say, LINE), bold=True),
            run(_GAP + plain(row.figure, say, LINE), subtle=True),
        ]
    return rich(*runs)


def _sketch(part: Chart, say: Say) -> CardElement:
    """A chart without its picture: what it says, and a small line of signs for each series."""
    runs = []
    for number, line in enumerate(part.series):
        signs = sparkline([None if value is None or not isfinite(value) else value for value in line.values])
        runs += [
            run(("\n" if number else "") + (signs or "–") + _GAP, color="Accent", even=True),
            run(plain(line.label, say, LINE)),
        ]
    if part.ticks:
        first, last = (plain(tick, say, LINE) for tick in (part.ticks[0], part.ticks[-1]))
        runs.append(run(("\n" if runs else "") + f"{first} – {last}", italic=True, subtle=True))
    items: list[CardElement] = [rich(run(plain(part.title, say, LINE), bold=True))]
    if runs:
        items.append(rich(*runs, close=True))
    items.append(rich(run(plain(part.alt, say, PARAGRAPH // 2, one_line=False), subtle=True), close=True))
    return Container(items=items)

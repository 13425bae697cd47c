"""Draws a chart as a picture in a file of its own, since messages can hold pictures and no lines.

`png` is slow (a third of a second) and works in a thread: it shares nothing that can change with anybody.
"""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from math import isfinite, nan
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from bot.cards.parts import Chart, Series, Words
from bot.texts import Say
from prompts.letters import clipped, visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT, DPI = 12.0, 6.3, 100
"""Inches, so that the picture has 1200 × 630 points."""
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
"""Okabe and Ito's colours, which people who confuse red and green can tell apart; no yellow, it is pale on white."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":")
MOST_TICKS = 13
TITLE, LABEL, TICK = 70, 32, 12
_TURNING = ("R", "AL", "AN")
_FONT = "DejaVu Sans"
"""Comes with the library; what other fonts a machine has would change the picture."""


def png(chart: Chart, say: Say) -> bytes:
    """The chart as a PNG of 1200 × 630 points, the same bytes for the same chart.

    A name in letters that the font lacks is replaced by the number of its line; the alternative text has it in full.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    layout = ConstrainedLayoutEngine(w_pad=0.2, h_pad=0.25)
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, layout=layout, facecolor="white")
    FigureCanvasAgg(figure)
    _draw(figure.add_subplot(), chart, say)
    picture = BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _draw(axes: "Axes", chart: Chart, say: Say) -> None:
    length = max([len(chart.ticks), *(len(line.values) for line in chart.series)], default=0)
    for number, line in enumerate(chart.series):
        axes.plot(
            range(len(line.values)),
            [nan if value is None or not isfinite(value) else value for value in line.values],
            color=PALETTE[number % len(PALETTE)],
            marker=MARKERS[number % len(MARKERS)],
            linestyle=LINES[number // len(PALETTE) % len(LINES)],
            linewidth=3,
            markersize=8,
            label=_named(line, number, say),
            clip_on=False,
        )
    if title := _legible(chart.title, say, TITLE):
        axes.set_title(title, loc="left", fontsize=21, fontweight="bold", fontfamily=_FONT, pad=16)
    every = -(-length // MOST_TICKS) or 1
    shown = range(0, length, every)
    axes.set_xticks(list(shown), [_tick(chart.ticks, place, say) for place in shown], fontfamily=_FONT)
    axes.set_xlim(-0.3, max(length - 1, 0) + 0.3)
    _scale(axes, chart)
    axes.grid(axis="y", color="#dddddd")
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, pad=10, labelsize=15, labelfontfamily=_FONT)
    if chart.series:
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, prop={"family": _FONT, "size": 15})


def _scale(axes: "Axes", chart: Chart) -> None:
    """From nought, so that no line looks steeper than it is; whole numbers where all values are."""
    from matplotlib.ticker import MaxNLocator

    known = [value for line in chart.series for value in line.values if value is not None and isfinite(value)]
    low, high = min((0.0, *known)), max((0.0, *known))
    axes.set_ylim(low * 1.08, high * 1.08 if high > low else 1.0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=all(value == int(value) for value in known)))


def _named(line: Series, number: int, say: Say) -> str:
    # A name that begins with a low line would be left out of the legend.
    return _legible(line.label, say, LABEL).lstrip("_") or f"{number + 1}"


def _tick(ticks: Sequence[str], place: int, say: Say) -> str:
    return (_legible(ticks[place], say, TICK) if place < len(ticks) else "") or f"{place + 1}"


def _legible(said: Words, say: Say, most: int) -> str:
    """Words as the picture can show them; nothing where the font lacks letters, or a script runs from the right.

    A dollar sign would open a formula.
    """
    text = " ".join(visible(said if isinstance(said, str) else say(said)).split())
    cut = text if len(text) <= most else clipped(text, most)
    shown = "".join(each for each in cut if ord(each) in _letters())
    missing = sum(each.isalnum() for each in cut) > sum(each.isalnum() for each in shown)
    if missing or any(bidirectional(each) in _TURNING for each in shown):
        return ""
    return shown.strip().replace("$", r"\$")


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """The code points that the font has in both its weights."""
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    plain, bold = (
        frozenset(FT2Font(findfont(FontProperties(family=[_FONT], weight=weight))).get_charmap())
        for weight in ("normal", "bold")
    )
    return plain & bold

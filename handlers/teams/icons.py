"""Draws the app's two icons with the council's initials, since a package without pictures is not taken.

Drawing takes a fraction of a second and happens once, on the operator's machine.
"""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

ACCENT = "#1f4d5c"
COLOUR, OUTLINE = 192, 32
"""Points on a side, as Teams wants them."""
_FONT = "DejaVu Sans"
"""Comes with the library; what other fonts a machine has would change the picture."""
_BARS = (0.55, 0.95, 0.75)


def initials(name: str) -> str:
    """The first letters of the first and the last word, `NC`; nothing where the font has no such letters."""
    words = [word.lstrip("\"'(«„“") for word in name.split()]
    words = [word for word in words if word and word[0].isalnum()]
    first = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return first if first and all(ord(each) in _letters() for each in first) else ""


def colour_icon(name: str) -> bytes:
    """A PNG of 192 × 192 points in the app's colour; what matters is within the middle 120, as Teams cuts it round."""
    from matplotlib.patches import Rectangle

    axes = _sheet(COLOUR)
    axes.add_patch(Rectangle((0, 0), 1, 1, color=ACCENT, linewidth=0))
    _sign(axes, initials(name), size=62, middle=0.5, width=0.46)
    return _png(_points(axes))


def outline_icon(name: str) -> bytes:
    """A PNG of 32 × 32 points, white on nothing: Teams shows it beside the app where it is chosen."""
    from matplotlib.patches import FancyBboxPatch

    axes = _sheet(OUTLINE)
    style = "round,pad=0,rounding_size=0.2"
    axes.add_patch(FancyBboxPatch((0.06, 0.06), 0.88, 0.88, style, fill=False, edgecolor="white", linewidth=2))
    _sign(axes, initials(name), size=12, middle=0.5, width=0.5)
    points = _points(axes)
    points[:, :, :3] = 255  # Only white is taken, at the edges of the letters too.
    return _png(points)


def _sheet(side: int) -> "Axes":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(side / 72, side / 72), dpi=72, facecolor=(1, 1, 1, 0))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return axes


def _sign(axes: "Axes", letters: str, *, size: float, middle: float, width: float) -> None:
    """The letters, or three bars where there are none to show."""
    from matplotlib.patches import Rectangle

    if letters:
        axes.text(
            middle,
            middle,
            letters,
            color="white",
            ha="center",
            va="center_baseline",
            parse_math=False,
            fontfamily=_FONT,
            fontweight="bold",
            fontsize=size,
        )
        return
    step = width / len(_BARS)
    for place, height in enumerate(_BARS):
        left = middle - width / 2 + place * step + step * 0.15
        axes.add_patch(Rectangle((left, middle - width / 2), step * 0.7, width * height, color="white", linewidth=0))


def _points(axes: "Axes") -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = axes.figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba(), dtype=np.uint8)  # type: ignore[no-untyped-call]


def _png(points: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> bytes:
    from matplotlib.image import imsave

    picture = BytesIO()
    imsave(picture, points, format="png")
    return picture.getvalue()


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(findfont(FontProperties(family=[_FONT], weight="bold"))).get_charmap())

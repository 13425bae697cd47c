"""A line of a chart as a word of signs, for places where no picture can be shown."""

from collections.abc import Sequence

_HEIGHTS = "▁▂▃▄▅▆▇█"
_PLAIN_HEIGHTS = "_.-=+*#@"
_NOTHING = "·"


def sparkline(values: Sequence[float | None], *, ascii_only: bool = False) -> str:
    """One sign for each value, drawn from nought (or the lowest, where that is less) to the highest; `·` for a gap."""
    heights = _PLAIN_HEIGHTS if ascii_only else _HEIGHTS
    known = [value for value in values if value is not None]
    low, high = min((0.0, *known)), max((0.0, *known))
    nothing = "?" if ascii_only else _NOTHING
    return "".join(nothing if value is None else heights[_step(value, low, high)] for value in values)


def _step(value: float, low: float, high: float) -> int:
    # Halved before they are subtracted, so that the largest numbers do not run over.
    span = high / 2 - low / 2
    return round((value / 2 - low / 2) / span * (len(_HEIGHTS) - 1)) if span else 0

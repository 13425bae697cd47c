"""A bar of a tally as a word of signs, for places where text is all there is."""

BAR_CELLS = 12
_FULL, _EMPTY = "█", "░"


def bar_of(value: float, most: float) -> str:
    """A bar of `BAR_CELLS` signs of equal width, filled by `value` of `most`; anything above nothing can be seen."""
    if not (most > 0 and value > 0):
        return _EMPTY * BAR_CELLS
    full = BAR_CELLS if value >= most else max(1, round(value / most * BAR_CELLS))
    return _FULL * full + _EMPTY * (BAR_CELLS - full)

"""A line of a chart can be read as a word of signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.sparkline import sparkline


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        ((0.0, 7.0), "▁█"),
        ((0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), "▁▂▃▄▅▆▇█"),
        ((7.0, None, 7.0), "█·█"),
        ((5.0, 5.0), "██"),
        ((0.0, 0.0), "▁▁"),
        ((-7.0, 0.0), "▁█"),
        ((None,), "·"),
        ((), ""),
    ],
)
def test_heights_are_drawn_from_nought(values: tuple[float | None, ...], drawn: str) -> None:
    assert sparkline(values) == drawn


def test_a_terminal_without_unicode_has_heights_too() -> None:
    assert sparkline((0.0, None, 7.0), ascii_only=True) == "_?@"


@given(values=st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=20))
def test_every_value_has_its_sign(values: list[float | None]) -> None:
    assert len(sparkline(values)) == len(values)

"""The two icons have the sizes and colours Teams asks for, whatever the council is called."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.image import imread

from handlers.teams.icons import colour_icon, initials, outline_icon

NAMES = ("Northwind Council", "北風 評議会", "Ärzte & Ökonomen Wien", "$^_ {x}", "מועצת צפון")


def points(picture: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Rows of points, each red, green, blue and how much of it covers what is behind."""
    return np.asarray(imread(BytesIO(picture), format="png"), dtype=np.float32)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Northwind Council", "NC"),
        ("Northwind Customer Advisory Council", "NC"),
        ("acme", "A"),
        ("“Élan” board", "ÉB"),
        ("R & D", "RD"),
        ("北風 評議会", ""),
        ("", ""),
    ],
)
def test_the_initials_are_those_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("name", NAMES)
def test_the_colour_icon_covers_its_square_and_keeps_its_sign_within_the_circle(name: str) -> None:
    picture = points(colour_icon(name))
    assert picture.shape == (192, 192, 4)
    assert picture[:, :, 3].min() == 1.0
    ground = picture[0, 0]
    drawn = np.argwhere(np.abs(picture - ground).sum(axis=2) > 0.1)
    assert len(drawn) > 300, "there is a sign"
    assert drawn.min() >= 36
    assert drawn.max() < 156, "within the middle 120 points"


@pytest.mark.parametrize("name", NAMES)
def test_the_outline_icon_is_white_on_nothing(name: str) -> None:
    picture = points(outline_icon(name))
    assert picture.shape == (32, 32, 4)
    assert picture[:, :, :3].min() == 1.0
    covered = picture[:, :, 3]
    assert covered[0, 0] == 0.0
    assert covered[16, 4:28].max() > 0.5, "there is a sign"
    assert 0.1 < covered.mean() < 0.6

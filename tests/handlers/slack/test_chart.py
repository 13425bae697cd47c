"""A chart becomes a picture that anybody can read, whatever letters are in it."""

import struct

import pytest

from bot.cards.parts import Chart, Series
from handlers.slack.chart import _legible, png
from prompts.catalogue import say_in

SAY = say_in("en")
WEEKS = tuple(f"W{number}" for number in range(10, 16))


def chart(*labels: str, title: str = "Themes") -> Chart:
    """A line for each label."""
    lines = tuple(Series(label, (1.0, 2.0, None, 3.0 + n, 4.0, 2.0)) for n, label in enumerate(labels))
    return Chart("Themes over six weeks.", title, WEEKS, lines)


def test_the_picture_has_the_size_that_messages_show_best() -> None:
    picture = png(chart("Offline mode", "Exports"), SAY)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


def test_the_same_chart_is_the_same_picture() -> None:
    assert png(chart("Offline mode"), SAY) == png(chart("Offline mode"), SAY)


def test_every_line_has_a_look_of_its_own() -> None:
    assert png(chart("A", "B"), SAY) != png(chart("A", "A"), SAY)


@pytest.mark.parametrize(
    "text",
    [
        "$x$",
        "$\\frac{",
        "100 $ and 200 $",
        "_hidden",
        "離線模式",
        "שלום",
        "مرحبا",
        "🚀",
        "\u2068a\u2069",
        "a\x00b",
        "",
        "%s {x}",
    ],
)
def test_no_text_breaks_the_picture(text: str) -> None:
    assert png(chart(text, "Other", title=text), SAY)


@pytest.mark.parametrize(
    "odd",
    [
        Chart("", "", (), ()),
        Chart("", "t", ("W1",), (Series("one point", (1.0,)),)),
        Chart("", "t", WEEKS, (Series("nothing", (None,) * 6),)),
        Chart("", "t", WEEKS, (Series("strange", (float("nan"), float("inf"), -1.0, 0.5)),)),
        Chart("", "t", (), (Series("no weeks", (1.0, 2.0)),)),
        Chart("", "t", WEEKS * 12, tuple(Series(f"line {n}", (float(n),) * 72) for n in range(12))),
    ],
    ids=["empty", "point", "gaps", "strange", "no weeks", "crowded"],
)
def test_no_values_break_the_picture(odd: Chart) -> None:
    assert png(odd, SAY)


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        ("Offline mode", "Offline mode"),
        ("5 $ a month", r"5 \$ a month"),
        ("🚀 Launch", "Launch"),
        ("Экспорт", "Экспорт"),
        ("離線模式", ""),
        ("שלום", ""),
        ("Offline 離線", ""),
    ],
)
def test_a_name_is_shown_whole_or_its_number_takes_its_place(text: str, legible: str) -> None:
    assert _legible(text, SAY, 32) == legible

"""Messages are drawn straight in any terminal, whatever people wrote into them."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Facts,
    Field,
    Note,
    Quote,
    Ranking,
    Rule,
    Text,
    Ticks,
    Title,
    Tone,
)
from bot.ids import Token
from bot.presses import Pick, Vote, Write
from handlers.console.messenger import paint
from handlers.console.painter import Drawn, bar_of, tame
from handlers.console.rooms import Painted
from prompts.catalogue import say_in
from tests.cards.showing import drawn, shown

VOTE = Vote(Token("v"))


def everything(text: str) -> Card:
    """A card that shows `text` in every part there is."""
    return Card(
        summary=text,
        parts=(
            Title(text),
            Text(text),
            Text(text, strong=True),
            Buttons((Button(text, VOTE), Button("Yes", VOTE, Tone.PRIMARY), Button(text, VOTE, Tone.DANGER))),
            Ticks((Button(text, VOTE), Button("B", VOTE)), Pick(Token("p"))),
            Ranking(text, (Button(text, VOTE), Button("B", VOTE)), Pick(Token("r"))),
            Field(text, Write(Token("w"))),
            Rule(),
            Bars((Bar(text, 3.0, text), Bar("Other", 1.0, "1"))),
            Facts(((text, text), ("Name", "Value"))),
            Quote(text, text),
            Note(text),
        ),
    )


def test_every_part_has_its_picture(snapshot: SnapshotAssertion) -> None:
    assert shown(everything("Offline mode"), room="#acme", aside="only you see this") == snapshot


def test_wide_letters_and_signs_keep_the_frame_straight(snapshot: SnapshotAssertion) -> None:
    picture = shown(everything("離線模式 👩‍👩‍👧 é ¡olé! ｗｉｄｅ 🚢🇩🇪"), room="#漢字")
    assert {cell_len(line) for line in picture.splitlines()} == {100}
    assert picture == snapshot


def test_in_a_pipe_there_is_neither_frame_nor_colour(snapshot: SnapshotAssertion) -> None:
    picture = shown(everything("Offline mode"), room="#acme", terminal=False)
    assert "\x1b" not in picture
    assert "╭" not in picture
    assert picture == snapshot


def test_what_is_too_long_is_broken_and_never_cut(snapshot: SnapshotAssertion) -> None:
    words = " ".join(f"word{number}" for number in range(30))
    picture = shown(everything(words), room="#acme")
    assert {cell_len(line) for line in picture.splitlines()} == {100}
    assert picture.count("word29") == 15
    assert picture == snapshot


def test_a_terminal_that_can_shows_colours() -> None:
    console = Console(file=StringIO(), width=100, force_terminal=True, color_system="truecolor", _environ={})
    with console.capture() as caught:
        console.print(Drawn(paint(everything("x"), say_in("en"))))
    assert "\x1b[" in caught.get()


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("\x1b[2J\x1b[31mred", "␛[2J␛[31mred"),
        ("bell\a", "bell␇"),
        ("a\rb", "a␍b"),
        ("\x9b31m", "�31m"),
        ("\x7f", "␡"),
        ("a\tb", "a b"),
        ("\ud800", "�"),
        ("a\u2028b", "a b"),
        ("[bold]x[/bold] [link=http://evil]y", "[bold]x[/bold] [link=http://evil]y"),
        (":smile:", ":smile:"),
        ("\u202eabc", "\u2068\u202eabc\u202c\u2069"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_no_text_controls_the_terminal(text: str, visible: str) -> None:
    assert tame(text) == visible
    assert visible in shown(Card(summary="", parts=(Text(text),)))


def test_a_label_stays_on_one_line() -> None:
    assert tame("two\nlines", one_line=True) == "two lines"
    assert tame("two\nlines") == "two\nlines"


@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_no_text_breaks_the_frame_or_reaches_the_terminal_raw(text: str) -> None:
    picture = shown(everything(text), room=text)
    assert not {each for each in picture if (ord(each) < 0x20 and each != "\n") or 0x7F <= ord(each) < 0xA0}
    assert all(line[0] in "╭│╰" and line[-1] in "╮│╯" for line in picture.split("\n"))


@pytest.mark.parametrize(
    ("value", "most", "bar"),
    [(0, 5, ""), (5, 5, "█" * 24), (2.5, 5, "█" * 12), (1, 1000, "▏"), (1, 3, "█" * 8), (1.5, 6, "█" * 6), (0, 0, "")],
)
def test_a_bar_is_as_long_as_its_share(value: float, most: float, bar: str) -> None:
    assert bar_of(value, most) == bar


def test_a_terminal_without_unicode_draws_bars_of_hashes() -> None:
    assert bar_of(1, 2, ascii_only=True) == "#" * 12


def test_a_narrow_terminal_gets_a_narrow_frame() -> None:
    console = Console(file=StringIO(), width=40, force_terminal=True, color_system=None, _environ={})
    with console.capture() as caught:
        console.print(Drawn(paint(everything("A somewhat longer line of words"), say_in("en"))))
    assert {cell_len(line) for line in caught.get().splitlines()} == {40}


def test_a_message_from_a_file_that_was_tampered_with_is_not_drawn() -> None:
    strange: Painted = [["poem", "roses"]]
    with pytest.raises(ValueError, match="no such part"):
        drawn(strange)

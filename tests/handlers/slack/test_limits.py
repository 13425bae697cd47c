"""Each of Slack's limits by hand: at the limit and one beyond, what we draw is taken, and no button is ever lost.

Beside it, whatever random cards say is drawn within the limits too (`test_blocks`), and the author of a poll whose
texts are too long is told so at the field itself (`tests/journeys/test_new_poll_form.py`).
"""

import json
from collections.abc import Callable, Mapping

import pytest

from bot.cards.form import ChoiceField, Form, Offer, SeveralField, TextField
from bot.cards.parts import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Chart,
    Facts,
    Menu,
    Note,
    Part,
    Quote,
    Ranking,
    Select,
    Series,
    Text,
    Ticks,
    Title,
)
from bot.ids import Token
from bot.presses import Pick, Vote, Write
from handlers.slack.blocks import paint
from handlers.slack.modals import card_modal, form_modal, home_view, ticks_modal, write_modal
from prompts.catalogue import say_in
from tests.handlers.slack.checking import faults, view_faults, wires

SAY = say_in("en")
WIRE = "write:" + "0" * 26


def buttons(count: int, label: str = "Yes", confirm: str | None = None) -> tuple[Button, ...]:
    """So many buttons that can be told apart."""
    return tuple(Button(label, Vote(Token(f"{n:026}")), confirm=confirm) for n in range(count))


def pick() -> Pick:
    """What sends a list."""
    return Pick(Token("p" * 26))


def offers(count: int, label: str = "Acme") -> tuple[Offer, ...]:
    """So many choices of a form."""
    return tuple(Offer(label=label, value=f"{n:05}") for n in range(count))


def titles(count: int) -> tuple[Part, ...]:
    """So many parts that each need a block of their own."""
    return tuple(Title(f"Headline {n}") for n in range(count))


MESSAGES: dict[str, tuple[int, int, Callable[[int], tuple[Part, ...]]]] = {
    "blocks of a message": (50, 0, titles),
    "characters of a paragraph": (3000, 0, lambda n: (Text("x" * n), Quote("y" * n, "z" * n))),
    "characters of a headline": (150, 0, lambda n: (Title("x" * n),)),
    "elements of small print": (10, 0, lambda n: tuple(Note(f"Note {at}") for at in range(n))),
    "fields side by side": (10, 0, lambda n: (Facts(tuple((f"Name {at}", "Value") for at in range(n))),)),
    "characters of a field": (2000, 0, lambda n: (Facts((("x" * n, "y" * n), ("a", "b"))),)),
    "buttons in a row": (25, 1, lambda n: (Buttons(buttons(n)),)),
    "characters on a button": (75, 0, lambda n: (Buttons((*buttons(1, "x" * n), Button("No", Vote(Token("n"))))),)),
    "characters of a question before a press": (300, 0, lambda n: (Buttons(buttons(1, "x" * n, "y" * n)),)),
    "characters of an entry": (75, 0, lambda n: (Select("Which?", buttons(2, "x" * n)),)),
    "entries of a list": (100, 1, lambda n: (Select("Which?", buttons(n)),)),
    "boxes to tick": (10, 1, lambda n: (Ticks(buttons(n), pick()),)),
    "characters beside a box": (75, 0, lambda n: (Ticks(buttons(2, "x" * n), pick()),)),
    "entries of a menu": (5, 1, lambda n: (Menu(buttons(n)),)),
    "characters of all blocks": (13_000, 0, lambda n: (*(Text("x" * (n // 5)) for _ in range(5)), Text("x"))),
    "characters of a bar": (3000, 0, lambda n: (Bars((Bar("x" * n, 1.0, "1"), Bar("y", 2.0, "2"))),)),
    "characters about a picture": (2000, 0, lambda n: (Chart("x" * n, "y" * n, ("a",), (Series("s" * n, (1.0,)),)),)),
    "characters of a list to be put in order": (75, 0, lambda n: (Ranking("x" * n, buttons(3, "y" * n), pick()),)),
}
"""What is limited, at what, how many presses each unit holds, and how to make so much of it."""

VIEWS: dict[str, tuple[int, Callable[[int], Mapping[str, object]]]] = {
    "blocks of a dialog": (100, lambda n: card_modal(Card("x", titles(n)), SAY)),
    "blocks of the Home tab": (100, lambda n: home_view([Card("x", titles(n))], SAY)),
    "title": (24, lambda n: write_modal(title="x" * n, say=SAY, wire=WIRE)),
    "title of a card": (24, lambda n: card_modal(Card("x", (Title("x" * n), Text("y"))), SAY)),
    "button that sends": (24, lambda n: write_modal(title="x", say=SAY, wire=WIRE, submit="y" * n)),
    "label of a field": (2000, lambda n: write_modal(title="x" * n, say=SAY, wire=WIRE)),
    "text in a field": (3000, lambda n: write_modal(title="x", say=SAY, wire=WIRE, proposed="y" * n)),
    "bytes of a view": (250_000, lambda n: home_view([Card("x", (Text("𝕏" * 3000),) * (n // 12_000 + 1))], SAY)),
    "boxes of a dialog": (10, lambda n: ticks_modal(Ticks(buttons(n), pick()), SAY, title="x")),
    "choices of a form": (100, lambda n: form(ChoiceField(key="a", label="x", offers=offers(n), chosen=""))),
    "several choices": (100, lambda n: form(SeveralField(key="a", label="x", offers=offers(n)))),
    "few choices shown at once": (10, lambda n: form(ChoiceField(key="a", label="x", offers=offers(n), chosen=""))),
    "characters of a choice": (75, lambda n: form(SeveralField(key="a", label="x", offers=offers(2, "y" * n)))),
    "characters a field takes": (3000, lambda n: form(TextField(key="a", label="x" * n, value="y" * n, most=n))),
}


def form(field: ChoiceField | SeveralField | TextField) -> Mapping[str, object]:
    """A form with one field."""
    made = Form(token=Token("t" * 26), title="New poll", submit="Send", fields=(field,))
    return form_modal(made, SAY, wire="do:" + "t" * 26)


@pytest.mark.parametrize("beyond", [0, 1])
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_at_a_limit_and_beyond_is_taken_with_every_button(name: str, beyond: int) -> None:
    most, presses, make = MESSAGES[name]
    painted = paint(Card("Summary", make(most + beyond)), SAY, token=Token("m" * 26))
    assert faults(painted.blocks) == []
    if presses:
        assert len([each for each in set(wires(painted.blocks)) if each.startswith("vote:")]) == most + beyond


@pytest.mark.parametrize("beyond", [0, 1])
@pytest.mark.parametrize("name", VIEWS)
def test_a_dialog_at_a_limit_and_beyond_is_taken(name: str, beyond: int) -> None:
    most, make = VIEWS[name]
    assert view_faults(make(most + beyond)) == []


def test_what_a_dialog_carries_is_a_fraction_of_what_it_may() -> None:
    view = write_modal(title="x", say=SAY, wire=f"{WIRE}", mark="m" * 26)
    assert len(str(view["private_metadata"])) <= 3000 // 10
    assert len(json.dumps(view)) <= 250_000 // 10


def test_a_fallback_is_never_empty_and_never_longer_than_a_redraw_takes() -> None:
    for summary in ("", " ", "x" * 4000, "x" * 4001, "<&>" * 4001):
        painted = paint(Card(summary or "Poll", (Text("x"),)), SAY)
        assert 1 <= len(painted.text) <= 4000


def test_a_press_of_ours_fits_into_a_button_many_times_over() -> None:
    everything = Pick(Token("p" * 26), tuple(Token(f"{n:026}") for n in range(10)))
    drawn = paint(Card("x", (Buttons((Button("Send", everything),)),)), SAY).blocks
    assert faults(drawn) == []
    assert max(len(each) for each in wires(drawn)) <= 2000 // 5
    assert faults(paint(Card("x", (Buttons((Button("x", Write(Token("t" * 26))),)),)), SAY).blocks) == []

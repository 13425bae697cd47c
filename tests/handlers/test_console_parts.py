"""Menus, lists and charts in a terminal: drawn in words, pressed by number."""

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.cards.parts import Button, Buttons, Card, Chart, Menu, PickChannel, Select, Series, Text, Title, Tone
from bot.errors import Refusal
from bot.ids import Token
from bot.presses import Press, Skip, Tell, Vote, Withdraw
from handlers.console.keys import keys, pressed
from handlers.console.messenger import paint
from prompts.catalogue import say_in
from tests.cards.showing import shown

CARD = Card(
    summary="Everything new",
    parts=(
        Title("Everything new"),
        Buttons((Button("Skip", Skip(Token("s"))),)),
        Menu((Button("Who sees this", Vote(Token("m1"))), Button("Pause me", Vote(Token("m2"))))),
        Chart(
            "Offline mode rose from 1 to 8 companies.",
            "Companies behind each theme",
            ("W10", "W11", "W12"),
            (Series("Offline mode", (1.0, None, 8.0)), Series("Exports", (3.0, 2.0, 0.0))),
        ),
        Select("Whose channel is this?", (Button("Acme", Vote(Token("a"))), Button("Beta", Vote(Token("b"))))),
        PickChannel("Your product channel", Tell(Token("c"))),
    ),
    more=(Text("In the thread"), Buttons((Button("Leave", Withdraw(Token("l")), Tone.DANGER, confirm="For good?"),))),
)
PAINTED = paint(CARD, say_in("en"))


def test_every_new_part_has_its_picture(snapshot: SnapshotAssertion) -> None:
    assert shown(CARD, room="#acme") == snapshot


def test_numbers_run_through_menus_and_lists() -> None:
    labels = ["Skip", "Who sees this", "Pause me", "Acme", "Beta", "Your product channel", "Leave"]
    assert [key.label for key in keys(PAINTED)] == labels


@pytest.mark.parametrize(
    ("typed", "press"),
    [
        ("3", Vote(Token("m2"))),
        ("5", Vote(Token("b"))),
        ("6 product", Tell(Token("c"), "product")),
        ("6 #product", Tell(Token("c"), "product")),
        ("7", Withdraw(Token("l"))),
    ],
)
def test_a_number_presses_what_stands_beside_it(typed: str, press: Press) -> None:
    assert pressed(PAINTED, typed) == press


def test_a_channel_wants_its_name() -> None:
    with pytest.raises(Refusal) as refused:
        pressed(PAINTED, "6")
    assert refused.value.phrase.id == "console.channel_wanted"


def test_a_card_without_a_thread_has_no_line() -> None:
    assert ["rule"] not in paint(Card(summary="x", parts=(Text("x"),)), say_in("en"))
    assert ["rule"] in PAINTED

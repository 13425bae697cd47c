"""A number typed in the terminal presses the button beside it."""

import pytest

from bot.cards.parts import Button, Buttons, Card, Field, Ranking, Ticks
from bot.errors import Refusal
from bot.ids import Token
from bot.presses import Decide, Pick, Press, Send, Tell, Vote, Withdraw, Write
from handlers.console.keys import keys, pressed
from handlers.console.messenger import paint
from prompts.catalogue import say_in

PAINTED = paint(
    Card(
        summary="",
        parts=(
            Buttons((Button("Yes", Vote(Token("yes"))), Button("Send", Send(Token("s"), (Token("x"),), "words")))),
            Ticks((Button("A", Vote(Token("a"))), Button("B", Vote(Token("b")))), Pick(Token("first"))),
            Ticks((Button("C", Vote(Token("c"))),), Pick(Token("second"))),
            Field("Write", Write(Token("w"))),
            Field("Tell", Tell(Token("t")), "Proposed words"),
            Ranking(
                "Put in order", (Button("Sea", Vote(Token("o1"))), Button("Air", Vote(Token("o2")))), Pick(Token("o"))
            ),
            Buttons((Button("Plan", Decide(Token("d"))), Button("Withdraw", Withdraw(Token("z"))))),
        ),
    ),
    say_in("en"),
)


def test_numbers_run_through_the_whole_message() -> None:
    labels = ["Yes", "Send", "A", "B", "C", "Write", "Tell", "Sea", "Air", "Plan", "Withdraw"]
    assert [key.label for key in keys(PAINTED)] == labels


@pytest.mark.parametrize(
    ("typed", "press"),
    [
        ("1", Vote(Token("yes"))),
        ("  1 ", Vote(Token("yes"))),
        ("2", Send(Token("s"), (Token("x"),), "words")),
        ("3", Pick(Token("first"), (Token("a"),))),
        ("4, 3", Pick(Token("first"), (Token("b"), Token("a")))),
        ("3,3", Pick(Token("first"), (Token("a"),))),
        ("5", Pick(Token("second"), (Token("c"),))),
        ("6 We miss it.\nBadly, 1,2.", Write(Token("w"), "We miss it.\nBadly, 1,2.")),
        ("7", Tell(Token("t"), "Proposed words")),
        ("7 My own words", Tell(Token("t"), "My own words")),
        ("9,8", Pick(Token("o"), (Token("o2"), Token("o1")))),
        ("8,8", Pick(Token("o"), (Token("o1"), Token("o1")))),
        ("10", Decide(Token("d"), "")),
        ("10 because of the renewals", Decide(Token("d"), "because of the renewals")),
        ("11", Withdraw(Token("z"))),
    ],
)
def test_a_number_is_the_press_beside_it(typed: str, press: Press) -> None:
    assert pressed(PAINTED, typed) == press


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("0", "console.no_such_number"),
        ("12", "console.no_such_number"),
        ("yes", "console.no_number"),
        ("", "console.no_number"),
        ("-1", "console.no_number"),
        ("1,", "console.no_number"),
        ("1,2", "console.one_number"),
        ("3,5", "console.only_ticks"),
        ("3,1", "console.only_ticks"),
        ("3 with words", "console.only_ticks"),
        ("6", "console.words_wanted"),
        ("1 with words", "console.only_number"),
        ("11 with words", "console.only_number"),
    ],
)
def test_anything_else_is_refused_with_what_works(typed: str, refusal: str) -> None:
    with pytest.raises(Refusal) as refused:
        pressed(PAINTED, typed)
    assert refused.value.phrase.id == refusal
    assert say_in("en")(refused.value.phrase)


def test_a_message_without_buttons_says_so() -> None:
    with pytest.raises(Refusal) as refused:
        pressed([["text", "Hello", False]], "1")
    assert refused.value.phrase.id == "console.nothing_to_press"

"""What is drawn comes back as the press it stands for, as Teams sends it; what is garbage comes back as nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.parts import Button, Buttons, Card, Select, Ticks, Tone
from bot.ids import Token
from bot.presses import Do, Pick, Vote, Withdraw, parse
from handlers.teams.adaptive import paint
from handlers.teams.dialogs import card_dialog, confirm_dialog
from handlers.teams.elements import Opens
from handlers.teams.pressed import Pressed, form_values, mark_in, pressed_in, sought_in
from prompts.catalogue import say_in
from tests.handlers.slack.test_blocks import MARKED, everything, wires_of
from tests.handlers.teams.checking import actions, objects
from tests.size import FULL

SAY = say_in("en")
CARD = everything("Offline mode")
PAINTED = paint(CARD, SAY, token=MARKED)
WANTED = {wire.removeprefix("field:") for wire in wires_of(CARD)} - {"vote:t1", "vote:t2"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
OURS = st.sampled_from(
    [
        "cab",
        "mark",
        "text",
        "picked",
        "chosen",
        "from",
        "opens",
        "label",
        "sure",
        "tone",
        "several",
        "toggles",
        "field.a",
    ]
)
SPELT = st.sampled_from(
    ["chosen", "see", "confirm", "do:a", "vote:a", "send:a+b", "a", "danger", "picked", ":", "vote:"]
)


def test_every_press_comes_back_from_a_message() -> None:
    assert {each.wire for each in presses(PAINTED.content)} == WANTED


def test_every_press_comes_back_from_a_dialog() -> None:
    content = card_dialog(CARD, SAY, mark=MARKED).content
    assert {each["type"] for each in actions(content)} == {"Action.Submit"}
    assert "task/fetch" not in str(content)
    assert {each.wire for each in presses(content)} == WANTED


def test_old_clients_send_the_same() -> None:
    for action in actions(PAINTED.content):
        if action["type"] == "Action.Execute":
            assert pressed_in(action["fallback"]["data"]) == pressed_in(action["data"])


def test_every_press_says_which_message_it_was_made_in() -> None:
    assert {each.mark for each in presses(PAINTED.content)} == {MARKED}
    assert mark_in(PAINTED.content) == MARKED


def test_what_is_ticked_comes_with_the_button_beneath_it() -> None:
    (sent,) = [each for each in presses(PAINTED.content) if each.wire == "pick:p"]
    assert sent.picked == (Token("t1"),)
    assert parse(sent.wire, picked=sent.picked) == Pick(Token("p"), (Token("t1"),))


def test_the_second_list_of_a_card_brings_its_own_choice() -> None:
    boxes = [Ticks((Button("A", Vote(Token(f"a{n}"))),), Pick(Token(f"p{n}"), (Token(f"a{n}"),))) for n in range(2)]
    lists = [Select("One", (Button("A", Do(Token(f"d{n}"))),)) for n in range(2)]
    content = paint(Card(summary="x", parts=(*boxes, *lists)), SAY).content
    found = {each.wire: each.picked for each in presses(content)}
    assert (found["pick:p0"], found["pick:p1"]) == ((Token("a0"),), (Token("a1"),))
    assert {"do:d0", "do:d1"} <= set(found)


def test_a_button_that_asks_first_brings_its_question() -> None:
    risky = Button("Erase me", Withdraw(Token("w")), Tone.DANGER, confirm="For good?")
    (action,) = actions(paint(Card(summary="x", parts=(Buttons((risky,)),)), SAY, token=MARKED).content)
    asked = pressed_in(action["data"])
    assert asked is not None
    assert (asked.opens, asked.asking) == (Opens.CONFIRM, risky)
    (sure,) = actions(confirm_dialog(risky, SAY, MARKED).content)
    assert pressed_in(sure["data"]) == Pressed(wire="withdraw:w", mark=MARKED)


def test_what_has_to_be_written_or_chosen_first_says_so() -> None:
    opened = {each.wire: each.opens for each in presses(PAINTED.content) if each.opens is not None}
    assert opened == {
        "pick:r": Opens.FORM,
        "write:o": Opens.TEXT,
        "tell:c": Opens.CHANNEL,
        "withdraw:w": Opens.CONFIRM,
    }


def test_a_card_that_refreshes_itself_is_no_press() -> None:
    content = paint(CARD, SAY, token=MARKED, refresh=["29:a"]).content
    data = content["refresh"]["action"]["data"]  # type: ignore[index]
    seen = pressed_in(data)
    assert seen is not None
    assert (seen.sees, seen.mark) == (True, MARKED)


def test_nothing_chosen_is_a_press_of_nothing() -> None:
    assert pressed_in({"cab": "chosen", "mark": "m"}) == Pressed(wire="", mark="m")


def test_what_was_typed_comes_as_the_text_of_its_press() -> None:
    typed = pressed_in({"cab": "write:o", "mark": "m", "text": "We need it\nnow."})
    assert typed == Pressed(wire="write:o", mark="m", text="We need it\nnow.")


@pytest.mark.parametrize(
    "data", [None, "", "vote:a", 3, [], ["cab"], {}, {"cab": None}, {"cab": 3}, {"cab": ""}, {"cab": "x" * 2000}]
)
def test_garbage_is_no_press(data: object) -> None:
    assert pressed_in(data) is None


@settings(max_examples=1000 if FULL else 60, deadline=None)
@given(data=JSON | st.dictionaries(OURS | st.text(max_size=5), SPELT | JSON, max_size=8), more=JSON)
def test_nothing_that_comes_in_breaks_the_reading(data: object, more: object) -> None:
    found = pressed_in(data)
    assert found is None or isinstance(found.wire, str)
    form_values(data)
    mark_in(data)
    mark_in({"body": more})
    sought_in({"dataset": more, "queryText": data})


def test_ticks_that_are_no_tokens_are_left_out() -> None:
    found = pressed_in({"cab": "pick:p", "picked": "t1,,t 2,<at>,t3," + "x" * 65})
    assert found is not None
    assert found.picked == (Token("t1"), Token("t3"))


def presses(content: object) -> Iterator[Pressed]:
    """Every action pressed once, with the boxes as they are ticked from the start, and every option of a list."""
    for action in actions(content):
        for inputs in filled(content, action["data"]):
            pressed = pressed_in({**action["data"], **inputs})
            assert pressed is not None
            yield pressed


def filled(content: object, data: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """What stands in the inputs of a card when an action is pressed."""
    lists = [each for each in objects(content) if each.get("type") == "Input.ChoiceSet"]
    ticked = {each["id"]: each["value"] for each in lists if "value" in each}
    mine = next((each for each in lists if each["id"] == data.get("from", data["cab"])), None)
    if data["cab"] == "chosen" and mine is not None:
        for choice in mine["choices"]:
            yield {**ticked, mine["id"]: choice["value"]}
    else:
        yield ticked

"""What is drawn comes back as the press it stands for, as Slack sends it."""

from collections.abc import Iterator, Mapping

from bot.ids import Token
from handlers.slack import blocks, elements, payloads
from handlers.slack.blocks import paint
from handlers.slack.payloads import Pressed, mark_of, pressed_in
from prompts.catalogue import say_in
from tests.handlers.slack.test_blocks import MARKED, everything, wires_of

Json = Mapping[str, object]
CARD = everything("Offline mode")
PAINTED = paint(CARD, say_in("en"), token=MARKED)


def test_both_sides_spell_alike() -> None:
    assert (elements.FIELD, blocks.MARK) == (payloads.FIELD, payloads.MARK)


def test_a_posted_message_is_recognised() -> None:
    assert mark_of({"blocks": PAINTED.blocks}) == MARKED


def test_every_press_comes_back() -> None:
    came = list(presses())
    spelt = {("field:" if press.action_field else "") + press.pressed.wire for press in came}
    ticked = {"vote:t1", "vote:t2"}
    assert spelt == wires_of(CARD) - ticked


def test_what_is_ticked_comes_with_the_button_beneath_it() -> None:
    (sent,) = [came.pressed for came in presses() if came.pressed.wire == "pick:p"]
    assert sent.picked == (Token("t1"),)


def test_the_chosen_channel_is_the_text_of_its_press() -> None:
    (chosen,) = [came.pressed for came in presses() if came.pressed.wire == "tell:c"]
    assert chosen.text == "C1"


class Came:
    """One press with what its value said."""

    def __init__(self, action: Json, pressed: Pressed) -> None:
        self.pressed = pressed
        self.action_field = str(action.get("value", "")).startswith(elements.FIELD)


def presses() -> Iterator[Came]:
    """Every element pressed once, with the boxes as they are ticked from the start."""
    for block, element in shown():
        for action in actions(element):
            whole = {
                "actions": [{**action, "block_id": block.get("block_id", "b"), "action_ts": "1.0"}],
                "state": state(),
            }
            pressed = pressed_in(whole)
            if pressed is not None:
                yield Came(action, pressed)


def shown() -> Iterator[tuple[Json, Json]]:
    """Every element with its block."""
    for block in (*PAINTED.blocks, *PAINTED.thread_blocks):
        if block["type"] == "actions":
            for element in block["elements"]:  # type: ignore[attr-defined]
                yield block, element
        if isinstance(block.get("accessory"), Mapping):
            yield block, block["accessory"]  # type: ignore[misc]


def actions(element: Json) -> Iterator[Json]:
    """How each thing in an element comes back."""
    kind = element["type"]
    if kind in ("overflow", "static_select"):
        for option in element["options"]:  # type: ignore[attr-defined]
            yield {"type": kind, "action_id": element["action_id"], "selected_option": option}
    elif kind == "conversations_select":
        yield {"type": kind, "action_id": element["action_id"], "selected_conversation": "C1"}
    elif kind == "checkboxes":
        yield {"type": kind, "action_id": element["action_id"], "selected_options": element["options"]}
    else:
        yield {"type": kind, "action_id": element["action_id"], "value": element["value"], "text": element["text"]}


def state() -> Json:
    """The boxes as they are ticked from the start."""
    return {
        "values": {
            str(block["block_id"]): {str(element["action_id"]): {"selected_options": element["initial_options"]}}
            for block, element in shown()
            if element["type"] == "checkboxes"
        }
    }

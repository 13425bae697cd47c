"""A dialog comes back as it was filled in, keeps what was typed where something is wrong, and carries only ids."""

from dataclasses import replace
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.cards.form import (
    ChoiceField,
    Form,
    FormValue,
    NumberField,
    Offer,
    SeveralField,
    TextField,
    ToggleField,
    Writing,
)
from bot.cards.parts import Button, Card, Text, Title, Tone
from bot.ids import Token
from bot.presses import Withdraw
from bot.texts import Phrase
from handlers.teams.dialogs import (
    card_dialog,
    choose_dialog,
    confirm_dialog,
    form_dialog,
    search_results,
    text_dialog,
)
from handlers.teams.pressed import Pressed, form_values, pressed_in, sought_in
from prompts.catalogue import say_in
from tests.handlers.teams.checking import actions, faults, objects, size, texts

SAY = say_in("en")


def offers(count: int, *, name: str = "Offer") -> tuple[Offer, ...]:
    """That many things to choose."""
    return tuple(Offer(value=f"v{n}", label=f"{name} {n}") for n in range(count))


FORM = Form(
    token=Token("f"),
    title="Ask your customers",
    submit="Look at it first",
    fields=(
        TextField(key="question", label="Question", hint="One thing only", value="*Which* <b>?", most=300),
        TextField(key="why", label="Why", lines=True, most=5000, optional=True),
        NumberField(key="days", label="Days", value=5, least=1, most=30),
        ChoiceField(key="kind", label="Kind", offers=offers(3), chosen="v1"),
        ChoiceField(key="board", label="Board", offers=offers(40), chosen="v9"),
        SeveralField(
            key="segments", label="Segments", offers=(Offer(value="Banks, small", label="Banks, small"), *offers(4))
        ),
        SeveralField(key="accounts", label="Companies", offers=offers(60)),
        ToggleField(key="live", label="Show the count", on=True),
    ),
)
FILLED: dict[str, FormValue] = {
    "question": "Which?",
    "why": "",
    "days": "40",
    "kind": "v2",
    "board": "v30",
    "segments": ("Banks, small", "v1"),
    "accounts": (),
    "live": False,
}


def sent(content: object) -> dict[str, Any]:
    """What comes back when a dialog is sent as it stands."""
    (action,) = actions(content)
    inputs = {
        each["id"]: each.get("value", "") for each in objects(content) if str(each.get("type")).startswith("Input.")
    }
    return {**action["data"], **inputs}


def test_a_dialog_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    assert form_dialog(FORM, SAY, wire="do:f", mark="m1").content == snapshot


def test_teams_takes_a_form_of_every_kind_of_field() -> None:
    dialog = form_dialog(FORM, SAY, wire="do:f", mark="m1")
    assert faults(dialog.content) == []
    assert dialog.title == "Ask your customers"
    assert dialog.task()["task"]["type"] == "continue"  # type: ignore[index]


def test_a_form_that_is_sent_as_it_stands_comes_back_so() -> None:
    pressed = pressed_in(sent(form_dialog(FORM, SAY, wire="do:f", mark="m1").content))
    assert pressed is not None
    assert (pressed.wire, pressed.mark, pressed.opens) == ("do:f", "m1", None)
    assert pressed.fields == {
        "question": "*Which* <b>?",
        "why": "",
        "days": "5",
        "kind": "v1",
        "board": "v9",
        "segments": (),
        "accounts": (),
        "live": True,
    }


def test_what_was_filled_in_is_kept_where_something_has_to_be_put_right() -> None:
    wrong = {"days": Phrase("form.bad_days", {"most": 30}), "": Phrase("form.choose_some")}
    content = form_dialog(FORM, SAY, wire="do:f", mark="m1", errors=wrong, values=FILLED).content
    assert faults(content) == []
    assert form_values(sent(content)) == FILLED
    body = content["body"]
    assert isinstance(body, list)
    named = [each.get("id") or next(texts(each)) for each in body]
    assert named[0] == SAY(Phrase("form.choose_some"))
    assert named[named.index("field.days") + 1] == SAY(Phrase("form.bad_days", {"most": 30}))


@pytest.mark.parametrize(
    ("came", "value"),
    [("Which?", "Which?"), ("", ""), (None, ""), (5, "5"), (5.0, "5"), ({"a": 1}, ""), (["a"], "")],
)
def test_what_comes_back_from_a_field_is_a_text(came: object, value: str) -> None:
    assert form_values({"field.key": came, "other": "x"}) == {"key": value}


def test_a_list_of_hundreds_brings_what_fits_and_looks_up_the_rest() -> None:
    many = ChoiceField(key="account", label="Company", offers=offers(900, name="Company " * 12), chosen="v777")
    several = SeveralField(key="accounts", label="Companies", offers=offers(900, name="Company " * 12))
    content = form_dialog(replace(FORM, fields=(many, several)), SAY, wire="do:f", mark="m1").content
    assert faults(content) == []
    one, some = [each for each in objects(content) if each.get("type") == "Input.ChoiceSet"]
    assert one["value"] == "v777"
    assert 10 <= len(one["choices"]) < 900
    found = sought_in({"queryText": "Nor", "dataset": one["choices.data"]["dataset"]})
    assert found is not None
    assert (found.key, found.wire, found.typed, found.several) == ("account", "do:f", "Nor", False)
    others = sought_in({"queryText": "Nor", "dataset": some["choices.data"]["dataset"]})
    assert others is not None
    assert (others.key, others.several) == ("accounts", True)


def test_what_is_looked_up_is_spelt_as_in_the_list() -> None:
    banks = Offer(value="Banks, small", label="*Banks*, small")
    assert search_results([banks], SAY)["value"] == {"results": [{"title": "∗Banks∗, small", "value": "Banks, small"}]}
    spelt = search_results([banks], SAY, several=True)["value"]
    assert spelt == {"results": [{"title": "∗Banks∗, small", "value": "Banks%2C small"}]}
    assert form_values({"several": ["a"], "field.a": "Banks%2C small"}) == {"a": ("Banks, small",)}


@pytest.mark.parametrize("value", [None, 3, {}, {"dataset": "x"}, {"dataset": "|do:a"}, {"dataset": "a|" + "x" * 2000}])
def test_what_is_sought_in_no_list_of_ours_is_nothing(value: object) -> None:
    assert sought_in(value) is None


def test_a_proposed_text_stands_in_its_field_letter_for_letter() -> None:
    dialog = text_dialog(title="Write", say=SAY, wire="write:w", mark="m1", proposed="<at>x</at> *x*\n{{DATE(1)}}")
    assert faults(dialog.content) == []
    assert pressed_in(sent(dialog.content)) == Pressed(wire="write:w", mark="m1", text="<at>x</at> *x*\n{{DATE(1)}}")


def test_a_place_to_write_says_what_is_asked_and_what_was_wrong() -> None:
    asked = Writing(label="What slows you down?", hint="One line is enough", example="The export …", optional=True)
    dialog = text_dialog(title="Write", say=SAY, wire="write:w", mark="", writing=asked, error="Too long.")
    assert faults(dialog.content) == []
    assert {"What slows you down?", "One line is enough", "The export …", "Too long."} <= set(texts(dialog.content))
    assert "isRequired" not in str(dialog.content)
    assert "isRequired" in str(text_dialog(title="Write", say=SAY, wire="write:w", mark="").content)


def test_one_of_a_list_comes_back_as_the_text_of_its_press() -> None:
    channels = [(f"19:{n}@thread.tacv2", f"Channel {n}") for n in range(30)]
    dialog = choose_dialog(title="Where?", label="Channel", offers=channels, say=SAY, wire="tell:c", mark="m1")
    assert faults(dialog.content) == []
    chosen = pressed_in({**sent(dialog.content), "text": "19:7@thread.tacv2"})
    assert chosen == Pressed(wire="tell:c", mark="m1", text="19:7@thread.tacv2")


@pytest.mark.parametrize("count", [0, 3, 12, 1000])
def test_a_list_of_any_length_can_be_shown(count: int) -> None:
    channels = [(f"19:{'x' * 60}{n}@thread.tacv2", f"Channel {n}") for n in range(count)]
    dialog = choose_dialog(title="Where?", label="Channel", offers=channels, say=SAY, wire="tell:c", mark="m1")
    assert faults(dialog.content) == []
    assert len(actions(dialog.content)) == (1 if count else 0)


def test_a_question_before_a_press_has_the_button_once_more() -> None:
    risky = Button("Erase me", Withdraw(Token("w")), Tone.DANGER, confirm="For good?")
    dialog = confirm_dialog(risky, SAY, "m1")
    assert faults(dialog.content) == []
    (again,) = actions(dialog.content)
    assert (again["title"], again["style"], again["data"]) == (
        "Erase me",
        "destructive",
        {"cab": "withdraw:w", "mark": "m1"},
    )
    assert "For good?" in list(texts(dialog.content))


def test_the_window_of_a_card_is_named_after_it_and_does_not_say_it_twice() -> None:
    card = Card(summary="x", parts=(Title("Thank you"), Text("Kept.")))
    dialog = card_dialog(card, SAY)
    assert dialog.title == "Thank you"
    assert list(texts(dialog.content)) == ["Kept."]
    long = "Thank you very much indeed for all that you have told us so far"
    longer = card_dialog(replace(card, parts=(Title(long), Text("Kept."))), SAY)
    assert longer.title == "Just for you"
    assert list(texts(longer.content)) == [long, "Kept."]


def test_a_dialog_is_as_short_as_a_message_has_to_be() -> None:
    card = Card(summary="x", parts=tuple(Text("words " * 200) for _ in range(60)))
    content = card_dialog(card, SAY, mark="m1").content
    assert faults(content) == []
    assert size(content) > 20_000

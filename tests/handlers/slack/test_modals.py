"""A form comes back as it was filled in, and carries nothing but ids."""

import json

import pytest

from bot.cards.form import ChoiceField, Form, NumberField, Offer, SeveralField, TextField, ToggleField
from bot.cards.parts import Button, Ticks
from bot.ids import Token
from bot.presses import Pick, Vote
from handlers.slack.modals import form_modal, form_values, loading_modal, ticked_in, ticks_modal, write_modal
from prompts.catalogue import say_in
from tests.handlers.slack.checking import view_faults

SAY = say_in("en")


def offers(count: int) -> tuple[Offer, ...]:
    """That many things to choose."""
    return tuple(Offer(value=f"v{n}", label=f"Offer {n}") for n in range(count))


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
        SeveralField(key="segments", label="Segments", offers=offers(8)),
        SeveralField(key="accounts", label="Companies", offers=offers(60)),
        ToggleField(key="live", label="Show the count", on=True),
    ),
)


def test_slack_takes_a_form_of_every_kind_of_field() -> None:
    view = form_modal(FORM, SAY, wire="do:f", mark="m1")
    assert view_faults(view) == []
    assert (view["callback_id"], view["private_metadata"]) == ("form", "do:f|m1")


def test_every_field_stands_in_a_block_of_its_own_name() -> None:
    view = form_modal(FORM, SAY, wire="do:f")
    assert [block["block_id"] for block in view["blocks"]] == [field.key for field in FORM.fields]  # type: ignore[attr-defined]


def test_a_proposed_text_stands_in_its_field_letter_for_letter() -> None:
    assert '"initial_value": "*Which* <b>?"' in json.dumps(form_modal(FORM, SAY, wire="do:f"))
    assert "<@U1> *x*" in json.dumps(write_modal(title="Write", say=SAY, wire="write:w", proposed="<@U1> *x*"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({"type": "plain_text_input", "value": "Which?"}, "Which?"),
        ({"type": "plain_text_input", "value": None}, ""),
        ({"type": "number_input", "value": "5"}, "5"),
        ({"type": "radio_buttons", "selected_option": {"value": "v1"}}, "v1"),
        ({"type": "static_select", "selected_option": None}, ""),
        ({"type": "checkboxes", "selected_options": [{"value": "v1"}, {"value": "v2"}]}, ("v1", "v2")),
        ({"type": "multi_static_select", "selected_options": []}, ()),
    ],
)
def test_what_was_filled_in_comes_back_by_the_key_of_its_field(field: dict[str, object], value: object) -> None:
    assert form_values({"state": {"values": {"key": {"text": field}}}}) == {"key": value}


def test_what_was_ticked_comes_back_as_tokens() -> None:
    ticks = Ticks(tuple(Button(f"Option {n}", Vote(Token(f"v{n}"))) for n in range(11)), Pick(Token("p")))
    view = ticks_modal(ticks, SAY, title="Which?")
    state = {
        block["block_id"]: {block["element"]["action_id"]: {"selected_options": block["element"]["options"][:1]}}
        for block in view["blocks"]  # type: ignore[attr-defined]
    }
    assert ticked_in({"state": {"values": state}}) == (Token("v0"), Token("v10"))


def test_a_dialog_can_be_opened_before_there_is_anything_in_it() -> None:
    assert view_faults(loading_modal(SAY)) == []

"""Dialogs and the Home tab: a place to write, boxes to tick, a form, or a card shown in a window of its own.

What a dialog carries with it is the press it completes and the mark of the message it was opened from, nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import (
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputInteractiveElement,
    NumberInputElement,
)
from slack_sdk.models.views import View

from bot.cards.form import (
    ChoiceField,
    Form,
    FormField,
    FormValue,
    NumberField,
    SeveralField,
    TextField,
    ToggleField,
    Writing,
)
from bot.cards.parts import Buttons, Card, Part, Rule, Ticks, Title, Words
from bot.ids import Token
from bot.presses import wire as spelt
from bot.texts import Phrase, Say
from handlers.slack.blocks import drawn
from handlers.slack.elements import LABEL, MOST_BOXES, Names, boxes, plain
from prompts.letters import blank, clipped, visible, words

ViewJson = dict[str, object]

TITLE = 24
MOST_BLOCKS = 100
ROOM = 50_000
"""Characters in a view; Slack counts a view in bytes, and takes 250 KB."""
MOST_TYPED = 3000
MOST_RADIO = 5
"""Choices that are shown all at once; more become a list to open."""
MOST_OFFERED = 100
"""Choices that a list may hold; of more, those are looked up that fit what somebody types."""
HINT = 300
PLACEHOLDER = 150
ASKED = 2000
"""Characters of the label above a field."""
TEXT = "text"


def write_modal(
    *,
    title: Words,
    say: Say,
    wire: str,
    mark: str = "",
    proposed: str = "",
    label: Words | None = None,
    optional: bool = False,
    submit: Words | None = None,
    writing: Writing | None = None,
) -> ViewJson:
    """One place to write, with `proposed` in it from the start; sent with the press `wire`.

    `writing` says what is asked there; without it the title stands above the field as well.
    """
    asked = writing or Writing(label=label or "")
    field = PlainTextInputElement(
        action_id=TEXT,
        multiline=True,
        max_length=MOST_TYPED,
        initial_value=_typed(proposed),
        focus_on_load=True,
        placeholder=plain(asked.example, say, PLACEHOLDER, one_line=False) if asked.example else None,
    )
    block = InputBlock(
        block_id=TEXT,
        label=plain(asked.label or title, say, ASKED),
        hint=plain(asked.hint, say, HINT) if asked.hint else None,
        element=field,
        optional=optional or asked.optional,
    )
    return _modal(
        [block], title, say, callback="write", carried=_carried(wire, mark), submit=submit or Phrase("slack.send")
    )


def ticks_modal(part: Ticks, say: Say, *, title: Words, mark: str = "") -> ViewJson:
    """The boxes of a multiple-choice question, those already picked ticked."""
    label = plain(Phrase("slack.ticks"), say, HINT)
    found, _ = boxes(part, say, Names())
    blocks: list[Block] = [
        InputBlock(block_id=f"ticks-{number}", label=label, element=element, optional=True)
        for number, element in enumerate(found)
        if isinstance(element, InputInteractiveElement)
    ]
    carried = _carried(spelt(part.press), mark)
    return _modal(blocks, title, say, callback="ticks", carried=carried, submit=Phrase("slack.send"))


def ticked_in(view: Mapping[str, Any]) -> tuple[Token, ...]:
    """What was ticked in a `ticks_modal` that was sent."""
    return tuple(
        Token(str(option["value"]).partition(":")[2])
        for fields in view["state"]["values"].values()
        for field in fields.values()
        for option in field.get("selected_options") or ()
    )


def loading_modal(say: Say) -> ViewJson:
    """Shown at once, since a dialog must be opened within seconds; another one takes its place."""
    wait = Phrase("slack.loading")
    return _modal([SectionBlock(text=plain(wait, say, HINT))], wait, say, callback="loading")


def card_modal(card: Card, say: Say) -> ViewJson:
    """A card in a window of its own; what would stand in a thread stands beneath a line."""
    title = next((part.words for part in card.parts if isinstance(part, Title)), card.summary)
    parts: tuple[Part, ...] = (*card.parts, Rule(), *card.more)
    fits = len(words(title, say, HINT, one_line=True)) <= TITLE
    if fits and parts[0] == Title(title):
        parts = parts[1:]  # the window says it already
    blocks = drawn(parts, say, most=MOST_BLOCKS, room=ROOM) or [SectionBlock(text=plain(card.summary, say, MOST_TYPED))]
    return _modal(blocks, title if fits else Phrase("slack.for_you"), say, callback="card")


def final_modal(card: Card, say: Say, *, wire: str, mark: str, submit: Words) -> ViewJson:
    """The same without its buttons: the window's own sends it, with the press `wire`."""
    parts = tuple(part for part in card.parts if not isinstance(part, Buttons))
    view = card_modal(Card(summary=card.summary, parts=parts), say)
    return view | {
        "submit": plain(submit, say, TITLE).to_dict(),
        "close": plain(Phrase("slack.cancel"), say, TITLE).to_dict(),
        "private_metadata": _carried(wire, mark),
    }


def home_view(cards: Sequence[Card], say: Say) -> ViewJson:
    """The Home tab: card beneath card, with a line between them."""
    parts: list[Part] = []
    for card in cards:
        parts += [Rule(), *card.parts, *card.more]
    blocks = drawn(parts, say, most=MOST_BLOCKS, room=ROOM)
    return _json(View(type="home", blocks=blocks or [SectionBlock(text=plain(Phrase("slack.loading"), say, HINT))]))


def form_modal(form: Form, say: Say, *, wire: str, mark: str = "") -> ViewJson:
    """A form; every field's block is named after its key, so that a mistake can be shown where it was made."""
    blocks = [_field(field, say) for field in form.fields]
    submit = form.submit if blocks else None
    return _modal(blocks, form.title, say, callback="form", carried=_carried(wire, mark), submit=submit)


def form_values(view: Mapping[str, Any]) -> dict[str, FormValue]:
    """What was filled in, by the key of each field."""
    return {str(key): _value(field) for key, fields in view["state"]["values"].items() for field in fields.values()}


def _value(field: Mapping[str, Any]) -> FormValue:
    match field:
        case {"type": "static_select" | "external_select" | "radio_buttons"}:
            return str((field.get("selected_option") or {}).get("value") or "")
        case {"type": "checkboxes" | "multi_static_select" | "multi_external_select"}:
            return tuple(str(option["value"]) for option in field.get("selected_options") or ())
        case _:
            return str(field.get("value") or "")


def _field(field: FormField, say: Say) -> InputBlock:
    element, optional = _element(field, say)
    hint = None if isinstance(field.hint, str) and blank(field.hint) else plain(field.hint, say, HINT)
    label = plain(field.label, say, HINT)
    return InputBlock(block_id=field.key, label=label, hint=hint, element=element, optional=optional)


def _element(field: FormField, say: Say) -> tuple[InputInteractiveElement, bool]:
    match field:
        case TextField(lines=lines, most=most, value=value, optional=optional):
            typed = _typed(value, most)
            return PlainTextInputElement(
                action_id=field.key, multiline=lines, max_length=min(most, MOST_TYPED), initial_value=typed
            ), optional
        case NumberField(value=number, least=least, most=most):
            return NumberInputElement(
                action_id=field.key,
                is_decimal_allowed=False,
                initial_value=str(number),
                min_value=str(least),
                max_value=str(most),
            ), False
        case ChoiceField(offers=offers, chosen=chosen, listed=listed, optional=optional):
            options = [Option(text=plain(each.label, say, LABEL), value=each.value) for each in offers]
            first = next((option for option in options if option.value == chosen), None)
            if len(options) <= MOST_RADIO and not listed:
                return RadioButtonsElement(action_id=field.key, options=options, initial_option=first), optional
            if len(options) > MOST_OFFERED:
                sought = plain(Phrase("slack.type_to_find"), say, PLACEHOLDER)
                return ExternalDataSelectElement(
                    action_id=field.key, placeholder=sought, initial_option=first, min_query_length=0
                ), optional
            return StaticSelectElement(action_id=field.key, options=options, initial_option=first), optional
        case SeveralField(offers=offers):
            options = [Option(text=plain(each.label, say, LABEL), value=each.value) for each in offers]
            if len(options) <= MOST_BOXES:
                return CheckboxesElement(action_id=field.key, options=options), True
            if len(options) > MOST_OFFERED:
                sought = plain(Phrase("slack.type_to_find"), say, PLACEHOLDER)
                return ExternalDataMultiSelectElement(action_id=field.key, placeholder=sought, min_query_length=0), True
            return StaticMultiSelectElement(action_id=field.key, options=options), True
        case ToggleField(label=label, on=on):
            yes = Option(text=plain(label, say, LABEL), value="on")
            return CheckboxesElement(action_id=field.key, options=[yes], initial_options=[yes] if on else None), True
        case _:
            assert_never(field)


def _modal(
    blocks: Sequence[Block],
    title: Words,
    say: Say,
    *,
    callback: str,
    carried: str | None = None,
    submit: Words | None = None,
) -> ViewJson:
    return _json(
        View(
            type="modal",
            callback_id=callback,
            title=PlainTextObject(text=words(title, say, TITLE, one_line=True), emoji=False),
            submit=None if submit is None else plain(submit, say, TITLE),
            close=plain(Phrase("slack.close" if submit is None else "slack.cancel"), say, TITLE),
            blocks=blocks,
            private_metadata=carried,
        )
    )


def _carried(wire: str, mark: str) -> str:
    return f"{wire}|{mark}"


def _typed(text: str, most: int = MOST_TYPED) -> str | None:
    """Text that stands in a field from the start, letter for letter; it comes back to us, so no signs are added."""
    shown = visible(text)
    room = min(most, MOST_TYPED)
    return (shown if len(shown) <= room else clipped(shown, room)) or None


def _json(view: View) -> ViewJson:
    found: ViewJson = view.to_dict()
    return found

"""The fields of a form as an Adaptive Card's inputs, each with what is wrong in it right beneath it."""

from collections.abc import Mapping, Sequence
from typing import assert_never
from urllib.parse import quote

from microsoft_teams.cards import (
    CardElement,
    Choice,
    ChoiceSetInput,
    ChoiceSetInputStyle,
    NumberInput,
    QueryData,
    TextInput,
    ToggleInput,
)

from bot.cards.form import ChoiceField, FormField, FormValue, NumberField, Offer, SeveralField, TextField, ToggleField
from bot.cards.parts import Words
from bot.texts import Phrase, Say
from handlers.teams.elements import SENTENCE
from handlers.teams.pressed import FIELD, ON, SEVERAL
from handlers.teams.text import LINE, inert, plain, rich, run, small
from prompts.letters import blank, clipped, visible

MOST_AT_ONCE = 7
"""Choices that are shown all at once; more become a list to open."""
MOST_LISTED = 15
"""Choices in a list without a place to type what is sought."""
MOST_OFFERED = 100
"""Choices that a dialog brings along; of more, those are looked up that fit what somebody types."""


def inputs_of(
    fields: Sequence[FormField],
    say: Say,
    *,
    wire: str,
    values: Mapping[str, FormValue],
    errors: Mapping[str, Phrase],
    most: int = MOST_OFFERED,
) -> list[CardElement]:
    """An input for each field, with `values` in them where there are any; lists bring at most `most` offers along."""
    found: list[CardElement] = []
    for field in fields:
        found.append(_input(field, say, values.get(field.key), wire, most))
        if field.key in errors:
            found.append(wrong(errors[field.key], say))
        if not (isinstance(field.hint, str) and blank(field.hint)):
            found.append(small(field.hint, say, most=LINE))
    return found


def wrong(said: Words, say: Say) -> CardElement:
    """What has to be put right."""
    return rich(run(plain(said, say, LINE), bold=True, color="Attention"), close=True)


def typed(text: str, most: int) -> str | None:
    """Text that stands in a field from the start, letter for letter; it comes back to us, so no signs are added."""
    shown = visible(text)
    return (shown if len(shown) <= most else clipped(shown, most)) or None


def choices(
    id_: str,
    offers: Sequence[Offer],
    say: Say,
    *,
    label: Words,
    chosen: Sequence[str],
    dataset: str,
    several: bool = False,
    most: int = MOST_OFFERED,
    listed: bool = False,
    optional: bool = False,
) -> ChoiceSetInput:
    """A list of offers: all at once, to open, or to type into; what is chosen is always among those it brings along."""
    first = [each for each in offers if each.value in chosen]
    shown = first + [each for each in offers if each.value not in chosen][: max(most - len(first), 0)]
    if len(shown) == len(offers):
        shown = list(offers)
    spell = without_commas if several else str
    return ChoiceSetInput(
        id=id_,
        label=plain(label, say, SENTENCE),
        choices=[Choice(title=inert(each.label, say, LINE), value=spell(each.value)) for each in shown],
        choices_data=None
        if len(shown) == len(offers)
        else QueryData(dataset=f"{dataset}|{SEVERAL}" if several else dataset),
        is_multi_select=several or None,
        style=_style(
            len(offers), looked_up=len(shown) < len(offers), chosen=bool(first) and not several, listed=listed
        ),
        wrap=True,
        value=",".join(spell(each.value) for each in first) or None,
        placeholder=plain(Phrase("teams.choose"), say, LINE),
        is_required=None if several or optional else True,
        error_message=None if several or optional else plain(Phrase("teams.choose_one"), say, LINE),
    )


def _input(field: FormField, say: Say, value: FormValue | None, wire: str, most_offers: int) -> CardElement:
    name, label = FIELD + field.key, plain(field.label, say, SENTENCE)
    needed = plain(Phrase("teams.fill_in"), say, LINE)
    dataset = f"{field.key}|{wire}"
    match field:
        case TextField(lines=lines, most=most, value=proposed, optional=optional):
            return TextInput(
                id=name,
                label=label,
                is_multiline=lines or None,
                max_length=most,
                value=typed(value if isinstance(value, str) else proposed, most),
                is_required=None if optional else True,
                error_message=None if optional else needed,
            )
        case NumberField(value=proposed, least=least, most=most):
            number = value if isinstance(value, str) else str(proposed)
            return NumberInput(
                id=name,
                label=label,
                min=least,
                max=most,
                value=int(number) if _is_number(number) else None,
                is_required=True,
                error_message=needed,
            )
        case ChoiceField(offers=offers, chosen=proposed, listed=listed, optional=optional):
            chosen = value if isinstance(value, str) else proposed
            return choices(
                name,
                offers,
                say,
                label=field.label,
                chosen=[chosen],
                dataset=dataset,
                most=most_offers,
                listed=listed,
                optional=optional,
            )
        case SeveralField(offers=offers):
            ticked = value if isinstance(value, tuple) else ()
            return choices(
                name,
                offers,
                say,
                label=field.label,
                chosen=ticked,
                dataset=dataset,
                several=True,
                most=most_offers,
            )
        case ToggleField(on=proposed):
            on = value if isinstance(value, bool) else proposed
            return ToggleInput(
                id=name,
                title=inert(field.label, say, SENTENCE),
                value=ON if on else "off",
                value_on=ON,
                value_off="off",
                wrap=True,
            )
        case _:
            assert_never(field)


def _style(count: int, *, looked_up: bool, chosen: bool, listed: bool) -> ChoiceSetInputStyle:
    """How a list is opened; where one may type, a client might show the value of what is chosen, not its name."""
    if count <= MOST_AT_ONCE and not listed:
        return "expanded"
    return "filtered" if looked_up or (count > MOST_LISTED and not chosen) else "compact"


def without_commas(value: str) -> str:
    """A value without commas, which part the chosen ones when they come back."""
    return quote(value, safe=" /:;@+=!'()*[]")


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 16

"""Reads what comes back from a card or a dialog: a press, what was ticked, chosen or typed with it; garbage is nothing.

An `Action.Execute` brings its data in `value.action.data` of the invoke, an `Action.Submit` in `value` of the message,
a dialog in `value.data`: the data are the same everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.cards.form import FormValue
from bot.cards.parts import Button, Tone
from bot.errors import Refusal
from bot.ids import Token
from bot.presses import LONGEST_TOKEN, parse
from handlers.teams.elements import (
    CAB,
    CHOSEN,
    INPUT,
    LABELLED,
    MARK,
    NAMED,
    OPENS,
    PICKED,
    SEE,
    SURE,
    TEXT,
    TONE,
    Opens,
)

FIELD = "field."
"""In front of a field's key, in the id of its input."""
SEVERAL, TOGGLES = "several", "toggles"
"""Where the data of a form name the fields that bring more than a text."""
ON = "on"
LONGEST_WIRE = 1000
MOST_PICKED = 100
LONGEST_SOUGHT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """One press."""

    wire: str
    """`kind:token`, as we put it there; `see` for a card that refreshes itself; empty where nothing was chosen."""
    mark: str = ""
    """The token of the message it was pressed in, as far as it is said."""
    text: str = ""
    picked: tuple[Token, ...] = ()
    fields: dict[str, FormValue] = field(default_factory=dict)
    """What stands in the fields of a form, by their keys."""
    opens: Opens | None = None
    """The dialog that is to be shown; the press is complete only with what comes back from it."""
    label: str = ""
    """What stood on a button that opens a dialog."""
    asking: Button | None = None
    """The button again whose question is to be asked first."""

    @property
    def sees(self) -> bool:
        """True when nobody pressed anything: the card wants to be drawn again for this person."""
        return self.wire == SEE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody types into a long list of a dialog, to see what fits."""

    key: str
    """Which field; `text` in a list to choose from."""
    wire: str
    """The press that the dialog completes."""
    typed: str
    several: bool
    """True where any number may be chosen: such values are spelt without commas."""


def sought_in(value: object) -> Sought | None:
    """What is sought, in the `value` of an invoke `application/search`; None for whatever we never sent."""
    if not isinstance(value, Mapping):
        return None
    key, _, rest = _text(value, "dataset").partition("|")
    wire, _, kind = rest.partition("|")
    if not key or not wire or len(wire) > LONGEST_WIRE:
        return None
    return Sought(key=key, wire=wire, typed=_text(value, "queryText")[:LONGEST_SOUGHT], several=kind == SEVERAL)


def pressed_in(data: object) -> Pressed | None:
    """The press in the data of an action; None for whatever we never sent. Never raises."""
    if not isinstance(data, Mapping):
        return None
    wire = _text(data, CAB)
    if wire == CHOSEN:
        wire = _text(data, _text(data, INPUT) or CHOSEN)
    elif not wire:
        return None
    if len(wire) > LONGEST_WIRE:
        return None
    mark = _text(data, MARK)
    opens = _opens(_text(data, OPENS))
    return Pressed(
        wire=wire,
        mark=mark if _is_token(mark) else "",
        text=_text(data, TEXT),
        picked=_picked(_text(data, _text(data, INPUT) or PICKED)),
        fields=form_values(data),
        opens=opens,
        label=_text(data, LABELLED),
        asking=_asking(data, wire) if opens is Opens.CONFIRM else None,
    )


def form_values(data: object) -> dict[str, FormValue]:
    """What was filled in, by the key of each field; nothing for what is no form."""
    if not isinstance(data, Mapping):
        return {}
    several, toggles = _names(data.get(SEVERAL)), _names(data.get(TOGGLES))
    found: dict[str, FormValue] = {}
    found.update(dict.fromkeys(several, ()))
    found.update(dict.fromkeys(toggles, False))
    for name, value in data.items():
        if not isinstance(name, str) or not name.startswith(FIELD):
            continue
        key, text = name.removeprefix(FIELD), _written(value)
        if key in several:
            found[key] = tuple(unquote(each) for each in text.split(",") if each)
        else:
            found[key] = text == ON if key in toggles else text
    return found


def mark_in(content: object) -> str:
    """The token of the message that a card stands in; empty for a card that is none of ours."""
    body = content.get("body") if isinstance(content, Mapping) else None
    for element in body if isinstance(body, list) else ():
        name = element.get("id") if isinstance(element, Mapping) else None
        if isinstance(name, str) and name.startswith(NAMED) and _is_token(name.removeprefix(NAMED)):
            return name.removeprefix(NAMED)
    return ""


def _asking(data: Mapping[object, object], wire: str) -> Button | None:
    try:
        press = parse(wire)
    except Refusal:
        return None
    tone = _text(data, TONE)
    return Button(_text(data, LABELLED), press, Tone(tone) if tone in set(Tone) else Tone.PLAIN, _text(data, SURE))


def _opens(spelt: str) -> Opens | None:
    return Opens(spelt) if spelt in set(Opens) else None


def _picked(spelt: str) -> tuple[Token, ...]:
    return tuple(Token(each) for each in spelt.split(",")[:MOST_PICKED] if _is_token(each))


def _names(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _text(data: Mapping[object, object], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _written(value: object) -> str:
    """What was typed, as a text: a client may send a number as one."""
    if isinstance(value, bool):
        return ON if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else ""


def _is_token(text: str) -> bool:
    return 0 < len(text) <= LONGEST_TOKEN and text.isascii() and text.isalnum()

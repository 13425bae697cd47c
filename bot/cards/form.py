"""A form to fill in and send as a whole: what a dialog shows, before any platform has drawn it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards.parts import Words
from bot.ids import Token
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """A line, or with `lines` several, to write."""

    key: str
    label: Words
    hint: Words = ""
    value: str = ""
    lines: bool = False
    most: int
    """Characters at most."""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What stands around the one place to write in a dialog: what is asked there, and how it is written."""

    label: Words = ""
    """Empty where the title of the dialog says it all."""
    hint: Words = ""
    example: Words = ""
    """Shown in the empty field; it is not sent."""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField:
    """A whole number."""

    key: str
    label: Words
    hint: Words = ""
    value: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing to choose; `value` is what comes back."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField:
    """One of several, `chosen` from the start."""

    key: str
    label: Words
    hint: Words = ""
    offers: tuple[Offer, ...]
    chosen: str
    listed: bool = False
    """True for a list to open, however short it is."""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralField:
    """Any number of several, none of them from the start."""

    key: str
    label: Words
    hint: Words = ""
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToggleField:
    """Yes or no."""

    key: str
    label: Words
    hint: Words = ""
    on: bool = False


FormField = TextField | NumberField | ChoiceField | SeveralField | ToggleField
FormValue = str | tuple[str, ...] | bool
"""What comes back from a field: text and numbers as typed, one choice, several, or yes and no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form; `token` says on its way back what it was for."""

    token: Token
    title: Words
    submit: Words
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What to put right before the form can be taken: one sentence for each field, by its key."""

    errors: Mapping[str, Phrase]

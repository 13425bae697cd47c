"""The few parts every message is made of; a painter for each platform draws the same ones."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.presses import Press
from bot.texts import Phrase

Words = Phrase | str
"""A phrase of ours, or text somebody wrote; painters escape the second and translate the first."""


class Tone(StrEnum):
    """How a button or line stands out."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Title:
    """The headline."""

    words: Words


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: Words
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    words: Words


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a customer, letter for letter, and whose they are as far as the reader may know."""

    text: str
    by: Words = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a tally: `value` is drawn as length, `label` says what, `figure` how much."""

    label: Words
    value: float
    figure: Words


@dataclass(frozen=True, slots=True)
class Bars:
    """A tally as horizontal bars, in the order given; one of value `most` has full length (None: the longest has)."""

    rows: tuple[Bar, ...]
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Short pairs of name and value."""

    rows: tuple[tuple[Words, Words], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two thoughts."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press."""

    label: Words
    press: Press
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons in one row or more."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """A list to tick any number of, then send: each button carries the vote it stands for."""

    options: tuple[Button, ...]
    press: Press


@dataclass(frozen=True, slots=True)
class Field:
    """A place to write, opened by a button labelled `label`; `proposed` stands in it from the start."""

    label: Words
    press: Press
    proposed: Words = ""


Part = Title | Text | Note | Quote | Bars | Facts | Rule | Buttons | Ticks | Field


@dataclass(frozen=True, slots=True)
class Card:
    """One message. `summary` is what a notification or a screen reader says of it."""

    summary: Words
    parts: tuple[Part, ...] = field(default=())

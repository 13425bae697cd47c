"""The few parts every message is made of; a painter for each platform draws the same ones."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.masking import masked
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
    """Words of a customer, letter for letter, and whose they are as far as the reader may know.

    E-mail addresses and telephone numbers are hidden in it by itself, so that no message or page can forget to.
    """

    text: str
    by: Words = ""
    as_said: bool = False
    """True where nothing is hidden: their own words before the person themselves, or a problem they want help with."""

    def __post_init__(self) -> None:
        if not self.as_said:
            object.__setattr__(self, "text", masked(self.text))


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
class Link:
    """A way out of the platform, e.g. to an issue; `url` is one we made or checked, never one that somebody wrote."""

    label: Words
    url: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two thoughts."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press; `confirm` is asked before a press that cannot be undone."""

    label: Words
    press: Press
    tone: Tone = Tone.PLAIN
    confirm: Words | None = None


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
class Ranking:
    """Options to be put in order, in a window that `label` opens; each carries the vote it stands for.

    The order of `press` is the one from the start; at a terminal it is typed.
    """

    label: Words
    options: tuple[Button, ...]
    press: Press


@dataclass(frozen=True, slots=True)
class Field:
    """A place to write, opened by a button labelled `label`; `proposed` stands in it from the start."""

    label: Words
    press: Press
    proposed: Words = ""


MOST_ENTRIES = 5


@dataclass(frozen=True, slots=True)
class Menu:
    """The ⋯ menu: what is seldom wanted, at most `MOST_ENTRIES` entries."""

    entries: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: a value at each tick, None where nothing was measured."""

    label: Words
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over weeks, one tick a week; `alt` says in a sentence what the picture shows, for those who cannot see it.

    Where no picture can be shown, `alt` and a small line of signs for each series take its place.
    """

    alt: Words
    title: Words
    ticks: tuple[str, ...]
    series: tuple[Series, ...]


MOST_OPTIONS = 100


@dataclass(frozen=True, slots=True)
class Select:
    """A drop-down of at most `MOST_OPTIONS` options: choosing one is pressing its button."""

    label: Words
    options: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class PickChannel:
    """A choice of one channel of the platform; the id of the chosen one travels as the text of `press`."""

    label: Words
    press: Press


Part = (
    Title
    | Text
    | Note
    | Quote
    | Bars
    | Facts
    | Link
    | Rule
    | Buttons
    | Ticks
    | Ranking
    | Field
    | Menu
    | Chart
    | Select
    | PickChannel
)


@dataclass(frozen=True, slots=True)
class Card:
    """One message. `summary` is what a notification or a screen reader says of it.

    `more` is the detail that stands in the thread beneath the message, or beneath a line where there are no threads.
    What is `lasting` is needed after a window is closed: it stands in the person's own chat as well.
    A reply takes the place of what was pressed where only one person sees both; one that is `beside` it leaves it
    standing, because it is needed again. One that is `personal` is a list of the reader's own that they go on with:
    it stands where they are alone with the bot, since their view of what all see ends when that is drawn anew.
    """

    summary: Words
    parts: tuple[Part, ...] = field(default=())
    more: tuple[Part, ...] = field(default=())
    beside: bool = False
    lasting: bool = False
    personal: bool = False
    about: str = field(default="", repr=False, compare=False)
    """What it is the latest word on, for one person: an earlier card about the same need not be shown any more."""

"""The digest as a page: the same twelve lines first, then everything they rest on, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.parts import Card, Part, Quote, Words
from bot.domain.attendance import Attendance
from bot.domain.boards import Board
from bot.domain.suggestions import State
from bot.domain.visibility import Turnout
from bot.texts import Phrase

MOST_QUOTES = 6
"""Quotes beneath one theme or suggestion; what is left out is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """One theme with what it rests on."""

    title: str
    turnout: Turnout
    """How many say so, of all whom the board asks."""
    trend: Phrase | None
    intensity: Phrase | None
    weeks: tuple[int, ...]
    """How many companies brought it up in each week of the page."""
    quotes: tuple[Quote, ...]
    more: int = 0
    """Quotes that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision about a suggestion."""

    at: datetime
    state: State
    reason: str
    by: str
    customer_text: str
    """What customers read; empty where they were told nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRow:
    """One suggestion with its evidence, and what was decided about it."""

    label: str
    title: str
    state: State
    count: Phrase
    accounts: int
    accounts_asked: int
    anonymous: bool
    """True where only the number of answers is known."""
    remarks: tuple[Phrase, ...]
    chosen_by: tuple[str, ...]
    """The companies that chose it; empty where it was drawn from people's own words."""
    quotes: tuple[Quote, ...]
    more: int = 0
    heard: tuple[Part, ...] = ()
    """What was said on calls, marked as such and in no count."""
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollColumn:
    """One poll of which it may be told which companies took part."""

    label: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Which companies took part in which polls."""

    polls: tuple[PollColumn, ...]
    rows: tuple[Attendance, ...]
    anonymous: int
    """Polls that are left out, because nobody can tell who took part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPage:
    """A digest with everything it rests on, as it stands at `at`; for the product team alone."""

    board: Board
    week: str
    since: datetime
    at: datetime
    card: Card
    """The message; its first part stands on top of the page."""
    asked: Turnout
    weeks: tuple[str, ...]
    themes: tuple[ThemeRow, ...]
    emerging: tuple[ThemeRow, ...]
    voices: tuple[Quote, ...]
    """Every answer, while there are too few to group."""
    suggestions: tuple[SuggestionRow, ...]
    polls: tuple[Card, ...]
    """The reports of the polls that closed in the seven days before."""
    participation: Participation
    silent: Sequence[str]
    dissent: Words | None
    waiting: tuple[str, ...] = ()
    """Polls that closed since the themes were last grouped, which the next digest will count in."""

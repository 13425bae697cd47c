"""Groups of answers that say the same thing, over a board's last 90 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ids import AccountId, AnswerId, BoardId, OrganisationId, PersonId, RoundId, ThemeId

WINDOW = timedelta(days=90)
COMPANIES_TO_STAND = 2
"""A theme of one company is emerging: shown apart, never dropped."""


class Trend(StrEnum):
    """How a theme fares against the window before."""

    NEW = "new"
    UP = "up"
    DOWN = "down"
    NO_EVIDENCE = "no_evidence"
    """Fewer than two companies were gained or lost: nothing can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A stretch of one answer: its text from `start` to `end`, letter for letter."""

    answer_id: AnswerId
    round_id: RoundId
    account_id: AccountId
    person_id: PersonId
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubTheme:
    """A finer thing that some of a theme's answers say."""

    title: str
    answer_ids: tuple[AnswerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One thing that several answers say."""

    id: ThemeId
    organisation_id: OrganisationId
    board_id: BoardId
    title: str
    quote: Excerpt | None
    """The most central short answer that may be shown; None when all of them are held back."""
    quote_text: str
    members: tuple[Excerpt, ...]
    """Every stretch of every answer in it."""
    answers: int
    people: int
    accounts: int
    intensity: float | None
    """Mean rating of those who said it, shrunk towards the board's mean; None where nobody rated."""
    value_rank: int | None
    """Its place when themes are ordered by recurring revenue instead; None where no revenue is known."""
    flips: bool = False
    """True when two companies with another mind would change its place."""
    named: bool = False
    """True when a person gave it its title, which nothing may reword."""
    parts: tuple[SubTheme, ...] = ()
    """The sub-themes in it, largest first; empty where it is all of one piece."""
    trend: Trend = Trend.NEW
    companies_before: tuple[AccountId, ...] | None = None
    """Companies behind it in the 90 days before, or while the board is too young for that at the digest before the
    latest one; None where it was not there yet."""
    companies_at_digest: tuple[AccountId, ...] | None = None
    """Companies behind it at the latest digest; None where it was not there yet."""
    first_said_at: datetime
    """When the first of its answers was said."""
    since: datetime
    """Start of the window the counts are over."""
    computed_at: datetime

    @property
    def companies(self) -> frozenset[AccountId]:
        """The companies behind it."""
        return frozenset(each.account_id for each in self.members)

    @property
    def answer_ids(self) -> tuple[AnswerId, ...]:
        """Each answer once, in order."""
        return tuple(dict.fromkeys(each.answer_id for each in self.members))

    @property
    def emerging(self) -> bool:
        """True while a single company says it."""
        return self.accounts < COMPANIES_TO_STAND

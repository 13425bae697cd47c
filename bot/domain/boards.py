"""Advisory boards: who is asked together, in which language and by which clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ids import BoardId, OrganisationId, PersonId


class BoardKind(StrEnum):
    """Whose voice a board gathers."""

    CUSTOMER = "customer"
    CLIENT_ZERO = "client_zero"
    """The vendor's own staff, as the first customer; here staff answers count."""


FEWEST = 2


def stands(kind: BoardKind, *, people: int, accounts: int) -> bool:
    """True when enough say a thing for it to be more than one voice: two companies; of the own staff, two people."""
    return accounts >= FEWEST or (kind is BoardKind.CLIENT_ZERO and people >= FEWEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One advisory board; `slug` is what people type to name it."""

    id: BoardId
    organisation_id: OrganisationId
    slug: str
    name: str
    kind: BoardKind
    zone: str
    language: str
    created_at: datetime
    next_digest_at: datetime | None = None
    """When the board's weekly digest is next looked at; None until the first round closes."""
    asks_per_week: int = 1
    """How often one person is asked within seven days; this and the next two are looked at by schedules."""
    asks_per_month: int = 3
    """How often one person is asked within thirty days."""
    rounds_per_week: int = 2
    """How many polls go to one company within seven days."""
    quiet_from: int = 20 * 60
    """When the evening begins, in minutes since midnight where people are: nothing is sent from then on."""
    quiet_until: int = 8 * 60
    """When the morning begins, likewise."""
    sponsor_id: PersonId | None = None
    """Who reads a short report each month; None where nobody does."""
    next_sponsor_at: datetime | None = None
    """When that report is next written."""
    owner_id: PersonId | None = None
    """Who of the own staff runs it, besides the admins; None where nobody does."""
    keep_days: int | None = None
    """How many days after its close a poll is kept with all that was said in it; None: for ever."""

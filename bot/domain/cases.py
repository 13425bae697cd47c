"""Problems that members report, and what staff hear beside the polls: each with a number, until somebody settles it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ids import AccountId, BoardId, OrganisationId, PersonId, RoundId

LONGEST_REPORT = 2000


class CaseKind(StrEnum):
    """How it came to us."""

    REPORT = "report"
    """A problem."""
    FEEDBACK = "feedback"
    """What a customer wrote in a channel, kept by one of the staff; it never counts as an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One of them; people call it C1."""

    id: str
    organisation_id: OrganisationId
    board_id: BoardId
    number: int
    account_id: AccountId | None
    """The company it concerns; None where nobody can tell."""
    person_id: PersonId | None
    """Who said it; None for somebody whom we do not know."""
    round_id: RoundId | None
    """The poll in whose menu it was reported."""
    text: str
    kind: str
    """One of `CaseKind`."""
    opened_at: datetime
    closed_at: datetime | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return f"C{self.number}"

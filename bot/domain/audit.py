"""What was tried with a right, by whom and how it ended; never what anybody said."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ids import OrganisationId, PersonId


class Outcome(StrEnum):
    """How a try ended."""

    DONE = "done"
    DENIED = "denied"
    """Refused because of who asked."""
    REFUSED = "refused"
    """Refused because of what was asked."""
    FAILED = "failed"
    """It broke; nothing is known of how far it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One try."""

    id: str
    organisation_id: OrganisationId
    at: datetime
    person_id: PersonId | None
    """None for somebody whom we do not know."""
    deed: str
    """The verb: a command's or a button's."""
    subject_id: str
    """What it was about: a board's id, or a label such as P12."""
    outcome: str
    """One of `Outcome`."""
    number: int | None = None
    """Its place in the organisation's list, from 1 and without a gap; None until it is tied to the list."""
    link: str | None = None
    """What ties it to the entry before it (see `bot/domain/audit_chain.py`); None until it is tied to the list."""

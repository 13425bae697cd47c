"""What somebody wrote in the thread of a poll: it waits, sealed, until its author says whether it counts."""

from dataclasses import dataclass
from datetime import datetime

from bot.ids import OrganisationId, RoundId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply."""

    id: str
    organisation_id: OrganisationId
    round_id: RoundId
    place: str
    """Where it stands, spelt as a place."""
    identity: str
    """Whose it is, spelt as an identity: only they may let it count."""
    sealed: bytes
    """The words, readable only with the installation's key."""
    said_at: datetime

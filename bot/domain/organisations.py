"""The vendor that runs boards: the tenant whose id every row carries."""

from dataclasses import dataclass
from datetime import datetime

from bot.ids import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One vendor; it owns workspaces, boards, accounts and people, and sees no other vendor's."""

    id: OrganisationId
    name: str
    created_at: datetime
    ai_since: datetime | None = None
    """When an admin allowed that an AI service reads answers; None while it may not."""

"""What a product manager decided about a suggestion, and what customers read about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ids import DecisionId, OrganisationId, PersonId, SuggestionId

MOST_LETTERS = 600
"""Of a reason, and of what customers read."""


class Verdict(StrEnum):
    """What can be decided about a suggestion."""

    EXPLORE = "explore"
    PLAN = "plan"
    DECLINE = "decline"
    SHIP = "ship"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One change of a suggestion's state."""

    id: DecisionId
    organisation_id: OrganisationId
    suggestion_id: SuggestionId
    number: int
    """1 for a suggestion's first decision, and so on."""
    verdict: Verdict
    by: PersonId
    at: datetime
    reason: str
    """For the vendor's own people; never leaves the product channel."""
    customer_text: str
    """What customers read once `told_at` is set; empty until a product manager has approved a text."""
    told_at: datetime | None = None

"""Customer companies."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.ids import AccountId, OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One customer company; `key` is its short name in files and commands, unique in the organisation."""

    id: AccountId
    organisation_id: OrganisationId
    key: str
    name: str
    segment: str = ""
    tier: str = ""
    arr: Decimal | None = None
    """Annual recurring revenue in whole currency units of the vendor; None where nobody said."""
    industry: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2, for public holidays; empty where unknown."""
    renewal_on: date | None = None
    rival_group: str = ""
    """Accounts that share a non-empty rival group must never see each other."""
    ai_since: datetime | None = None
    """When this company allowed that an AI service reads its answers; None while it may not."""
    owner_id: PersonId | None = None
    """Who of the own staff looks after this company; None where nobody does."""

"""Humans, and the accounts on chat platforms by which they are recognised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import Refusal
from bot.ids import OrganisationId, PersonId
from bot.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One user account on one platform, as the platform itself vouches for it.

    Spelt `platform:workspace:user`, e.g. `slack:T0123:U0456`, everywhere outside the database.
    """

    platform: str
    workspace: str
    user: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}:{self.user}"

    @classmethod
    def parse(cls, text: str) -> "Identity":
        """The identity spelt by `text`; Refusal when it has not three parts."""
        parts = text.strip().split(":", 2)
        if len(parts) != 3 or not all(parts):
            raise Refusal(Phrase("identity.bad", {"text": text}))
        return cls(platform=parts[0].lower(), workspace=parts[1], user=parts[2])


class Role(StrEnum):
    """What somebody of the vendor has been appointed to; customers have none."""

    NONE = "none"
    PRODUCT_MANAGER = "product_manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One human in an organisation; linked to identities, or erased, as a whole."""

    id: PersonId
    organisation_id: OrganisationId
    name: str
    language: str
    zone: str
    staff: bool = False
    """True for the vendor's own people: their taps never count as a customer's."""
    role: Role = Role.NONE
    paused_until: datetime | None = None
    gone_at: datetime | None = None
    """Since when their account on the platform is closed: nothing is sent to them and no right is theirs."""
    budget: int | None = None
    """How often in thirty days they want to be asked at most; None where the board's own budget holds."""


def paused(person: Person, at: datetime) -> bool:
    """True when somebody wants to be left alone then: nobody names them, reminds them or writes to them."""
    return person.paused_until is not None and person.paused_until > at


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever acted just now, before we know whether we know them; every field comes from a verified source."""

    identity: Identity
    name: str = ""
    language: str = ""
    zone: str = ""
    staff: bool = False
    also: tuple[Identity, ...] = ()
    """Other spellings of the same account, as the platform itself tells them: in a group of workspaces it has one in
    each, and one in the group."""

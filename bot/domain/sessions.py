"""Who reads on the web: a link from the chat that works once, and the session that it begins.

Of both only a hash is kept, so that nobody can read themselves in out of the database. What a session may see is not
in it: that is looked up, by the person, at every request.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.ids import Ids, OrganisationId, PersonId, fresh_key

LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
LONGEST = 200
"""Characters; what is longer was never ours and is not even looked at."""
_SPELT = re.compile(r"([a-z2-7]{26})\.([0-9a-f]{32})\.([a-z2-7]{26})")


class Pass(StrEnum):
    """What a secret lets in to."""

    LINK = "sign-in link"
    SESSION = "web session"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One link: good for one person, once, for a quarter of an hour."""

    organisation_id: OrganisationId
    hashed: str
    person_id: PersonId
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
    """Since when it is worth nothing: it was used, or replaced by a newer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser in which somebody is signed in."""

    organisation_id: OrganisationId
    hashed: str
    person_id: PersonId
    made_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret as a request shows it, signed by us for that organisation; whether it is worth anything says its row."""

    organisation_id: OrganisationId
    secret: str

    @property
    def hashed(self) -> str:
        """What is kept of it."""
        return sha256(self.secret.encode()).hexdigest()


def made(ids: Ids, kind: Pass, organisation_id: OrganisationId) -> tuple[str, Shown]:
    """A new secret of 128 bits, as it is handed out: it fits into a line of a chat."""
    secret = fresh_key().hex()[:32]
    return f"{organisation_id}.{secret}.{_signature(ids, kind, organisation_id, secret)}", Shown(
        organisation_id, secret
    )


def shown(ids: Ids, kind: Pass, text: str) -> Shown | None:
    """What `text` spells; None for anything that we did not sign for just this purpose."""
    found = _SPELT.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or not hmac.compare_digest(_signature(ids, kind, found[1], found[2]), found[3]):
        return None
    return Shown(OrganisationId(found[1]), found[2])


def _signature(ids: Ids, kind: Pass, organisation_id: str, secret: str) -> str:
    return ids.of(kind.value, organisation_id, secret)

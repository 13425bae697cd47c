"""Tokens by which other programs speak to the JSON API: shown once, kept as a hash, good for one purpose."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from bot.ids import ApiTokenId, BoardId, Ids, OrganisationId, fresh_key

_SPELT = re.compile(r"cab_([a-z2-7]{26})_([0-9a-f]{64})_([a-z2-7]{26})")


class Scope(StrEnum):
    """What a token is good for."""

    EVENTS = "events"
    """Tell of moments of a customer's journey."""
    READ = "read"
    """Ask what became of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """One token as we know it: enough to recognise it, not enough to use it."""

    id: ApiTokenId
    organisation_id: OrganisationId
    name: str
    """What it is for, in the words of whoever had it made."""
    scopes: tuple[str, ...]
    board_id: BoardId | None
    """Set when it speaks of this board alone."""
    hashed: str
    made_at: datetime
    revoked_at: datetime | None = None

    def may(self, scope: Scope) -> bool:
        """True when it was made for that."""
        return scope.value in self.scopes


@dataclass(frozen=True, slots=True)
class Spelt:
    """A token as a request carries it, signed by us; what it is good for stands in its row."""

    id: ApiTokenId
    secret: str


def made_token(ids: Ids, token_id: ApiTokenId) -> tuple[str, str]:
    """A new token, and the hash of its secret to keep.

    The secret has 256 random bits, so that a plain hash cannot be searched; the signature lets us refuse what we never
    gave out without looking anything up.
    """
    secret = fresh_key().hex()
    return f"cab_{token_id}_{secret}_{_signature(ids, token_id, secret)}", hash_of(secret)


def spelt(ids: Ids, text: str) -> Spelt | None:
    """The token that `text` spells; None for anything that we did not sign."""
    found = _SPELT.fullmatch(text)
    if found is None or not hmac.compare_digest(_signature(ids, found[1], found[2]), found[3]):
        return None
    return Spelt(ApiTokenId(found[1]), found[2])


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def matches(known: ApiToken, given: Spelt) -> bool:
    """True when the secret is the one of the token, and the token was not revoked; compared in constant time."""
    return hmac.compare_digest(known.hashed, hash_of(given.secret)) and known.revoked_at is None


def _signature(ids: Ids, token_id: str, secret: str) -> str:
    return ids.of("api token", token_id, secret)

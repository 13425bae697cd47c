"""The one-time code by which the first admin shows that they sit at the operator's screen."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ids import OrganisationId

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs that nobody mistakes for another."""
LENGTH = 6
MOST_TRIES = 5
TRIES_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A code that was printed; kept as a hash, so that nobody can read it out of the database."""

    organisation_id: OrganisationId
    code_hash: str
    made_at: datetime
    used_at: datetime | None = None
    """Since when it is worth nothing: it was used, or replaced by a newer one."""


def spelt(secret: bytes) -> str:
    """The code that a secret spells, e.g. `K7QM-4X`; it needs at least six bytes."""
    signs = "".join(SIGNS[byte % len(SIGNS)] for byte in secret[:LENGTH])
    return f"{signs[:4]}-{signs[4:]}"


def tidied(code: str) -> str:
    """What somebody typed as it would be printed, whatever they did with hyphens, blanks and capitals."""
    signs = re.sub(r"[^0-9A-Z]", "", code.upper())
    return f"{signs[:4]}-{signs[4:]}"

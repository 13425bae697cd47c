"""Ties each entry of the audit to the one before it, so that nobody can change or remove one unnoticed.

An entry's link is the SHA-256 of the link before it and of the entry itself, spelt as canonical JSON. Whoever changes
a row would have to write every later link anew, and a copy of any later link, kept elsewhere, would tell.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from bot.domain.audit import AuditEntry

START = "0" * 64
"""What stands before the first entry."""


class Harm(StrEnum):
    """What is wrong with the first bad entry."""

    CHANGED = "changed"
    """It does not say any more what it said when it was written."""
    MISSING = "missing"
    """It was removed, or stands in another place."""
    FOREIGN = "foreign"
    """It was never counted: somebody put it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first entry that is not as it was written; nothing after it can be relied on."""

    number: int
    harm: Harm


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """How far a list is known to be whole: up to the entry `number`, whose link is `link`."""

    number: int = 0
    link: str = START


def link_after(previous: str, entry: AuditEntry) -> str:
    """The link of `entry` where the entry before it has the link `previous`; the spelling is a promise for ever."""
    spelt = json.dumps(
        {
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "deed": entry.deed,
            "id": entry.id,
            "number": entry.number,
            "organisation_id": entry.organisation_id,
            "outcome": entry.outcome,
            "person_id": entry.person_id,
            "subject_id": entry.subject_id,
        },
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(f"{previous}\n{spelt}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of looking at every entry."""

    length: int
    """How many were ever written."""
    broken: Break | None
    link: str = START
    """The link of the last one that is as it was written."""


def at_the_end(tied: Tied, length: int) -> Checked:
    """What came of it once the last entry was looked at, where `length` were ever written."""
    if tied.number == length:
        return Checked(length=length, broken=None, link=tied.link)
    if tied.number < length:
        return Checked(length=length, broken=Break(number=tied.number + 1, harm=Harm.MISSING))
    return Checked(length=length, broken=Break(number=length + 1, harm=Harm.FOREIGN))


def follow(tied: Tied, entries: Iterable[AuditEntry]) -> Tied | Break:
    """How far the list is whole with the next `entries`, in their order; or the first that is not as it was written."""
    for entry in entries:
        expected = tied.number + 1
        if entry.number != expected:
            return Break(number=expected, harm=Harm.MISSING)
        if entry.link != link_after(tied.link, entry):
            return Break(number=expected, harm=Harm.CHANGED)
        tied = Tied(number=expected, link=entry.link)
    return tied

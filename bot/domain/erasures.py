"""Erasing a person: who asked for it, what is left of them, and how a message from before is told from a new one."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.domain.people import Identity, Person
from bot.ids import Ids, OrganisationId, PersonId, Token, fresh_key

MOST_MARKS = 4_096
"""Marks remembered by a process: everybody's is asked for at each press, and a board has some dozens of people."""
OMITTED = "[…]"
"""Stands where words of somebody stood who was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One wish to be erased; it outlives crashes, and forgets whose it was as soon as it is fulfilled."""

    id: str
    organisation_id: OrganisationId
    person_id: PersonId | None
    """Who is to be erased; None from the moment on at which their data is gone."""
    asked_at: datetime
    done_at: datetime | None = None
    """When the last trace was wiped; None while something is left to do."""


def fresh_id() -> str:
    """A random id that nothing leads to."""
    return Ids(fresh_key()).of("fresh")


def voice_of_nobody(organisation_id: OrganisationId, now: datetime) -> Person:
    """What takes a person's place in finished polls, so that they are counted as before: an empty name, a random id.

    Nothing leads from it to the person, and no two erased people share one: one person stays one voice.
    """
    return Person(
        id=PersonId(fresh_id()), organisation_id=organisation_id, name="", language="en", zone="UTC", gone_at=now
    )


@lru_cache(maxsize=MOST_MARKS)
def mark_of(ids: Ids, organisation_id: OrganisationId, identity: Identity) -> Token:
    """The keyed mark of an identity that was erased; without the installation's secret it leads to nobody."""
    return Token(ids.of("erased", organisation_id, str(identity)))


def visitor_mark(ids: Ids, organisation_id: OrganisationId, identity: Identity) -> str:
    """How the list of tries names somebody who was no person of ours yet."""
    return ids.of("visitor", organisation_id, str(identity))

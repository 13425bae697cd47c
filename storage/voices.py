"""Voices without a name: what stands in finished polls for people who were erased."""

from sqlalchemy import select

from bot.ids import PersonId, RoundId
from storage.tables import answer, person, target
from storage.work import Work


async def asked_in(work: Work, round_id: RoundId) -> set[PersonId]:
    """The voices that a poll was meant for, or that answered it."""
    found: set[PersonId] = set()
    for table in (answer, target):
        query = (
            select(table.c.person_id)
            .join(person, (person.c.organisation_id == table.c.organisation_id) & (person.c.id == table.c.person_id))
            .where(table.c.organisation_id == work.organisation_id, table.c.round_id == round_id, person.c.name == "")
        )
        found |= {PersonId(each) for each in await work.connection.scalars(query)}
    return found

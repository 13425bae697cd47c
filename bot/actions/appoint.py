"""Makes one of the vendor's own people a product manager or an admin."""

from dataclasses import replace

from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.people import Identity, Person, Role
from bot.ids import PersonId
from storage import people


async def appoint(bot: Bot, board: Board, identity: Identity, name: str, role: Role) -> Person:
    """Staff with this identity and role; whoever is known already keeps their name. Idempotent."""
    async with bot.database.begin(board.organisation_id) as work:
        known = await people.find(work, identity)
        if known is not None and known.staff and known.role is role:
            return known
        person = known or Person(
            id=PersonId(bot.ids.of("person", board.organisation_id, str(identity))),
            organisation_id=board.organisation_id,
            name=name,
            language=board.language,
            zone=board.zone,
        )
        person = replace(person, staff=True, role=role)
        await people.save(work, person, identity)
    return person

"""Changes the role of one of the staff; whoever has none any more runs nothing, and their schedules rest."""

from dataclasses import replace

from bot.actions.owners import let_go
from bot.actions.rest_schedules import rest_schedules
from bot.actions.rights import admins_of
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.rights import given_card
from bot.domain.boards import Board
from bot.domain.people import Identity, Role
from bot.errors import Refusal
from bot.texts import Phrase
from storage import people


async def set_role(bot: Bot, board: Board, identity: Identity, role: Role) -> Card:
    """Change the role of one of the staff by name; the last admin stays one, so that somebody can."""
    async with bot.database.begin(board.organisation_id) as work:
        person = await people.find(work, identity)
        if person is None or not person.staff:
            raise Refusal(Phrase("rights.not_staff", {"name": str(identity)}))
        others = [each for each in await admins_of(work) if each.id != person.id]
        if person.role is Role.ADMIN and role is not Role.ADMIN and not others:
            raise Refusal(Phrase("rights.last_admin"))
        await people.save(work, replace(person, role=role))
        if role is Role.NONE:
            await let_go(work, person)
            await rest_schedules(bot, work, person)
    return given_card(person.name, role)

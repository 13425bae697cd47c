"""Whoever may run a command on this machine owns the database: at the command line they act as an admin."""

from bot.actions.appoint import appoint
from bot.actions.enrol import board_named, the_organisation
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.people import Identity, Person, Role
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase
from storage import boards

OPERATOR = Identity(platform="cli", workspace="local", user="operator")


async def operator(bot: Bot, board: Board) -> Person:
    """The admin at the command line."""
    return await appoint(bot, board, OPERATOR, "Operator", Role.ADMIN)


async def operator_of(bot: Bot, organisation_id: OrganisationId) -> Person:
    """The same where no board is meant; Refusal while there is none at all."""
    async with bot.database.read(organisation_id) as work:
        known = await boards.all(work)
    if not known:
        raise Refusal(Phrase("board.none_yet"))
    return await operator(bot, known[0])


async def board_meant(bot: Bot, name: str | None) -> Board:
    """The board called `name`; without a name, the only one there is."""
    organisation = await the_organisation(bot, board=name)
    async with bot.database.read(organisation.id) as work:
        if name is not None:
            return await board_named(work, name)
        known = await boards.all(work)
    if not known:
        raise Refusal(Phrase("board.none_yet"))
    if len(known) > 1:
        raise Refusal(Phrase("board.which", {"known": ", ".join(board.slug for board in known)}))
    return known[0]

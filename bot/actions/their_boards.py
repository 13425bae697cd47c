"""Finds the boards on which somebody has a right: by a role all of them, else those that were entrusted to them."""

from bot.access import Deed, Where, check, may
from bot.bot import Bot
from bot.domain.boards import Board
from bot.domain.people import Person
from bot.ids import BoardId, OrganisationId
from storage import boards
from storage.database import Work


async def theirs(work: Work, person: Person | None, deed: Deed = Deed.SEE, where: Where = Where.DIRECT) -> list[Board]:
    """The boards on which `person` has the right, the oldest first; nothing tells them of any other."""
    known = [board for board in await boards.all(work) if may(person, deed, where, about=board)]
    return sorted(known, key=lambda each: (each.created_at, each.id))


async def somewhere(work: Work, person: Person | None, deed: Deed, where: Where = Where.DIRECT) -> bool:
    """True for who has the right by a role, be there a board or not, or on any board."""
    return may(person, deed, where) or bool(await theirs(work, person, deed, where))


async def check_somewhere(work: Work, person: Person | None, deed: Deed, where: Where = Where.DIRECT) -> Person:
    """`person` when they have the right anywhere; Denied for others: they are not told which boards there are."""
    if person is None or not await somewhere(work, person, deed, where):
        return check(person, deed, where)
    return person


async def check_on_some_board(
    bot: Bot, organisation_id: OrganisationId, person: Person | None, deed: Deed, where: Where
) -> None:
    """The same for who has no transaction."""
    async with bot.database.read(organisation_id) as work:
        await check_somewhere(work, person, deed, where)


async def check_about(work: Work, person: Person | None, deed: Deed, board_id: BoardId) -> Person:
    """`person` when they have the right on just this board; else Denied."""
    if person is not None and may(person, deed):
        return person
    known = {each.id: each for each in await boards.all(work)}
    return check(person, deed, about=known.get(board_id))

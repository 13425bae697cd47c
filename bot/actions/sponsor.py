"""Who reads a board's monthly report, and when it is written: one private message on a month's first weekday."""

from dataclasses import replace
from datetime import datetime

from bot.access import Deed, check, may
from bot.actions.rights import notices_to
from bot.actions.sponsor_report import sponsor_report
from bot.bot import Bot
from bot.cards.parts import Card
from bot.cards.sponsor import no_sponsor_card, sponsor_card
from bot.commands import Sponsor
from bot.domain.boards import Board
from bot.domain.people import Identity, Person
from bot.domain.sponsors import first_report_after, month_told
from bot.errors import Refusal
from bot.ids import BoardId, OrganisationId, PersonId
from bot.texts import Phrase
from storage import boards, deliveries, people
from storage.database import Work


async def set_sponsor(bot: Bot, board: Board, typed: Sponsor) -> Card:
    """Let one of the own staff read a report each month, or nobody any more; without a name, say who reads it.

    Refusal for somebody who is no employee as far as we know, and for one whom no private message can reach.
    """
    async with bot.database.begin(board.organisation_id) as work:
        now = await boards.get(work, board.id)
        if typed.nobody:
            await boards.save(work, replace(now, sponsor_id=None, next_sponsor_at=None))
            return no_sponsor_card(now)
        if not typed.identity:
            reads = await sponsor_of(work, now)
            if reads is None or now.next_sponsor_at is None:
                return no_sponsor_card(now)
            return sponsor_card(now, reads, now.next_sponsor_at)
        person = await people.find(work, Identity.parse(typed.identity))
        if person is None or not person.staff or person.gone_at is not None:
            raise Refusal(Phrase("sponsor.not_staff", {"name": person.name if person else typed.identity}))
        if not await notices_to(bot, work, [person], "sponsor"):
            raise Refusal(Phrase("sponsor.unreachable", {"name": person.name, "board": now.name}))
        due = first_report_after(bot.now(), now.zone)
        await boards.save(work, replace(now, sponsor_id=person.id, next_sponsor_at=due))
    return sponsor_card(now, person, due)


async def report_to_sponsor(bot: Bot, organisation_id: OrganisationId, board_id: BoardId, due: datetime) -> None:
    """Send the report that a board owes for `due`, once; for a time that has been dealt with nothing happens.

    What it says is read from the rows when it goes out; the month it tells of is over by then.
    """
    async with bot.database.begin(organisation_id) as work:
        board = await boards.get(work, board_id)
        if board.next_sponsor_at != due:
            return
        await boards.save(work, replace(board, next_sponsor_at=first_report_after(bot.now(), board.zone)))
        reads = await sponsor_of(work, board)
        if reads is None or not may(reads, Deed.READ_MONTH, about=board):
            return  # Who is no employee any more reads nothing internal.
        month = month_told(due, board.zone)
        await deliveries.make(work, await notices_to(bot, work, [reads], f"sponsor@{board.id}@{month}"))


async def month_report(bot: Bot, organisation_id: OrganisationId, board_id: BoardId, by: Person | None) -> Card:
    """The report about the month that is over, for who may read it at any time: its sponsor, who runs it, an admin."""
    async with bot.database.read(organisation_id) as work:
        board = await boards.get(work, board_id)
        check(by, Deed.READ_MONTH, about=board)
        return await sponsor_report(work, board, month_told(bot.now(), board.zone))


async def sponsor_of(work: Work, board: Board) -> Person | None:
    """Who reads the report; None where nobody does, or they were erased."""
    if board.sponsor_id is None:
        return None
    known: dict[PersonId, Person] = {each.id: each for each in await people.all(work)}
    return known.get(board.sponsor_id)

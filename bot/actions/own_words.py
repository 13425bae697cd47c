"""What anybody may type about nobody but themselves: their answers, a pause, who sees what, a problem."""

from typing import assert_never

from bot.actions.board_meant import any_board
from bot.actions.menu import Guest, guest_of
from bot.actions.my_answers import my_answers
from bot.actions.pause import end_pause, offer_pause, pause_for
from bot.actions.report_problem import report_from_menu
from bot.actions.run_menu import who_sees
from bot.bot import Bot
from bot.cards.home import stranger_card
from bot.cards.menu import stranger_card as not_asked_card
from bot.cards.parts import Card
from bot.commands import Complain, MyAnswers, OwnCommand, PauseMe, ResumeMe, WhoSees
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.people import Person, Visitor
from bot.ids import OrganisationId
from storage import boards, channels, members


async def own_words(
    bot: Bot, typed: OwnCommand, organisation_id: OrganisationId, person: Person | None, visitor: Visitor, place: Place
) -> Card:
    """What a member's line brings about, the same as the menu of a poll would; for them alone."""
    board = await own_board(bot, organisation_id, person, place)
    if board is None:
        return stranger_card()
    guest = await guest_of(bot, organisation_id, board.id, visitor, place)
    match typed:
        case MyAnswers():
            return await my_answers(bot, guest)
        case WhoSees():
            return await who_sees(bot, guest)
        case PauseMe(length=None):
            return await offer_pause(bot, guest)
        case PauseMe() | ResumeMe():
            return await _pause(bot, typed, guest)
        case Complain(text=text):
            return await report_from_menu(bot, guest, text)
        case _:
            assert_never(typed)


async def own_board(bot: Bot, organisation_id: OrganisationId, person: Person | None, place: Place) -> Board | None:
    """The board of `place`; elsewhere one on which the person sits, or else the oldest; None when there is none."""
    async with bot.database.read(organisation_id) as work:
        here = {each.board_id for each in await channels.at(work, place)}
        if person is not None and not here:
            for board in sorted(await boards.all(work), key=lambda each: (each.created_at, each.id)):
                if await members.seats(work, board.id, person.id):
                    return board
    return await any_board(bot, organisation_id, place)


async def _pause(bot: Bot, typed: PauseMe | ResumeMe, guest: Guest) -> Card:
    if guest.person is None:
        return not_asked_card()
    if isinstance(typed, PauseMe) and typed.length is not None:
        return await pause_for(bot, guest.organisation_id, guest.person.id, typed.length)
    return await end_pause(bot, guest.organisation_id, guest.person.id)

"""The buttons of members beside the options: what each of them leads to."""

from bot.actions.count_reply import count_reply
from bot.actions.data_rights import erase_myself, explain_erasing
from bot.actions.menu import Guest, guest_of
from bot.actions.my_answers import export_mine, leave, my_answers
from bot.actions.pause import end_pause, not_my_area, offer_pause, pause
from bot.actions.preview import test_pressed
from bot.actions.report_problem import report_from_menu
from bot.actions.rights import actor
from bot.actions.sign_in import sign_in_card
from bot.bot import Bot
from bot.cards.menu import who_sees_card
from bot.cards.parts import Card
from bot.domain.channels import Place
from bot.domain.errands import MENU, Errand, ErrandKind
from bot.domain.people import Visitor
from bot.errors import Refusal
from bot.ids import PersonId
from bot.texts import Phrase
from storage import consent, members

FOR_MEMBERS = frozenset(
    {
        *MENU,
        ErrandKind.PAUSE_WEEK,
        ErrandKind.PAUSE_MONTH,
        ErrandKind.PAUSE_OPEN,
        ErrandKind.END_PAUSE,
        ErrandKind.EXPORT_MINE,
        ErrandKind.ERASE_MINE,
        ErrandKind.ERASE_MINE_NOW,
        ErrandKind.LEAVE,
        ErrandKind.COUNT_REPLY,
        ErrandKind.TEST_PRESS,
        ErrandKind.OPEN_WEB,
    }
)


async def run_menu(bot: Bot, errand: Errand, text: str, visitor: Visitor, place: Place) -> Card:
    """What a button of a member brings about; what concerns one person alone carries that person's name."""
    owner, subject = errand.organisation_id, errand.subject_id
    match errand.kind:
        case ErrandKind.NOT_MY_AREA:
            return await not_my_area(bot, await guest_of(bot, owner, subject, visitor, place))
        case ErrandKind.PAUSE_ME:
            return await offer_pause(bot, await guest_of(bot, owner, subject, visitor, place))
        case ErrandKind.WHO_SEES:
            return await who_sees(bot, await guest_of(bot, owner, subject, visitor, place))
        case ErrandKind.MY_ANSWERS:
            return await my_answers(bot, await guest_of(bot, owner, subject, visitor, place))
        case ErrandKind.REPORT:
            return await report_from_menu(bot, await guest_of(bot, owner, subject, visitor, place), text)
        case ErrandKind.COUNT_REPLY:
            return await count_reply(bot, owner, subject, visitor)
        case ErrandKind.TEST_PRESS:
            return await test_pressed(bot, owner, subject)
        case ErrandKind.OPEN_WEB:
            return await sign_in_card(bot, owner, await actor(bot, owner, visitor))
        case _ if errand.person_id is None:
            raise Refusal(Phrase("press.unknown"))
        case ErrandKind.PAUSE_WEEK | ErrandKind.PAUSE_MONTH | ErrandKind.PAUSE_OPEN as length:
            return await pause(bot, owner, PersonId(subject), length)
        case ErrandKind.END_PAUSE:
            return await end_pause(bot, owner, PersonId(subject))
        case ErrandKind.EXPORT_MINE:
            return await export_mine(bot, owner, PersonId(subject))
        case ErrandKind.ERASE_MINE:
            return await explain_erasing(bot, owner, PersonId(subject))
        case ErrandKind.ERASE_MINE_NOW:
            return await erase_myself(bot, owner, PersonId(subject))
        case ErrandKind.LEAVE:
            return await leave(bot, owner, PersonId(subject))
        case _:
            raise Refusal(Phrase("press.unknown"))


async def who_sees(bot: Bot, guest: Guest) -> Card:
    """Who may read what is answered; a person who is alone from their company is told that it means them."""
    async with bot.database.read(guest.organisation_id) as work:
        seats = await members.of_board(work, guest.board.id)
        allowed = await consent.given(work)
    there = {seat.person_id for seat in seats if seat.account_id == guest.account_id}
    me = guest.person.id if guest.person is not None else None
    if guest.round is not None:
        ai_reads = allowed.covers(guest.round, guest.account_id)
    else:
        ai_reads = guest.account_id is not None and allowed.since(guest.account_id) is not None
    alone = guest.account_id is not None and there <= {me}
    return who_sees_card(board=guest.board, round_=guest.round, alone=alone, ai_reads=ai_reads)

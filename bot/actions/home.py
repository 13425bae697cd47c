"""What somebody can do right now, as buttons: for whoever types nothing but the name of the bot."""

from bot.access import Deed, may
from bot.actions.company import duties_of
from bot.actions.drafts import drafts_of
from bot.actions.offer import offer
from bot.actions.rights import admins_of
from bot.actions.set_up import is_set_up, set_up_card_for
from bot.bot import Bot
from bot.cards.home import colleague_card, gone_card, member_card, staff_card, stranger_card
from bot.cards.owners import own_duties
from bot.cards.parts import Card, Part, Rule
from bot.domain.boards import Board
from bot.domain.errands import ErrandKind
from bot.domain.people import Person, Visitor
from bot.ids import OrganisationId
from storage import members
from storage.database import Work

READS = (
    ErrandKind.SHOW_RESULTS,
    ErrandKind.SHOW_ROADMAP,
    ErrandKind.SHOW_STATUS,
    ErrandKind.SHOW_SUMMARY,
    ErrandKind.SHOW_SCHEDULE,
    ErrandKind.SHOW_HELP,
)
FOR_ADMINS = (ErrandKind.REHEARSE, ErrandKind.CUSTOMERS)
"""What an admin still needs once the steps are behind them."""
MOST_DUTIES = 10
"""Companies with a button; the others can be typed."""


async def home_of(
    bot: Bot, organisation_id: OrganisationId, person: Person | None, visitor: Visitor | None, board: Board | None
) -> Card:
    """Buttons for just what this person may do; a colleague without rights can ask for them."""
    if person is not None and person.gone_at is not None:
        return gone_card()
    if person is not None and (may(person, Deed.SEE) or may(person, Deed.SEE, about=board)):
        if board is None:
            return await set_up_card_for(bot, organisation_id, person)
        async with bot.database.begin(organisation_id) as work:
            web = (ErrandKind.OPEN_WEB,) if bot.policy.address else ()
            reads = {kind: await offer(bot, work, kind, board.id) for kind in (*READS, *web)}
            new_poll = await offer(bot, work, ErrandKind.NEW_POLL, board.id)
            library = await offer(bot, work, ErrandKind.FIRST_POLL, board.id)
            admin = {kind: await offer(bot, work, kind, board.id) for kind in FOR_ADMINS}
            duties = await _duties(bot, work, person)
        finished = not may(person, Deed.SET_UP) or await is_set_up(bot, organisation_id, person)
        card = staff_card(
            board=board,
            reads=reads,
            new_poll=new_poll,
            library=library,
            admin=admin if finished and may(person, Deed.SET_UP) else None,
            drafts=await drafts_of(bot, person),
            duties=duties,
        )
        if finished:
            return card
        steps = await set_up_card_for(bot, organisation_id, person)
        return Card(summary=steps.summary, parts=(*steps.parts, Rule(), *card.parts))
    if (visitor is not None and visitor.staff) or (person is not None and person.staff):
        async with bot.database.begin(organisation_id) as work:
            ask = await offer(bot, work, ErrandKind.ASK_FOR_RIGHTS, organisation_id)
            return colleague_card(ask, claim=not await admins_of(work), duties=await _duties(bot, work, person))
    if person is None or board is None:
        return stranger_card()
    async with bot.database.begin(organisation_id) as work:
        if not await members.seats(work, board.id, person.id):
            return stranger_card()
        return member_card(
            board=board,
            mine=await offer(bot, work, ErrandKind.MY_ANSWERS, board.id),
            sees=await offer(bot, work, ErrandKind.WHO_SEES, board.id),
            pause=await offer(bot, work, ErrandKind.PAUSE_ME, board.id),
            report=await offer(bot, work, ErrandKind.REPORT, board.id),
            web=await offer(bot, work, ErrandKind.OPEN_WEB, board.id) if bot.policy.address else None,
        )


async def _duties(bot: Bot, work: Work, person: Person | None) -> tuple[Part, ...]:
    """What was entrusted to somebody, besides or without a role."""
    if person is None:
        return ()
    looked_after, read = await duties_of(work, person)
    companies = [
        (each, await offer(bot, work, ErrandKind.SHOW_ACCOUNT, each.id)) for each in looked_after[:MOST_DUTIES]
    ]
    reports = [(each, await offer(bot, work, ErrandKind.SHOW_MONTH, each.id)) for each in read[:MOST_DUTIES]]
    return own_duties(companies, reports)

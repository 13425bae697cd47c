"""Takes an admin through the first ten minutes: a board that is there already, a product channel, customers."""

from dataclasses import replace

from bot.access import Deed, check
from bot.actions.adopt_channel import adopt_channel
from bot.actions.enrol import language_named, slug_of
from bot.actions.invited import replies_to
from bot.actions.offer import offer
from bot.bot import Bot
from bot.cards.invitation import invitation_parts
from bot.cards.parts import Card, Part
from bot.cards.set_up import SetUp, customers_card, set_up_card
from bot.domain.boards import Board, BoardKind
from bot.domain.cadence_zone import zone_named
from bot.domain.channels import ChannelKind, Place
from bot.domain.errands import ErrandKind
from bot.domain.people import Person
from bot.domain.rehearsals import Step
from bot.domain.rounds import Stage
from bot.errors import Refusal
from bot.ids import BoardId, OrganisationId
from bot.texts import Phrase
from storage import accounts, boards, channels, invitations, rehearsals, rounds
from storage.database import Work

QUESTIONS_SHOWN = 2
"""Channels asked about in the set-up card at a time; the others follow."""
MOST_WORDS = 80


async def set_up_card_for(bot: Bot, organisation_id: OrganisationId, person: Person) -> Card:
    """The three steps as they stand; the board is made on the first look, named like the organisation.

    Its zone and language are the admin's own. Denied for whoever may not set up.
    """
    check(person, Deed.SET_UP)
    board = await first_board(bot, organisation_id, person)
    async with bot.database.begin(organisation_id) as work:
        waiting: list[Part] = []
        for each in (await invitations.unsettled(work))[:QUESTIONS_SHOWN]:
            waiting += invitation_parts(each, await replies_to(bot, work, each))
        return set_up_card(await _progress(bot, work, board), waiting)


async def is_set_up(bot: Bot, organisation_id: OrganisationId, person: Person) -> bool:
    """True when the steps are behind the organisation's first board, and no channel waits for an answer."""
    board = await first_board(bot, organisation_id, person)
    async with bot.database.begin(organisation_id) as work:
        return (await _progress(bot, work, board)).done and not await invitations.unsettled(work)


async def first_board(bot: Bot, organisation_id: OrganisationId, person: Person) -> Board:
    """The organisation's oldest board; one is made where there is none."""
    named = next((each.name for each in await bot.database.organisations() if each.id == organisation_id), "")
    async with bot.database.begin(organisation_id) as work:
        known = await boards.all(work)
        if known:
            return min(known, key=lambda each: (each.created_at, each.id))
        try:
            slug = slug_of(named)
        except Refusal:
            named = slug = "board"
        made = Board(
            id=BoardId(bot.ids.of("board", organisation_id, slug)),
            organisation_id=organisation_id,
            slug=slug,
            name=named[:MOST_WORDS],
            kind=BoardKind.CUSTOMER,
            zone=_zone(person),
            language=_language(person),
            created_at=bot.now(),
        )
        await boards.save(work, made)
    return made


async def choose_product_channel(bot: Bot, person: Person, board_id: BoardId, place: Place, name: str = "") -> Card:
    """Let results go to `place`; the set-up card as it stands then.

    Refusal where people from outside read along: nothing internal is posted in front of customers.
    """
    check(person, Deed.SET_UP)
    async with bot.database.read(person.organisation_id) as work:
        board = await boards.get(work, board_id)
        invitation = await invitations.at(work, place)
    if invitation is not None and (invitation.counted or invitation.companies):
        raise Refusal(Phrase("channel.has_outsiders", {"channel": invitation.name, "n": invitation.counted}))
    named = name or (invitation.name if invitation else "")
    await adopt_channel(bot, board, place, kind=ChannelKind.PRODUCT, name=named)
    if invitation is not None:
        async with bot.database.begin(person.organisation_id) as work:
            await invitations.save(work, replace(invitation, settled_at=bot.now()))
    return await set_up_card_for(bot, person.organisation_id, person)


async def explain_customers(person: Person) -> Card:
    """How customers come to a board."""
    check(person, Deed.SET_UP)
    return customers_card()


async def _progress(bot: Bot, work: Work, board: Board) -> SetUp:
    everywhere = await channels.of_board(work, board.id)
    product = [each for each in everywhere if each.kind is ChannelKind.PRODUCT]
    names = {account.id: account.name for account in await accounts.all(work)}
    customers = {names[each.account_id] for each in everywhere if each.account_id is not None}
    played = await rehearsals.of_board(work, board.id)
    return SetUp(
        board=board,
        product=product[0].name if product else None,
        customers=tuple(sorted(customers)),
        rooms=sum(each.kind is ChannelKind.SHARED_ROOM for each in everywhere),
        rehearsed=any(each.step in (Step.ENDED, Step.GONE) for each in played),
        rehearsing=any(each.running for each in played),
        asked=any(each.stage is not Stage.CANCELLED for each in await rounds.of_board(work, board.id)),
        pick_product=await offer(bot, work, ErrandKind.PRODUCT_CHANNEL, board.id),
        how_customers=await offer(bot, work, ErrandKind.CUSTOMERS, board.id),
        rehearse=await offer(bot, work, ErrandKind.REHEARSE, board.id),
        first_poll=await offer(bot, work, ErrandKind.FIRST_POLL, board.id),
    )


def _zone(person: Person) -> str:
    try:
        return zone_named(person.zone).key
    except Refusal:
        return "UTC"


def _language(person: Person) -> str:
    try:
        return language_named(person.language)
    except Refusal:
        return "en"

"""Who sits on a board and where it posts; an admin reads it and adds to it."""

from bot.actions.adopt_channel import adopt_channel
from bot.actions.enrol import account_named, create_board, slug_of
from bot.bot import Bot
from bot.cards.counts import there
from bot.cards.parts import Card
from bot.cards.roster import added_card, boards_card, channels_card, members_card
from bot.commands import AddChannel, AddMember, CreateBoard
from bot.domain.boards import Board, BoardKind
from bot.domain.channels import ChannelKind, Place
from bot.domain.erasures import mark_of
from bot.domain.members import Joined, Member
from bot.domain.people import Identity, Person
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import MemberId, OrganisationId, PersonId
from bot.texts import Phrase
from storage import accounts, boards, channels, erasures, members, people, rooms
from storage.database import Work


async def members_of(bot: Bot, board: Board) -> Card:
    """Every company of the board with its people."""
    async with bot.database.read(board.organisation_id) as work:
        seats = await members.of_board(work, board.id)
        companies = {account.id: account for account in await accounts.all(work)}
        who = {person.id: person for person in await people.all(work)}
    return members_card(board=board, seats=seats, accounts=companies, people=who, now=bot.now())


async def add_member(bot: Bot, board: Board, typed: AddMember) -> Card:
    """A seat for somebody who has not answered yet; nobody is named or reminded before they do.

    Refusal for one of the own staff, and for somebody who speaks for another company already.
    """
    identity = Identity.parse(typed.identity)
    now = bot.now()
    async with bot.database.begin(board.organisation_id) as work:
        account = await account_named(bot, work, slug_of(typed.account), typed.account)
        known = await people.find(work, identity)
        if known is None and not typed.again:
            erased = await erasures.erased_at(work, [mark_of(bot.ids, work.organisation_id, identity)])
            if erased is not None:
                raise Refusal(Phrase("members.was_erased", {"when": there(erased, board.zone)}))
        person = known or Person(
            id=PersonId(bot.ids.of("person", board.organisation_id, str(identity))),
            organisation_id=board.organisation_id,
            name=clean(typed.name, 80).text.strip() or identity.user,
            language=board.language,
            zone=board.zone,
        )
        if person.staff and board.kind is not BoardKind.CLIENT_ZERO:
            raise Refusal(Phrase("members.is_staff", {"name": person.name}))
        others = [each for each in await members.seats(work, board.id, person.id) if each.account_id != account.id]
        if others:
            raise Refusal(Phrase("members.other_company", {"name": person.name}))
        await people.save(work, person, identity)
        seat = Member(
            id=MemberId(bot.ids.of("member", board.id, person.id, account.id)),
            organisation_id=board.organisation_id,
            board_id=board.id,
            person_id=person.id,
            account_id=account.id,
            joined_at=now,
            joined_by=Joined.INVITED,
        )
        await members.seat(work, seat)
    return added_card(Phrase("members.added", {"name": person.name, "account": account.name, "board": board.name}))


async def channels_on(bot: Bot, board: Board) -> Card:
    """Where the board posts, and for whom."""
    async with bot.database.read(board.organisation_id) as work:
        return await channels_known(work, board)


async def channels_known(work: Work, board: Board) -> Card:
    """The same within a transaction."""
    found = await channels.of_board(work, board.id)
    names = {account.id: account.name for account in await accounts.all(work)}
    shared = [each for each in found if each.kind is ChannelKind.SHARED_ROOM]
    sharing = {each.id: [one.name for one in await rooms.companies_in(work, each.id)] for each in shared}
    return channels_card(board=board, channels=found, accounts=names, sharing=sharing)


async def add_channel(bot: Bot, board: Board, typed: AddChannel) -> Card:
    """Let the board post to a place that was typed, or say which companies share a room that it knows."""
    place = await _room_called(bot, board, typed) or Place.parse(typed.place)
    made = await adopt_channel(bot, board, place, kind=typed.kind, company=typed.account or "")
    args = {"place": made.value.name or str(place), "board": board.name}
    return added_card(Phrase("channel.added", {**args}))


async def _room_called(bot: Bot, board: Board, typed: AddChannel) -> Place | None:
    wanted = typed.place.removeprefix("#").casefold()
    if typed.kind is not ChannelKind.SHARED_ROOM:
        return None
    async with bot.database.read(board.organisation_id) as work:
        rooms_here = [each for each in await channels.of_board(work, board.id) if each.kind is typed.kind]
    called = [each.place for each in rooms_here if wanted in (each.name.casefold(), each.place.id.casefold())]
    return called[0] if len(called) == 1 else None


async def boards_of(bot: Bot, organisation_id: OrganisationId) -> Card:
    """The boards of one organisation."""
    async with bot.database.read(organisation_id) as work:
        return boards_card(await boards.all(work), {each.id: each for each in await people.staff(work)})


async def add_board(bot: Bot, organisation_id: OrganisationId, typed: CreateBoard) -> Card:
    """One more board for customers."""
    owner = next(each for each in await bot.database.organisations() if each.id == organisation_id)
    made = await create_board(
        bot, typed.name, kind=BoardKind.CUSTOMER, zone=typed.zone, language=typed.language, owner=owner
    )
    return added_card(Phrase("board.made", {"board": made.value.name, "slug": made.value.slug}))

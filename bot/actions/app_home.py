"""Somebody's own page: a member sees what waits for them, a product manager the boards, an admin the set-up."""

from bot.access import Deed, may
from bot.actions.calendar import calendar_of
from bot.actions.compose import subject_of, turnout_of
from bot.actions.drafts import status_for
from bot.actions.explain import roadmap_of
from bot.actions.home import home_of as bare_card_of
from bot.actions.menu import Guest
from bot.actions.my_answers import my_answers
from bot.actions.offer import offer
from bot.actions.pause import offer_pause
from bot.actions.rights import actor
from bot.actions.roster import channels_known
from bot.actions.schedule_page import schedule_of
from bot.actions.set_up import is_set_up, set_up_card_for
from bot.actions.their_boards import theirs
from bot.bot import Bot
from bot.cards.app_home import (
    calendar_card,
    more_wait_card,
    new_poll_card,
    nothing_waits_card,
    roles_card,
)
from bot.cards.parts import Card
from bot.cards.question import ask_card
from bot.domain.aims import Aims
from bot.domain.boards import Board
from bot.domain.deliveries import Kind, State
from bot.domain.errands import ErrandKind
from bot.domain.members import Member
from bot.domain.people import Person, Visitor
from bot.domain.rounds import Round, Stage
from bot.domain.visibility import Visibility
from bot.ids import AccountId, OrganisationId
from storage import (
    accounts,
    aims,
    answers,
    boards,
    channels,
    consent,
    deliveries,
    engagements,
    members,
    people,
    rounds,
)
from storage.database import Work

ASKS_SHOWN = 3
"""Open polls with their buttons; a page takes about a hundred parts."""
STANDING = (State.SENT, State.PENDING, State.SENDING, State.UNKNOWN)


async def home_of(bot: Bot, organisation_id: OrganisationId, visitor: Visitor) -> tuple[Card, ...]:
    """The cards of the page, from the top; for somebody unknown, one that says where to begin."""
    person = await actor(bot, organisation_id, visitor)
    async with bot.database.read(organisation_id) as work:
        known = sorted(await boards.all(work), key=lambda each: (each.created_at, each.id))
        seats = [each for board in known for each in (await members.seats(work, board.id, person.id) if person else [])]
        seen = await theirs(work, person)
    if person is not None and person.gone_at is None and (seen or may(person, Deed.SEE)):
        return await _for_staff(bot, person, seen)
    if person is not None and person.gone_at is None and seats:
        return await _for_member(bot, person, visitor, known, seats)
    board = known[0] if known else None
    return (await bare_card_of(bot, organisation_id, person, visitor, board),)


async def _for_member(
    bot: Bot, person: Person, visitor: Visitor, known: list[Board], seats: list[Member]
) -> tuple[Card, ...]:
    cards: list[Card] = []
    left: list[str] = []
    mine = {seat.board_id for seat in seats}
    async with bot.database.read(person.organisation_id) as work:
        for board in known:
            if board.id not in mine:
                continue
            companies = {seat.account_id for seat in seats if seat.board_id == board.id}
            for round_ in await rounds.of_board(work, board.id):
                if round_.stage is not Stage.OPEN or round_.closes_at <= bot.now():
                    continue
                if not await _waits(work, board, round_, person, {*companies, None}):
                    continue
                if len(cards) < ASKS_SHOWN:
                    cards.append(await _ask(work, round_, companies))
                else:
                    left.append((await engagements.get(work, round_.engagement_id)).title)
    if not cards:
        cards.append(nothing_waits_card())
    if left:
        cards.append(more_wait_card(left))
    board = next(each for each in known if each.id in mine)
    guest = Guest(
        organisation_id=person.organisation_id,
        visitor=visitor,
        person=person,
        board=board,
        round=None,
        seats=tuple(each for each in seats if each.board_id == board.id),
        here=None,
    )
    cards += [await my_answers(bot, guest), await offer_pause(bot, guest)]
    return tuple(cards)


async def _waits(work: Work, board: Board, round_: Round, person: Person, companies: set[object]) -> bool:
    """True when the poll was put where this person reads, and they have neither answered nor passed.

    Of an anonymous poll nobody can tell who has answered: it is shown until it closes.
    """
    posted = {
        row.channel_id
        for row in await deliveries.of_subject(work, Kind.ASK, round_.id)
        if row.state in STANDING and row.under is None
    }
    here = [each for each in await channels.of_board(work, board.id) if each.id in posted]
    if not any(each.account_id in companies for each in here):
        return False
    if round_.visibility is Visibility.ANONYMOUS:
        return True
    said = {each.person_id for each in await answers.of_round(work, round_.id) if not each.withdrawn}
    return person.id not in said | await answers.skips(work, round_.id)


async def _ask(work: Work, round_: Round, companies: set[AccountId]) -> Card:
    subject = await subject_of(work, round_.id)
    allowed = await consent.given(work)
    answered = 0 if round_.visibility is Visibility.ANONYMOUS else (await turnout_of(work, subject)).people
    return ask_card(
        engagement=subject.engagement,
        board=subject.board,
        round_=round_,
        questions=subject.questions,
        aims=Aims(await aims.of_round(work, round_.id)),
        answered=answered,
        introduce=False,
        probably_ai=any(allowed.covers(round_, each) for each in companies),
    )


async def _for_staff(bot: Bot, person: Person, known: list[Board]) -> tuple[Card, ...]:
    cards: list[Card] = []
    admin = may(person, Deed.SET_UP)
    if admin:
        steps = await set_up_card_for(bot, person.organisation_id, person)
        finished = await is_set_up(bot, person.organisation_id, person)
        cards += [] if finished else [steps]
        async with bot.database.read(person.organisation_id) as work:
            known = sorted(await boards.all(work), key=lambda each: (each.created_at, each.id))
    if known:
        async with bot.database.begin(person.organisation_id) as work:
            new_poll = await offer(bot, work, ErrandKind.NEW_POLL, known[0].id)
            library = await offer(bot, work, ErrandKind.FIRST_POLL, known[0].id)
        cards.append(new_poll_card(new_poll, library))
    cards.append(await status_for(bot, person.organisation_id, person))
    async with bot.database.read(person.organisation_id) as work:
        cards.append(calendar_card(await calendar_of(work, known, bot.now())))
    for board in known:
        cards.append(await roadmap_of(bot, board))
    if admin and finished:
        cards.append(steps)
    run = [board for board in known if may(person, Deed.RUN_BOARD, about=board)]
    for board in run:
        cards.append(await schedule_of(bot, board, person))
    async with bot.database.read(person.organisation_id) as work:
        companies = await accounts.all(work)
        for board in run:
            cards.append(await channels_known(work, board))
        if admin:
            cards.append(roles_card(await people.staff(work), boards=known, accounts=companies))
    return tuple(cards)

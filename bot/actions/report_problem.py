"""Opens a case for a problem that a member reports or a colleague notices, and tells the product team at once."""

from bot.access import Deed, check
from bot.actions.ask import tell_product
from bot.actions.board_meant import board_meant
from bot.actions.menu import Guest
from bot.actions.offer import offer
from bot.actions.rights import actor
from bot.actions.their_boards import check_somewhere
from bot.bot import Bot
from bot.cards.case import ask_what_card, cases_card, kept_card, reported_card
from bot.cards.parts import Card
from bot.domain.boards import Board
from bot.domain.cases import LONGEST_REPORT, Case, CaseKind
from bot.domain.channels import Place
from bot.domain.deliveries import Kind
from bot.domain.errands import ErrandKind
from bot.domain.people import Identity, Person, Visitor
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import AccountId, PersonId, RoundId, fresh_key
from bot.texts import Phrase
from storage import accounts, cases, channels, members, people
from storage.database import Work


async def report_from_menu(bot: Bot, guest: Guest, text: str) -> Card:
    """What went wrong, in the person's own words: asked for first, then kept under a number.

    An anonymous poll is not named in it: the report goes with a name, and must not tell who was at that poll.
    """
    words = clean(text, LONGEST_REPORT).text.strip()
    if not words:
        async with bot.database.begin(guest.organisation_id) as work:
            subject_id = guest.round.id if guest.round is not None else guest.board.id
            return ask_what_card(await offer(bot, work, ErrandKind.REPORT, subject_id))
    round_ = guest.round
    named = round_ is not None and round_.visibility is not Visibility.ANONYMOUS
    async with bot.database.begin(guest.organisation_id) as work:
        case = await _opened(
            bot,
            work,
            guest.board,
            words,
            kind=CaseKind.REPORT,
            account_id=guest.account_id,
            person_id=guest.person.id if guest.person is not None else None,
            round_id=round_.id if round_ is not None and named else None,
        )
    return reported_card(case)


async def report_problem(bot: Bot, visitor: Visitor, place: Place, text: str, author: Identity) -> Card:
    """Open a case about a message that stands in a channel of ours; one's own message, or as staff anybody's."""
    return await _from_message(bot, visitor, place, text, author, CaseKind.REPORT)


async def save_feedback(bot: Bot, visitor: Visitor, place: Place, text: str, author: Identity) -> Card:
    """Keep what a customer wrote in a channel, marked as such: it never counts as an answer. For the staff only."""
    return await _from_message(bot, visitor, place, text, author, CaseKind.FEEDBACK)


async def cases_of(bot: Bot, board: Board) -> Card:
    """Everything that was reported or kept and that nobody has settled."""
    async with bot.database.read(board.organisation_id) as work:
        found = await cases.open_of_board(work, board.id)
        names = {each.id: each.name for each in await accounts.all(work)}
        who = {each.id: each.name for each in await people.all(work)}
    return cases_card(board=board, cases=found, accounts=names, people=who)


async def _from_message(bot: Bot, visitor: Visitor, place: Place, text: str, author: Identity, kind: CaseKind) -> Card:
    organisation_id = await bot.database.organisation_at(place)
    if organisation_id is None:
        raise Refusal(Phrase("press.unknown"))
    by: Person | None = None
    if kind is CaseKind.FEEDBACK or author != visitor.identity:
        by = await actor(bot, organisation_id, visitor)
        async with bot.database.read(organisation_id) as work:
            await check_somewhere(work, by, Deed.SEE)
    words = clean(text, LONGEST_REPORT).text.strip()
    if not words:
        raise Refusal(Phrase("case.no_words"))
    board = await board_meant(bot, organisation_id, place, by=by)
    if by is not None:
        check(by, Deed.SEE, about=board)
    async with bot.database.begin(organisation_id) as work:
        here = next((each for each in await channels.at(work, place) if each.board_id == board.id), None)
        person = await people.find(work, author)
        seats = await members.seats(work, board.id, person.id) if person is not None else []
        whose = here.account_id if here is not None and here.account_id else None
        case = await _opened(
            bot,
            work,
            board,
            words,
            kind=kind,
            account_id=whose or (seats[0].account_id if seats else None),
            person_id=person.id if person is not None else None,
            round_id=None,
        )
    return kept_card(case) if kind is CaseKind.FEEDBACK else reported_card(case)


async def _opened(
    bot: Bot,
    work: Work,
    board: Board,
    text: str,
    *,
    kind: CaseKind,
    account_id: AccountId | None,
    person_id: PersonId | None,
    round_id: RoundId | None,
) -> Case:
    case = Case(
        id=fresh_key().hex()[:32],
        organisation_id=board.organisation_id,
        board_id=board.id,
        number=await cases.next_number(work),
        account_id=account_id,
        person_id=person_id,
        round_id=round_id,
        text=text,
        kind=kind.value,
        opened_at=bot.now(),
    )
    await cases.save(work, case)
    if kind is CaseKind.REPORT:
        await tell_product(bot, work, board, Kind.NOTICE, f"case@{case.id}")
    return case

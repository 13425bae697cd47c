"""Help for just this person: what they can press and type, and how somebody without rights comes by them."""

from bot.access import Deed, may
from bot.actions.home import home_of
from bot.actions.offer import offer
from bot.actions.own_words import own_board
from bot.actions.their_boards import somewhere, theirs
from bot.bot import Bot
from bot.cards.help import help_card, member_help_card
from bot.cards.home import gone_card, stranger_card
from bot.cards.parts import Card
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.errands import ErrandKind
from bot.domain.people import Person, Visitor
from bot.errors import Denied, Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase
from storage import accounts, channels
from storage.database import Work

UNKNOWN_VERBS = frozenset({"command.unknown", "command.unknown_near", "command.unknown_several"})
"""Refusals that name commands, which are the team's own business."""
FOR_EVERYBODY = frozenset({"command.pause_example", "command.claim_example"})
"""Examples that are not: of what members may type, and an employee whom we do not know yet."""


async def help_for(
    bot: Bot, organisation_id: OrganisationId, person: Person | None, visitor: Visitor, place: Place
) -> Card:
    """Commands for product managers (more of them for admins), rights to ask for, or what a member can do."""
    if person is not None and person.gone_at is not None:
        return gone_card()
    async with bot.database.read(organisation_id) as work:
        seen = await theirs(work, person)
        if seen or may(person, Deed.SEE):
            runs = any(may(person, Deed.RUN_BOARD, about=each) for each in seen)
            return help_card(admin=may(person, Deed.SET_UP), runs=runs, segment=await _segment(work, seen))
    board = await own_board(bot, organisation_id, person, place)
    if is_colleague(person, visitor):
        return await home_of(bot, organisation_id, person, visitor, board)
    if board is None:
        return stranger_card()
    async with bot.database.begin(organisation_id) as work:
        return member_help_card(
            board=board,
            mine=await offer(bot, work, ErrandKind.MY_ANSWERS, board.id),
            sees=await offer(bot, work, ErrandKind.WHO_SEES, board.id),
            pause=await offer(bot, work, ErrandKind.PAUSE_ME, board.id),
            report=await offer(bot, work, ErrandKind.REPORT, board.id),
        )


async def explained(
    bot: Bot, organisation_id: OrganisationId, person: Person | None, visitor: Visitor, refused: Refusal
) -> Refusal:
    """The same refusal in words for who reads it: a colleague gets the button to ask, a customer what they can do."""
    async with bot.database.read(organisation_id) as work:
        if await somewhere(work, person, Deed.SEE):
            return refused
    colleague = is_colleague(person, visitor)
    if refused.phrase.id in UNKNOWN_VERBS and not colleague:
        return Refusal(Phrase("command.unknown_here", refused.phrase.args))
    spelt = refused.phrase.id.startswith("command.") and refused.phrase.id not in FOR_EVERYBODY
    if refused.phrase.id != "access.denied" and (colleague or not spelt):
        return refused
    if not colleague:
        return Denied(Phrase("access.for_the_team"))
    async with bot.database.begin(organisation_id) as work:
        ask = await offer(bot, work, ErrandKind.ASK_FOR_RIGHTS, organisation_id)
    return Denied(Phrase("access.no_rights_yet", {**refused.phrase.args, "ask": ask.token}))


def is_colleague(person: Person | None, visitor: Visitor) -> bool:
    """True for one of the vendor's own people, appointed or not."""
    return visitor.staff or (person is not None and person.staff)


async def _segment(work: Work, known: list[Board]) -> str:
    """A segment that can be asked alone; empty where there is none."""
    everywhere = [each for board in known for each in await channels.of_board(work, board.id)]
    asked = {each.account_id for each in everywhere}
    return min((each.segment for each in await accounts.all(work) if each.segment and each.id in asked), default="")

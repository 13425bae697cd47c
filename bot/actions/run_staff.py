"""The buttons of product managers and admins beside decisions: what each of them leads to, written down each time."""

from datetime import timedelta

from bot.access import Deed, check, check_round
from bot.actions.ask import cancel, send_now
from bot.actions.audit import audited
from bot.actions.board_meant import channel_here
from bot.actions.close import close_early, extend
from bot.actions.company import company_page, links_of
from bot.actions.data_rights import PEOPLE_DATA, run_people_data
from bot.actions.drafts import status_for
from bot.actions.explain import latest_digest, results_of, roadmap_of
from bot.actions.hand_off import hand_off
from bot.actions.heard import forget_heard, write_down_about
from bot.actions.help_for import help_for
from bot.actions.merge import settle_merge, undo_merge
from bot.actions.preview import test_to_me
from bot.actions.put_poll import put_poll
from bot.actions.remind import remind_early
from bot.actions.rights import ask_for_rights, give_rights
from bot.actions.run_themes import OF_THEMES, run_themes
from bot.actions.schedule_page import run_schedule, schedule_of
from bot.actions.send_again import send_again
from bot.actions.sponsor import month_report
from bot.actions.their_boards import check_somewhere
from bot.bot import Bot
from bot.cards.acknowledge import (
    cancelled_by_hand_card,
    closing_card,
    extending_card,
    reminding_card,
    sending_card,
)
from bot.cards.parts import Card
from bot.commands import parse
from bot.commands.kinds import AskOpen, Poll
from bot.commands.words import as_bars, has_bar, plain
from bot.domain.boards import Board
from bot.domain.channels import Place
from bot.domain.errands import Errand, ErrandKind
from bot.domain.people import Person, Role, Visitor
from bot.domain.rounds import Round
from bot.errors import Refusal
from bot.ids import AccountId, BoardId, DeliveryKey, OrganisationId, PersonId, ProxyId, RoundId, SuggestionId
from bot.texts import Phrase
from storage import boards, rounds

READS = frozenset(
    {
        ErrandKind.SHOW_STATUS,
        ErrandKind.SHOW_RESULTS,
        ErrandKind.SHOW_POLL,
        ErrandKind.SHOW_ROADMAP,
        ErrandKind.SHOW_SUMMARY,
        ErrandKind.SHOW_SCHEDULE,
        ErrandKind.SHOW_HELP,
    }
)
OF_A_ROUND = frozenset(
    {
        ErrandKind.SEND_NOW,
        ErrandKind.CALL_OFF,
        ErrandKind.TEST_TO_ME,
        ErrandKind.REMIND_NOW,
        ErrandKind.CLOSE_NOW,
        ErrandKind.EXTEND,
    }
)
OF_A_SUGGESTION = frozenset(
    {
        ErrandKind.HAND_OFF,
        ErrandKind.MERGE_SUGGESTIONS,
        ErrandKind.KEEP_APART,
        ErrandKind.UNDO_MERGE,
    }
)
OF_A_SCHEDULE = frozenset(
    {
        ErrandKind.PAUSE_SCHEDULE,
        ErrandKind.RESUME_SCHEDULE,
        ErrandKind.PREVIEW_SCHEDULE,
        ErrandKind.DELETE_SCHEDULE,
        ErrandKind.STOP_MOMENT,
    }
)
RIGHTS = {
    ErrandKind.MAKE_PRODUCT_MANAGER: Role.PRODUCT_MANAGER,
    ErrandKind.MAKE_ADMIN: Role.ADMIN,
    ErrandKind.REFUSE_RIGHTS: Role.NONE,
}
OF_DUTIES = frozenset(
    {
        ErrandKind.SHOW_MONTH,
        ErrandKind.SHOW_ACCOUNT,
        ErrandKind.SHOW_LINKS,
        ErrandKind.HEARD,
        ErrandKind.FORGET_HEARD,
    }
)
"""What somebody reads and writes down about the one company or board that was entrusted to them."""
OTHERS = frozenset({ErrandKind.SEND_AGAIN, ErrandKind.ASK_FOR_RIGHTS, ErrandKind.NEW_POLL, *PEOPLE_DATA})
FOR_STAFF = frozenset({*READS, *OF_A_ROUND, *OF_A_SUGGESTION, *OF_A_SCHEDULE, *OF_THEMES, *RIGHTS, *OF_DUTIES, *OTHERS})


async def run_staff(bot: Bot, errand: Errand, person: Person | None, text: str, visitor: Visitor, place: Place) -> Card:
    """What a button of the staff brings about; Denied without the right to it, and every try is written down."""
    owner = errand.organisation_id
    if errand.kind is ErrandKind.ASK_FOR_RIGHTS:
        return await ask_for_rights(bot, owner, visitor)
    subject = errand.subject_id
    async with audited(bot, owner, person.id if person is not None else None, errand.kind.value, subject):
        if errand.kind in OF_THEMES:
            return await run_themes(bot, errand, person, text)
        if errand.kind in RIGHTS:
            return await give_rights(bot, owner, PersonId(subject), RIGHTS[errand.kind], person)
        if errand.kind in PEOPLE_DATA:
            return await run_people_data(bot, errand.kind, PersonId(subject), person, visitor)
        if errand.kind in OF_A_SCHEDULE:
            return await run_schedule(bot, owner, errand.kind, subject, person)
        if errand.kind in OF_DUTIES:
            return await _of_duties(bot, errand, person, text)
        if errand.kind in OF_A_SUGGESTION:
            return await _of_a_suggestion(bot, errand, person)
        if errand.kind is ErrandKind.SEND_AGAIN:
            return await send_again(bot, owner, DeliveryKey(subject), person)
        if errand.kind in OF_A_ROUND:
            return await _of_a_round(bot, errand, person)
        deed = Deed.ASK if errand.kind is ErrandKind.NEW_POLL else Deed.SEE
        if errand.kind is ErrandKind.SHOW_POLL:
            return await _one_poll(bot, owner, RoundId(subject), person)
        async with bot.database.read(owner) as work:
            board = await boards.get(work, BoardId(subject))
        by = check(person, deed, about=board)
        if errand.kind is ErrandKind.NEW_POLL:
            return await put_poll(bot, typed_poll(text), by, board, await channel_here(bot, board, place))
        if errand.kind is ErrandKind.SHOW_HELP:
            return await help_for(bot, owner, by, visitor, place)
        return await _read(bot, errand.kind, board, by)


def typed_poll(text: str) -> Poll | AskOpen:
    """What somebody wrote into the field for a new poll: `Question? | A | B`, the same line by line, or one question.

    A question on a line of its own, without any options, is an open one.
    """
    text = as_bars(plain(text))
    typed = parse(f"poll {text}" if has_bar(text) or text.lstrip().startswith(('"', "“")) else f"ask {text}")
    if not isinstance(typed, Poll | AskOpen):
        raise Refusal(Phrase("command.poll_example"))
    return typed


async def _one_poll(bot: Bot, owner: OrganisationId, round_id: RoundId, person: Person | None) -> Card:
    async with bot.database.read(owner) as work:
        await check_somewhere(work, person, Deed.SEE)
        found: Round | None = await rounds.find(work, round_id)
        if found is None:
            raise Refusal(Phrase("press.unknown"))
        board = await boards.get(work, found.board_id)
    check(person, Deed.SEE, about=board)
    return await results_of(bot, board, found.number)


async def _of_a_round(bot: Bot, errand: Errand, person: Person | None) -> Card:
    owner = errand.organisation_id
    which, _, seconds = errand.subject_id.partition("/")
    round_id = RoundId(which)
    async with bot.database.read(owner) as work:
        found: Round | None = await rounds.find(work, round_id)
        board = await boards.get(work, found.board_id) if found is not None else None
    if found is None or board is None:
        check(person, Deed.ASK)
        raise Refusal(Phrase("press.unknown"))
    by = check_round(person, found, board)
    match errand.kind:
        case ErrandKind.SEND_NOW:
            return sending_card(round_=await send_now(bot, owner, round_id))
        case ErrandKind.CALL_OFF:
            return cancelled_by_hand_card(round_=await cancel(bot, owner, round_id))
        case ErrandKind.TEST_TO_ME:
            return await test_to_me(bot, owner, round_id, by)
        case ErrandKind.REMIND_NOW:
            return reminding_card(round_=await remind_early(bot, owner, round_id))
        case ErrandKind.EXTEND:
            longer = await extend(bot, owner, round_id, timedelta(seconds=int(seconds)))
            return extending_card(round_=longer, board=board)
        case _:
            return closing_card(round_=await close_early(bot, owner, round_id))


async def _of_duties(bot: Bot, errand: Errand, person: Person | None, text: str) -> Card:
    owner = errand.organisation_id
    match errand.kind:
        case ErrandKind.SHOW_ACCOUNT:
            return await company_page(bot, owner, AccountId(errand.subject_id), person)
        case ErrandKind.SHOW_LINKS:
            return await links_of(bot, owner, errand.subject_id, person)
        case ErrandKind.HEARD:
            return await write_down_about(bot, owner, errand.subject_id, text, person)
        case ErrandKind.FORGET_HEARD:
            return await forget_heard(bot, owner, ProxyId(errand.subject_id), person)
        case _:
            return await month_report(bot, owner, BoardId(errand.subject_id), person)


async def _of_a_suggestion(bot: Bot, errand: Errand, person: Person | None) -> Card:
    match errand.kind:
        case ErrandKind.HAND_OFF:
            return await hand_off(bot, errand.organisation_id, SuggestionId(errand.subject_id), person)
        case ErrandKind.UNDO_MERGE:
            return await undo_merge(bot, errand.organisation_id, SuggestionId(errand.subject_id), person)
        case _:
            return await settle_merge(bot, person, errand)


async def _read(bot: Bot, kind: ErrandKind, board: Board, by: Person) -> Card:
    match kind:
        case ErrandKind.SHOW_STATUS:
            return await status_for(bot, board.organisation_id, by)
        case ErrandKind.SHOW_RESULTS:
            return await results_of(bot, board, None)
        case ErrandKind.SHOW_ROADMAP:
            return await roadmap_of(bot, board)
        case ErrandKind.SHOW_SUMMARY:
            return await latest_digest(bot, board)
        case _:
            return await schedule_of(bot, board, by)

"""The list of a board's schedules: when each comes round next, and for who runs it the buttons to change it."""

from dataclasses import replace

from bot.access import Deed, check, may
from bot.actions.held_ahead import Surroundings
from bot.actions.offer import offer
from bot.actions.outreach import know_holidays
from bot.actions.timetable import coming, delete, pause, preview_of, resume
from bot.bot import Bot
from bot.cards.moments import rule_parts, stop_button, unfollowed_card
from bot.cards.parts import Buttons, Card, Part
from bot.cards.timetable import Levers, Scheduled, gone_card, levers, schedules_card
from bot.domain.boards import Board
from bot.domain.cadence import Cadence
from bot.domain.errands import ErrandKind
from bot.domain.people import Person
from bot.ids import CadenceId, MomentRuleId, OrganisationId
from bot.presses import Do
from storage import boards, cadences, engagements, moments
from storage.database import Work

WITH_DATES = 5
"""Schedules that show their dates and buttons; a page takes about a hundred parts, and the others one line each."""
DATES = 3
MOST_STOPS = 5


async def schedule_of(bot: Bot, board: Board, person: Person | None = None) -> Card:
    """What goes out when; who runs the board gets buttons beside it."""
    admin = may(person, Deed.RUN_BOARD, about=board)
    database, owner = bot.database, board.organisation_id
    listed = await scheduled(bot, board)
    async with database.begin(owner) if admin else database.read(owner) as work:
        titles = {each.id: each.title for each in await engagements.of_board(work, board.id)}
        if admin:
            for at, one in enumerate(listed[:WITH_DATES]):
                does = await _levers(bot, work, one.cadence)
                listed[at] = replace(one, buttons=levers(cadence=one.cadence, does=does))
        rules = await moments.rules(work, board.id)
        stops: dict[MomentRuleId, Do] = {}
        if admin:
            for rule in rules[:MOST_STOPS]:
                stops[rule.id] = await offer(bot, work, ErrandKind.STOP_MOMENT, rule.id)
    after: tuple[Part, ...] = rule_parts(rules, titles, stops)
    if stops:
        after = (*after, Buttons(tuple(stop_button(rule, stops[rule.id]) for rule in rules if rule.id in stops)))
    return schedules_card(board=board, schedule=listed, after=after)


async def scheduled(bot: Bot, board: Board, *, with_dates: int = WITH_DATES) -> list[Scheduled]:
    """The schedules of a board in their order, the first few with their next dates; nothing is written meanwhile."""
    await know_holidays(bot, board.organisation_id)
    async with bot.database.read(board.organisation_id) as work:
        around = Surroundings(work, board)
        titles = {each.id: each.title for each in await engagements.of_board(work, board.id)}
        listed = []
        for number, cadence in enumerate(await cadences.of_board(work, board.id), 1):
            names = tuple(titles.get(each, "") for each in cadence.engagement_ids)
            one = Scheduled(number=number, cadence=cadence, titles=names)
            if number <= with_dates and cadence.next_due_at is not None:
                lines = await coming(work, board, cadence, bot.now(), DATES, surroundings=around)
                one = replace(one, dates=tuple(lines))
            listed.append(one)
    return listed


async def run_schedule(bot: Bot, owner: OrganisationId, kind: ErrandKind, subject: str, by: Person | None) -> Card:
    """What a button beside a schedule brings about; Denied for who does not run its board, or may not look at it."""
    async with bot.database.read(owner) as work:
        rule = await moments.find_rule(work, MomentRuleId(subject)) if kind is ErrandKind.STOP_MOMENT else None
        known = await cadences.find(work, CadenceId(subject)) if kind is not ErrandKind.STOP_MOMENT else None
        about = rule or known
        board = await boards.get(work, about.board_id) if about is not None else None
    check(by, Deed.SEE if kind is ErrandKind.PREVIEW_SCHEDULE else Deed.RUN_BOARD, about=board)
    if rule is not None:
        return await _stop(bot, owner, rule.id)
    if board is None or known is None or known.deleted_at is not None:
        return gone_card()
    return replace(await _pulled(bot, board, kind, known.id), beside=True)


async def _pulled(bot: Bot, board: Board, kind: ErrandKind, cadence_id: CadenceId) -> Card:
    match kind:
        case ErrandKind.PAUSE_SCHEDULE:
            return await pause(bot, board, cadence_id)
        case ErrandKind.RESUME_SCHEDULE:
            return await resume(bot, board, cadence_id)
        case ErrandKind.DELETE_SCHEDULE:
            return await delete(bot, board, cadence_id)
        case _:
            return await preview_of(bot, board, cadence_id, "")


async def _stop(bot: Bot, owner: OrganisationId, rule_id: MomentRuleId) -> Card:
    async with bot.database.begin(owner) as work:
        rule = await moments.find_rule(work, rule_id)
        if rule is None:
            return gone_card()
        await moments.drop_rule(work, rule.id)
        waited = await moments.call_off(work, rule.board_id, rule.engagement_id, rule.moment)
    return unfollowed_card(rule=rule, waited=waited)


async def _levers(bot: Bot, work: Work, cadence: Cadence) -> Levers:
    async def press(kind: ErrandKind) -> Do:
        return await offer(bot, work, kind, cadence.id)

    return Levers(
        pause=None if cadence.paused else await press(ErrandKind.PAUSE_SCHEDULE),
        resume=await press(ErrandKind.RESUME_SCHEDULE) if cadence.paused else None,
        preview=await press(ErrandKind.PREVIEW_SCHEDULE),
        delete=await press(ErrandKind.DELETE_SCHEDULE),
    )

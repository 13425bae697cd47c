"""Opens the rounds of all schedules that fall due at one instant, many of them in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.actions.ask import channels_asked, tell_product
from bot.actions.opening import TRIES as PLANS
from bot.actions.opening import Opening, open_round, opening_of
from bot.actions.outreach import Company, company_of, know_holidays, lately_of, spared_notice
from bot.actions.own_time import waits_for
from bot.actions.turns import Read, rested_notice, turn_of
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.boards import Board
from bot.domain.cadence import Cadence, missed
from bot.domain.deliveries import Kind
from bot.domain.engagements import Engagement
from bot.domain.outreach import Outreach, Post
from bot.domain.rounds import Round
from bot.errors import Refusal
from bot.ids import BoardId, CadenceId, OrganisationId, RoundId
from storage import boards, cadences, rounds
from storage.database import Work
from storage.targets import Lately

log = structlog.get_logger()
TRIES = 3
"""Where others write all the time a lock may be waited for in vain; each try waits for it anew."""
MOST_AT_ONCE = 2_000
"""Messages of several schedules that are written together; where there are more, each schedule is on its own."""
TOGETHER = 8
"""Schedules of one transaction: a commit waits for the disk, and whoever answers meanwhile waits for the commit."""


class _Known:
    """What schedules that are asked in one transaction need alike, each read once."""

    def __init__(self) -> None:
        self.read = Read()
        self._boards: dict[BoardId, Board] = {}
        self._companies: dict[BoardId, Company] = {}
        self._lately: Lately | None = None

    async def board(self, work: Work, board_id: BoardId) -> Board:
        """The board of a schedule."""
        if board_id not in self._boards:
            self._boards[board_id] = await boards.get(work, board_id)
        return self._boards[board_id]

    async def company(self, bot: Bot, work: Work, board: Board) -> Company:
        """Who there is on it."""
        if self._lately is None:
            self._lately = await lately_of(bot, work)
        if board.id not in self._companies:
            self._companies[board.id] = await company_of(work, board, self._lately)
        return self._companies[board.id]

    def opened(self, board: Board, engagement: Engagement, slot: datetime, reach: Outreach) -> None:
        """What was asked counts for the schedules that come after it."""
        self.read.note(board, engagement, slot)
        posted = {each.channel.id for each in reach.posts}
        for target in reach.targets:
            if self._lately is not None and target.kind is Kind.ASK and target.channel_id in posted:
                self._lately.note(target)


async def ask_due(bot: Bot, organisation_id: OrganisationId, due: datetime) -> None:
    """Open the round that each schedule owes for `due`, once, and move the schedules on.

    After downtime only the latest missed instant is asked, and only within the grace; the product channel is told
    what was skipped, and when there was nobody to ask. A schedule that cannot be asked stays due and keeps none of the
    others from being asked; its error is raised in the end.
    """
    await know_holidays(bot, organisation_id)
    async with bot.database.read(organisation_id) as work:
        waiting = await cadences.due_at(work, due)
    broken: list[Exception] = []
    for begin in range(0, len(waiting), TOGETHER):
        broken += await _ask_patiently(bot, organisation_id, waiting[begin : begin + TOGETHER], due)
    if broken:
        raise broken[0]


async def _ask_patiently(
    bot: Bot, organisation_id: OrganisationId, group: Sequence[CadenceId], due: datetime
) -> list[Exception]:
    for left in reversed(range(TRIES)):
        try:
            return await _ask_group(bot, organisation_id, group, due)
        except Refusal:  # Nothing was changed.
            if not left:
                raise
    return []


async def _ask_group(
    bot: Bot, organisation_id: OrganisationId, group: Sequence[CadenceId], due: datetime
) -> list[Exception]:
    """Ask them together; where that fails each alone, so that each fails for its own fault, and large ones too."""
    try:
        for left in reversed(range(PLANS)):
            reading = bot.database.read if left else bot.database.begin
            async with reading(organisation_id) as work:
                opened, plans = await rounds.opened(work), await _planned(bot, work, group, due)
                if not left:
                    await _put_out_all(bot, work, plans)
                    return []
            if len(group) > 1 and sum(len(each.messages) for each in plans) > MOST_AT_ONCE:
                break
            async with bot.database.begin(organisation_id) as work:
                if await rounds.opened(work) == opened and await _still(work, plans):
                    await _put_out_all(bot, work, plans)
                    return []
    except Refusal:
        raise  # The database or the disk says no: it would to each of them.
    except Exception as error:
        if len(group) == 1:
            log.warning("schedule broke", cadence=group[0], error=type(error).__name__)
            return [error]
    return [wrong for each in group for wrong in await _ask_group(bot, organisation_id, [each], due)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What becomes of one schedule at one due time."""

    cadence: Cadence
    board: Board
    due: datetime
    notices: tuple[str, ...]
    """What the product channel is told."""
    draft: Round | None
    opening: Opening | None
    waits_for: tuple[datetime | None, datetime | None]

    @property
    def messages(self) -> Sequence[Post]:
        """Where it goes."""
        return self.opening.reach.posts if self.opening is not None else ()


async def _planned(bot: Bot, work: Work, group: Sequence[CadenceId], due: datetime) -> list[_Plan]:
    known = _Known()
    plans = [await _plan(bot, work, cadence_id, due, known) for cadence_id in group]
    return [each for each in plans if each is not None]


async def _plan(bot: Bot, work: Work, cadence_id: CadenceId, due: datetime, known: _Known) -> _Plan | None:
    cadence = await cadences.get(work, cadence_id)
    if cadence.paused or cadence.next_due_at != due:
        return None
    board = await known.board(work, cadence.board_id)
    late = missed(cadence, bot.now())
    draft: Round | None = None
    opening: Opening | None = None
    notices: list[str] = []
    if late.ask is not None:
        turn = await turn_of(work, board, cadence, late.ask, known.read)
        engagement = turn.engagement
        if engagement is None:
            notices.append(rested_notice(cadence, turn))
        elif asked := await channels_asked(work, board, engagement):
            draft = rules.planned(
                engagement,
                id=RoundId(bot.ids.of("round", cadence.id, late.ask.isoformat())),
                number=0,
                slot=late.ask,
                opens_at=bot.now(),
                cadence_id=cadence.id,
            )
            company = await known.company(bot, work, board)
            opening = await opening_of(bot, work, board, draft, asked, cadence=cadence, bound=True, company=company)
            if opening.reach.posts:
                known.opened(board, engagement, late.ask, opening.reach)
            else:
                notices.append(spared_notice(cadence, draft.slot, opening.reach))
        else:
            notices.append(f"nobody@{board.id}@{int(late.ask.timestamp())}")
    if late.skipped_since is not None:
        notices.append(f"missed@{cadence.id}@{int(late.skipped_since.timestamp())}@{late.skipped}")
    return _Plan(
        cadence=cadence,
        board=board,
        due=due,
        notices=tuple(notices),
        draft=draft,
        opening=opening,
        waits_for=await waits_for(work, cadence, late.next_due_at),
    )


async def _still(work: Work, plans: Sequence[_Plan]) -> bool:
    """Whether the schedules are as they were when this was planned."""
    return all([await cadences.get(work, each.cadence.id) == each.cadence for each in plans])


async def _put_out_all(bot: Bot, work: Work, plans: Sequence[_Plan]) -> None:
    for plan in plans:
        for each in plan.notices:
            await tell_product(bot, work, plan.board, Kind.NOTICE, each)
        if plan.draft is not None and plan.opening is not None and plan.messages:
            draft = replace(plan.draft, number=await rounds.next_number(work))
            if await rounds.add(work, draft):
                await open_round(bot, work, plan.board, draft, plan.opening)
        await cadences.advance(work, plan.cadence.id, plan.due, *plan.waits_for)

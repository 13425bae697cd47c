"""Opens the rounds of all schedules that fall due at one instant, many of them in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.actions.ask import channels_asked, open_round, tell_product
from bot.actions.outreach import Company, company_of, know_holidays, lately_of, outreach_of, spared_notice
from bot.actions.own_time import hold_back, waits_for
from bot.actions.turns import Read, rested_notice, turn_of
from bot.bot import Bot
from bot.domain import rounds as rules
from bot.domain.boards import Board
from bot.domain.cadence import Cadence, missed
from bot.domain.deliveries import Kind
from bot.domain.engagements import Engagement
from bot.domain.outreach import Outreach
from bot.domain.rounds import Round
from bot.errors import Refusal
from bot.ids import BoardId, CadenceId, OrganisationId, RoundId
from storage import boards, cadences, rounds
from storage.database import Work
from storage.targets import Lately

log = structlog.get_logger()
TRIES = 3
"""Where others write all the time a lock may be waited for in vain; each try waits for it anew."""
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
    """Ask them together; where that fails each alone, so that each fails for its own fault."""
    try:
        async with bot.database.begin(organisation_id) as work:
            known = _Known()
            for cadence_id in group:
                await _ask(bot, work, cadence_id, due, known)
    except Refusal:
        raise  # The database or the disk says no: it would to each of them.
    except Exception as error:
        if len(group) == 1:
            log.warning("schedule broke", cadence=group[0], error=type(error).__name__)
            return [error]
        return [wrong for each in group for wrong in await _ask_group(bot, organisation_id, [each], due)]
    return []


async def _ask(bot: Bot, work: Work, cadence_id: CadenceId, due: datetime, known: _Known) -> None:
    cadence = await cadences.get(work, cadence_id)
    if cadence.paused or cadence.next_due_at != due:
        return
    board = await known.board(work, cadence.board_id)
    late = missed(cadence, bot.now())
    if late.ask is not None:
        turn = await turn_of(work, board, cadence, late.ask, known.read)
        engagement = turn.engagement
        if engagement is None:
            await tell_product(bot, work, board, Kind.NOTICE, rested_notice(cadence, turn))
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
            reach = await outreach_of(bot, work, board, draft, asked, cadence=cadence, bound=True, company=company)
            if await _put_out(bot, work, board, draft, reach, cadence):
                known.opened(board, engagement, late.ask, reach)
        else:
            nobody = f"nobody@{board.id}@{int(late.ask.timestamp())}"
            await tell_product(bot, work, board, Kind.NOTICE, nobody)
    if late.skipped_since is not None:
        lost = f"missed@{cadence.id}@{int(late.skipped_since.timestamp())}@{late.skipped}"
        await tell_product(bot, work, board, Kind.NOTICE, lost)
    await cadences.advance(work, cadence.id, due, *await waits_for(work, cadence, late.next_due_at))


async def _put_out(bot: Bot, work: Work, board: Board, draft: Round, reach: Outreach, cadence: Cadence) -> bool:
    """Whether the round was opened now."""
    if not reach.posts:
        await tell_product(bot, work, board, Kind.NOTICE, spared_notice(cadence, draft.slot, reach))
        return False
    draft = replace(draft, number=await rounds.next_number(work))
    if not await rounds.add(work, draft):
        return False
    await open_round(bot, work, board, draft, reach)
    await hold_back(work, cadence, draft)
    return True

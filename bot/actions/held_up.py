"""Looks once more, right before a message goes out, whether it is a time to disturb anybody there.

That was settled when it was made; a crash, an outage or a slow pace may have brought it into the night.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.actions.ledger import Lane, leave_out, mark
from bot.actions.outreach import clocks_of, hours_of, know_holidays
from bot.domain import deliveries as rules
from bot.domain.boards import BoardKind
from bot.domain.cadence import Cadence
from bot.domain.channels import Channel
from bot.domain.days_off import days_off
from bot.domain.deliveries import Delivery, Kind
from bot.domain.outreach import Known, held_until, why_held
from bot.domain.quiet import polite
from bot.domain.rounds import Round
from bot.ids import BoardId, ChannelId, RoundId
from storage import accounts, boards, cadences, channels, moments, people, rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A round that keeps to its board's manners, with what they are applied to."""

    round: Round
    cadence: Cadence | None
    known: Known
    channels: dict[ChannelId, Channel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """What was looked up, kept for one turn of a lane: a round may have ten thousand messages."""

    rounds: dict[RoundId, Bound | None] = field(default_factory=dict)
    boards: dict[BoardId, tuple[Known, dict[ChannelId, Channel]]] = field(default_factory=dict)


async def is_held(lane: Lane, row: Delivery, clocks: Clocks) -> bool:
    """True when the message does not go out now: it waits for the end of quiet hours, or was given up and told of.

    What a person sent by hand goes out at any hour: they were told before who sleeps.
    """
    if row.person_id is not None:
        wakes = await _reminder_until(lane, row)
        if wakes is not None:
            await mark(lane, row, replace(rules.handed_back(row), not_before=wakes))
        return wakes is not None
    if row.kind is not Kind.ASK or row.under is not None:
        return False
    bound = await _bound(lane, RoundId(row.subject_id), clocks)
    channel = bound.channels.get(row.channel_id) if bound is not None else None
    if bound is None or channel is None:
        return False
    now = lane.bot.now()
    opens = held_until(channel, bound.known, bound.cadence, now)
    if opens <= now:
        return False
    if opens >= bound.round.closes_at:
        await leave_out(lane, row, why_held(channel, bound.known, now))
    else:
        await mark(lane, row, replace(rules.handed_back(row), not_before=opens))
    return True


async def _bound(lane: Lane, round_id: RoundId, clocks: Clocks) -> Bound | None:
    if round_id not in clocks.rounds:
        clocks.rounds[round_id] = await _looked_up(lane, round_id, clocks)
    return clocks.rounds[round_id]


async def _looked_up(lane: Lane, round_id: RoundId, clocks: Clocks) -> Bound | None:
    async with lane.bot.database.read(lane.organisation_id) as work:
        round_ = await rounds.get(work, round_id)
        board = await boards.get(work, round_.board_id)
        by_hand = round_.cadence_id is None and not await moments.led_to(work, round_.id)
        if by_hand or board.kind is BoardKind.CLIENT_ZERO:
            return None
        cadence = await cadences.get(work, round_.cadence_id) if round_.cadence_id is not None else None
        if board.id not in clocks.boards:
            there = {each.id: each for each in await channels.of_board(work, board.id)}
            clocks.boards[board.id] = (await clocks_of(work, board), there)
    await know_holidays(lane.bot, lane.organisation_id)
    known, everywhere = clocks.boards[board.id]
    return Bound(round=round_, cadence=cadence, known=known, channels=everywhere)


async def _reminder_until(lane: Lane, row: Delivery) -> datetime | None:
    """Until when a reminder that should have gone out earlier has to wait now; None when it may go, or is none."""
    if row.kind is not Kind.REMIND or row.person_id is None:
        return None
    now = lane.bot.now()
    async with lane.bot.database.read(row.organisation_id) as work:
        person = await people.get(work, row.person_id)
        channel = await channels.get(work, row.channel_id)
        board = await boards.get(work, channel.board_id)
        account = await accounts.get(work, channel.account_id) if channel.account_id is not None else None
    wakes = polite(now, person.zone, hours=hours_of(board), day_off=days_off(account.country if account else ""))
    return wakes if wakes > now else None

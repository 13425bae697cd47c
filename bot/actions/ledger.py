"""Writes down how a message fared, and what follows: what is left alone for a while, who is told, what is paused."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.actions.ask import tell_product
from bot.actions.messages import message
from bot.actions.offer import offer
from bot.bot import Bot
from bot.domain import deliveries as rules
from bot.domain import pacing
from bot.domain.deliveries import Delivery, Kind, State
from bot.domain.errands import ErrandKind
from bot.domain.pacing import Call
from bot.domain.targets import Reason
from bot.ids import OrganisationId, RoundId
from bot.ports import Messenger, NotPosted, Permanent, Unknown, Unreachable
from storage import boards, channels, deliveries, pace, targets
from storage.database import Work

log = structlog.get_logger()
NOTHING: Mapping[str, datetime] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One organisation's messages to one workspace, while they are being sent."""

    bot: Bot
    messenger: Messenger
    organisation_id: OrganisationId
    name: str
    elsewhere: Mapping[str, datetime] = field(default_factory=dict)
    """What others who speak in the same workspace noted of its pace."""

    async def wait_until(self, at: datetime, under_way: Collection[asyncio.Task[object]] = ()) -> None:
        """Wait for the instant that the pace allows, or until the process has been asked to end.

        What is under way goes on meanwhile.
        """
        if at > self.bot.now():
            await self.bot.clock.catch_up(under_way)
        seconds = (at - self.bot.now()).total_seconds()
        if seconds <= 0:
            return
        ending = asyncio.ensure_future(self.bot.leaving.wait())
        waiting = asyncio.ensure_future(self.bot.clock.sleep(seconds))
        try:
            await asyncio.wait({ending, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            waiting.cancel()


async def mark(lane: Lane, row: Delivery, now: Delivery, *, hold: Mapping[str, datetime] = NOTHING) -> None:
    """Write down how a message fared; of one that is lost or in doubt the product channel is told, once."""
    async with lane.bot.database.begin(lane.organisation_id) as work:
        await pace.advance(work, lane.name, hold, lane.bot.now())
        if not await deliveries.mark(work, now, attempt=row.attempt):
            log.warning("delivery was taken over", key=row.key)
            return
        word = {State.FAILED: "failed", State.UNKNOWN: "doubt"}.get(now.state)
        if word is not None:
            if rules.is_given_up(now):
                await offer(lane.bot, work, ErrandKind.SEND_AGAIN, row.key)
            await _tell(lane.bot, work, row, word)


async def hand_back(lane: Lane, rows: Iterable[Delivery]) -> None:
    """Let go of claimed messages for which no call was made."""
    async with lane.bot.database.begin(lane.organisation_id) as work:
        for row in rows:
            await deliveries.mark(work, rules.handed_back(row), attempt=row.attempt)


async def fail(lane: Lane, row: Delivery, never: Permanent) -> None:
    """Give a message up. Where its place takes none at all, the place is paused, and only the first time is told.

    A reminder that does not reach somebody in private stands in the thread of the poll instead, once, and names nobody.
    """
    if isinstance(never, Unreachable) and row.kind is Kind.REMIND and row.person_id is not None:
        await _remind_namelessly(lane, row, never)
        return
    log.warning("delivery failed", key=row.key, reason=never.reason, paused_for=never.paused_for)
    if not never.paused_for or row.person_id is not None:
        await mark(lane, row, rules.failed(row, never.reason))
        return
    async with lane.bot.database.begin(lane.organisation_id) as work:
        if await deliveries.mark(work, rules.failed(row, never.reason), attempt=row.attempt):
            await pause(lane.bot, work, row, never)


async def leave_out(lane: Lane, row: Delivery, reason: Reason) -> None:
    """Give a message up that was held up until nobody there may be disturbed any more; the product team is told once.

    Whom it was for counts as left in peace.
    """
    async with lane.bot.database.begin(lane.organisation_id) as work:
        if await deliveries.mark(work, replace(row, state=State.DROPPED), attempt=row.attempt):
            await targets.leave_out(work, RoundId(row.subject_id), row.channel_id, reason)
            board = await boards.get(work, (await channels.get(work, row.channel_id)).board_id)
            await tell_product(lane.bot, work, board, Kind.NOTICE, f"late@{row.subject_id}")


async def _remind_namelessly(lane: Lane, row: Delivery, never: Unreachable) -> None:
    async with lane.bot.database.begin(lane.organisation_id) as work:
        lost = replace(row, state=State.DROPPED, failure=never.reason)
        if await deliveries.mark(work, lost, attempt=row.attempt):
            line = message(lane.bot, await channels.get(work, row.channel_id), Kind.REMIND, row.subject_id)
            above = rules.key_of(Kind.ASK, row.subject_id, row.channel_id)
            await deliveries.make(work, [replace(line, under=above)])


async def pause(bot: Bot, work: Work, row: Delivery, never: Permanent) -> None:
    """Post nothing more in the message's channel until it is well again; tell the product team when this is new."""
    channel = await channels.get(work, row.channel_id)
    if not channel.paused_for:
        await channels.save(work, replace(channel, paused_for=never.paused_for))
        await deliveries.note_failure(work, row.key, never.reason)
        await _tell(bot, work, row, "failed")


async def shut(lane: Lane, reason: str) -> Mapping[str, datetime]:
    """Leave a workspace alone that does not let us in; returns what is held, as it is kept."""
    log.error("workspace shut", lane=lane.name, reason=reason)
    keys = pacing.shut(lane.name, reason, lane.bot.now())
    await hold(lane, keys)
    return keys


async def hold(lane: Lane, keys: Mapping[str, datetime]) -> None:
    """Leave targets or the whole workspace alone until then."""
    async with lane.bot.database.begin(lane.organisation_id) as work:
        await pace.advance(work, lane.name, keys, lane.bot.now())


def holding(lane: Lane, call: Call, target: str, trouble: NotPosted | Unknown) -> dict[str, datetime]:
    """What must be left alone after a call that was put off or broke."""
    wanted = trouble if isinstance(trouble, NotPosted) else NotPosted()
    return pacing.held(
        call,
        lane.name,
        target,
        retry_after=wanted.retry_after,
        everywhere=wanted.everywhere,
        now=lane.bot.now(),
    )


async def _tell(bot: Bot, work: Work, row: Delivery, word: str) -> None:
    """A notice in every product channel of the board but a paused one; of notices and private messages none is made."""
    if row.kind is Kind.NOTICE or row.person_id is not None or row.under is not None:
        return
    channel = await channels.get(work, row.channel_id)
    wanted = [each for each in await channels.product(work, channel.board_id) if not each.paused_for]
    await deliveries.make(work, [message(bot, each, Kind.NOTICE, f"{word}@{row.key}") for each in wanted])

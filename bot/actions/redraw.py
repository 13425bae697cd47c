"""Draws messages anew whose subject has changed: the newest state, as often as the platform likes it and no oftener."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.actions.compose import Composed, Live
from bot.actions.ledger import Lane, hold, holding, pause, shut
from bot.actions.threads import composed
from bot.domain import pacing
from bot.domain.deliveries import Delivery
from bot.domain.pacing import LIVELY, QUIET, Call, Pace, better_later, timetable
from bot.ids import RoundId
from bot.ports import NotPosted, Permanent, Shut, Unknown
from storage import deliveries, outbox, pace
from storage.database import Work

log = structlog.get_logger()
A_FEW, MANY = 64, 1000
"""Messages looked at for a turn: of ten thousand that a close leaves to be drawn, a paced workspace takes a few."""
NEVER_AGAIN = 2**31 - 1
"""What a message is said to show that was deleted: no version comes after it."""


async def redraw(lane: Lane, *, patient: bool = True) -> None:
    """Draw what is outdated, first what was drawn longest ago; without patience only what may be drawn this instant."""
    now, spacing = lane.bot.now(), lane.messenger.limits.redraw
    async with lane.bot.database.read(lane.organisation_id) as work:
        outdated = await outbox.to_redraw(work, lane.name, now, A_FEW if spacing.whole else MANY)
        known = pace.latest(lane.elsewhere, await pace.of_lane(work, lane.name, now) if outdated else {})
        later = await _better_later(work, lane, outdated, known)
    if later:
        await hold(lane, later)
        outdated = [each for each in outdated if pacing.key(Call.REDRAW, lane.name, each[0].key) not in later]
    times, after = timetable(
        [row.key for row, _ in outdated],
        call=Call.REDRAW,
        lane=lane.name,
        limits=lane.messenger.limits,
        pace=known,
        now=now,
        most=len(outdated) if patient else 1,
    )
    if not patient and not any(at is not None and at <= now for at in times):
        return
    if spacing.each or spacing.whole:
        drawn = [(row.key, at) for (row, _), at in zip(outdated, times, strict=True) if at is not None]
        await hold(lane, {**after, **{pacing.lively(lane.name, key): at + LIVELY for key, at in drawn}})
    seen: dict[RoundId, Live] = {}
    for (row, version), at in zip(outdated, times, strict=True):
        if at is None:
            continue
        if at > lane.bot.now():
            await lane.wait_until(at)
            seen.clear()
        if lane.bot.leaving.is_set():
            return
        shown = await composed(lane.bot, row, seen)
        if shown is not None and not await _draw(lane, row, shown):
            return
        if shown is None:
            await _drawn(lane, row, version)


async def _better_later(
    work: Work, lane: Lane, outdated: Sequence[tuple[Delivery, int]], known: Pace
) -> dict[str, datetime]:
    """What was drawn a moment ago and is not worth it yet, since people keep answering; and when it will be."""
    now, lively = lane.bot.now(), [each for each in outdated if pacing.lively(lane.name, each[0].key) in known]
    answered = await outbox.last_answered(work, {row.subject_id for row, _ in lively})
    later: dict[str, datetime] = {}
    for row, version in lively:
        answered_at = answered.get(row.subject_id, now - QUIET)
        at = better_later(row.drawn_version, version, answered_at=answered_at, now=now)
        if at is not None:
            later[pacing.key(Call.REDRAW, lane.name, row.key)] = at
    return later


async def _draw(lane: Lane, row: Delivery, shown: Composed) -> bool:
    """Draw one message; False when the workspace wants to be left alone."""
    try:
        await lane.messenger.redraw(row.place, row.ref, shown.card, row.token, shown.language)
    except (NotPosted, Unknown) as trouble:
        # A later run of the lane draws the newest state; nothing is lost.
        await hold(lane, holding(lane, Call.REDRAW, row.key, trouble))
        return not (isinstance(trouble, NotPosted) and trouble.everywhere)
    except Shut as closed:
        await shut(lane, closed.reason)
        return False
    except Permanent as never:
        log.warning("message cannot be redrawn", key=row.key, reason=never.reason)
        if never.paused_for:
            async with lane.bot.database.begin(lane.organisation_id) as work:
                await pause(lane.bot, work, row, never)
            return True
        await _drawn(lane, row, NEVER_AGAIN if never.gone else shown.version)
        return True
    await _drawn(lane, row, shown.version)
    return True


async def _drawn(lane: Lane, row: Delivery, version: int) -> None:
    async with lane.bot.database.begin(lane.organisation_id) as work:
        await deliveries.drawn(work, row.key, version)

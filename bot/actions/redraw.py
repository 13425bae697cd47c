"""Draws messages anew whose subject has changed: the newest state, as often as the platform likes it and no oftener."""

import structlog

from bot.actions.compose import Composed, Live
from bot.actions.ledger import Lane, hold, holding, pause, shut
from bot.actions.threads import composed
from bot.domain.deliveries import Delivery
from bot.domain.pacing import Call, timetable
from bot.ids import RoundId
from bot.ports import NotPosted, Permanent, Shut, Unknown
from storage import deliveries, outbox, pace

log = structlog.get_logger()


async def redraw(lane: Lane, *, patient: bool = True) -> None:
    """Draw what is outdated, first what was drawn longest ago; without patience only what may be drawn this instant."""
    now, spacing = lane.bot.now(), lane.messenger.limits.redraw
    async with lane.bot.database.read(lane.organisation_id) as work:
        outdated = await outbox.to_redraw(work, lane.name, now)
        known = pace.latest(lane.elsewhere, await pace.of_lane(work, lane.name, now) if outdated else {})
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
        await hold(lane, after)
    seen: dict[RoundId, Live] = {}
    for (row, version), at in zip(outdated, times, strict=True):
        if at is None:
            continue
        if at > lane.bot.now():
            await lane.wait_until(at)
            seen.clear()
        shown = await composed(lane.bot, row, seen)
        if shown is not None and not await _draw(lane, row, shown):
            return
        if shown is None:
            await _drawn(lane, row, version)


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
    await _drawn(lane, row, shown.version)
    return True


async def _drawn(lane: Lane, row: Delivery, version: int) -> None:
    async with lane.bot.database.begin(lane.organisation_id) as work:
        await deliveries.drawn(work, row.key, version)

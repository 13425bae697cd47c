"""Keeps the promise of how long things are kept: deletes what is over its time, and organisations that left."""

from datetime import timedelta

import structlog

from bot.actions.event_inbox import forget_events
from bot.bot import Bot
from bot.ids import OrganisationId
from storage import boards
from storage.purge import purge_if_gone
from storage.retention import MOST, purge_some

log = structlog.get_logger()


async def retain(bot: Bot, organisation_id: OrganisationId) -> int:
    """Delete what each board of an organisation need not keep any more; returns how many rows went.

    Every step is a transaction of at most a thousand rows: a crash in between loses nothing, the next run goes on.
    """
    async with bot.database.begin(organisation_id) as work:
        gone = await purge_if_gone(work, bot.now())
    if gone:
        log.warning("organisation purged", organisation=organisation_id, rows=gone)
        return gone
    async with bot.database.read(organisation_id) as work:
        limited = [each for each in await boards.all(work) if each.keep_days is not None]
    total = 0
    for board in limited:
        before = bot.now() - timedelta(days=board.keep_days or 0)
        deleted = MOST
        while deleted == MOST:
            async with bot.database.begin(organisation_id) as work:
                deleted = await purge_some(work, board.id, before)
            total += deleted
    if total:
        log.info("retention", organisation=organisation_id, rows=total)
    return total


async def begin_sweep(bot: Bot) -> None:
    """Forget what need not be recognised any more, and ask for the rest at every organisation.

    Once a day is enough for that; asking oftener changes nothing.
    """
    await forget_events(bot)
    day = f"{bot.now():%Y-%m-%d}"
    for organisation in await bot.database.organisations():
        await bot.queue.enqueue(f"{organisation.id}/retain/{day}", "retain", organisation.id)

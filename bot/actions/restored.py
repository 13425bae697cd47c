"""After a copy of the database was put back: nothing is said a second time, and what is missing is told."""

from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.bot import Bot
from bot.domain.deliveries import State
from bot.ids import OrganisationId
from storage import restored
from storage.restored import Gap

log = structlog.get_logger()
MARK_EVERY = timedelta(seconds=30)
LOOK_FIRST = timedelta(days=7)
"""So long after a copy was put back, a message that this database never posted is looked for before it is posted."""


async def notice_restored(bot: Bot, file: Path) -> None:
    """Is this database older than what we have done? Asked at the start, before any work, and now and then.

    `file` lies beside us and not in the database; it is renewed with it.
    """
    found = await restored.look_for_gap(bot.database, file, bot.now())
    if found is not None:
        log.critical("database was put back", since=found.since.isoformat(), until=found.until.isoformat())
    known = await restored.known_gap(bot.database)
    if known is not None and bot.now() > known.until + LOOK_FIRST:
        await restored.forget_gap(bot.database)
    await restored.mark(bot.database, file, bot.now())


async def look_first(bot: Bot, organisation_id: OrganisationId, lane: str, now: datetime) -> bool:
    """Where a copy was put back, let what is due in the lane be looked for before it is posted; whether any is."""
    gap = await restored.known_gap(bot.database)
    if gap is None or now > gap.until + LOOK_FIRST:
        return False
    async with bot.database.begin(organisation_id) as work:
        return await restored.doubt(work, lane, gap, now) > 0


async def gap_of(bot: Bot) -> Gap | None:
    """What the database does not know of; None when nothing was put back of late."""
    return await restored.known_gap(bot.database)


async def tell_of_gap(bot: Bot, since: datetime) -> Gap:
    """An operator says that a copy from then was put back, where no process could notice."""
    return await restored.note_gap(bot.database, Gap(since=since, until=bot.now()))


async def recognised(bot: Bot, gap: Gap) -> dict[State, list[tuple[str, str]]]:
    """What was looked for because of the gap, by how it turned out: its kind, and where."""
    found: dict[State, list[tuple[str, str]]] = {}
    for organisation in await bot.database.organisations():
        async with bot.database.read(organisation.id) as work:
            for state, rows in (await restored.recognised(work, gap)).items():
                found.setdefault(state, []).extend(rows)
    return found

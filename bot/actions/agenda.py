"""Tells when something falls due next, so that a clock that is set by hand can be put to just that instant."""

from datetime import datetime

from bot.bot import Bot
from storage import due
from storage.database import Work


async def next_due(bot: Bot) -> datetime | None:
    """The next instant at which a schedule, a round, a digest or a message is due; None when nothing ever will be."""
    now = bot.now()

    async def look(work: Work) -> datetime | None:
        return await due.next_at(work, now)

    return min((at for _, at in await bot.database.survey(look) if at is not None), default=None)

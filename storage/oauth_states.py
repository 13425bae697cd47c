"""Marks of installations that somebody has begun: each works once, for ten minutes, in the browser that began it."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.ids import OrganisationId
from storage.database import Database
from storage.tables import oauth_state

NOBODY = OrganisationId("")
"""Whose it will be is not known before the platform has told."""
LASTS = timedelta(seconds=600)


async def add(database: Database, state: str, now: datetime) -> None:
    """Remember a mark, and forget those that have run out."""
    async with database.begin(NOBODY) as work:
        await work.change(delete(oauth_state).where(oauth_state.c.made_at < now - LASTS))
        await work.connection.execute(oauth_state.insert().values(state=state, made_at=now))


async def take(database: Database, state: str, now: datetime) -> bool:
    """Use a mark up; False when it is unknown, used already or too old."""
    async with database.begin(NOBODY) as work:
        taken = delete(oauth_state).where(oauth_state.c.state == state).returning(oauth_state.c.made_at)
        made_at = await work.connection.scalar(taken)
    return made_at is not None and made_at >= now - LASTS

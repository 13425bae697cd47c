"""Marks of installations that were used: each works once, for ten minutes, in the browser that began it."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.ids import OrganisationId
from storage.database import Database
from storage.tables import oauth_state
from storage.upsert import insert_into

NOBODY = OrganisationId("")
"""Whose it will be is not known before the platform has told."""
LASTS = timedelta(seconds=600)


async def use(database: Database, mark: str, now: datetime) -> bool:
    """Use a mark up; False when it was used before. Those that have run out since are forgotten."""
    async with database.begin(NOBODY) as work:
        await work.change(delete(oauth_state).where(oauth_state.c.made_at < now - LASTS))
        insert = insert_into(work, oauth_state).values(state=mark, made_at=now).on_conflict_do_nothing()
        return await work.change(insert) == 1

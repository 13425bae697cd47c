"""Deletes an organisation whole: every row of every table that is its own, and the organisation itself."""

from sqlalchemy import delete

from storage.tables import metadata, organisation
from storage.work import Work


async def purge(work: Work) -> int:
    """Delete everything of this transaction's organisation, all or nothing; returns how many rows went.

    Rows that refer to others go before them. To purge what is gone already deletes nothing.
    """
    gone = 0
    for table in reversed(metadata.sorted_tables):
        if "organisation_id" in table.c:
            gone += await work.change(delete(table).where(table.c.organisation_id == work.organisation_id))
    return gone + await work.change(delete(organisation).where(organisation.c.id == work.organisation_id))

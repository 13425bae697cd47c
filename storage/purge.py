"""Deletes an organisation whole: every row of every table that is its own, and the organisation itself."""

from datetime import datetime

from sqlalchemy import delete, select

from storage.tables import installation, metadata, organisation, workspace
from storage.work import Work

_LANES = select(workspace.c.lane)


async def purge(work: Work) -> int:
    """Delete everything of this transaction's organisation, all or nothing; returns how many rows went.

    Rows that refer to others go before them. To purge what is gone already deletes nothing.
    """
    gone = 0
    for table in reversed(metadata.sorted_tables):
        if "organisation_id" in table.c:
            gone += await work.change(delete(table).where(table.c.organisation_id == work.organisation_id))
    return gone + await work.change(delete(organisation).where(organisation.c.id == work.organisation_id))


async def purge_if_gone(work: Work, now: datetime) -> int:
    """The same where the bot was removed from every workspace and the time to come back is over; else 0.

    It is looked at and done in one transaction: who installs the bot again a moment before keeps everything.
    """
    query = select(installation.c.gone_at, installation.c.purge_at, installation.c.lane).where(
        installation.c.organisation_id == work.organisation_id
    )
    known = (await work.connection.execute(query if work.on_sqlite else query.with_for_update())).all()
    if not known or any(gone_at is None or purge_at is None or purge_at > now for gone_at, purge_at, _ in known):
        return 0
    lanes = list(await work.connection.scalars(_LANES.where(workspace.c.organisation_id == work.organisation_id)))
    by_token = any(lane.startswith("slack:") for lane in lanes)
    if by_token and not any(lane.startswith("slack:") for *_, lane in known):
        return 0  # The bot still is in a workspace whose token the operator has set: that makes no installation.
    work.sealed = True
    return await purge(work)

"""When each kind of call to a workspace is free again: kept here, so that a change of process forgets no limit."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select

from bot.domain.pacing import Pace
from bot.ids import OrganisationId
from storage.tables import meeting_place, pace, workspace
from storage.upsert import insert_into
from storage.work import Work

FORGOTTEN_AFTER = timedelta(hours=1)


async def of_lane(work: Work, lane: str, now: datetime) -> dict[str, datetime]:
    """What of a workspace is not free yet, and until when."""
    query = select(pace.c.key, pace.c.free_at).where(
        pace.c.organisation_id == work.organisation_id, pace.c.lane == lane, pace.c.free_at > now
    )
    return {str(key): free_at for key, free_at in await work.connection.execute(query)}


async def busy(work: Work, now: datetime) -> dict[str, datetime]:
    """What of any workspace is not free yet, and until when."""
    query = select(pace.c.key, pace.c.free_at).where(
        pace.c.organisation_id == work.organisation_id, pace.c.free_at > now
    )
    return {str(key): free_at for key, free_at in await work.connection.execute(query)}


async def advance(work: Work, lane: str, until: Mapping[str, datetime], now: datetime) -> None:
    """Keep these keys busy until then; one that is busy for longer already stays so. Long free ones are forgotten."""
    if not until:
        return
    rows = [
        {"organisation_id": work.organisation_id, "key": key, "lane": lane, "free_at": free_at}
        for key, free_at in sorted(until.items())
    ]
    insert = insert_into(work, pace)
    later = case((pace.c.free_at > insert.excluded.free_at, pace.c.free_at), else_=insert.excluded.free_at)
    await work.connection.execute(
        insert.on_conflict_do_update(index_elements=["organisation_id", "key"], set_={"free_at": later}), rows
    )
    await work.change(
        delete(pace).where(
            pace.c.organisation_id == work.organisation_id,
            pace.c.lane == lane,
            pace.c.free_at < now - FORGOTTEN_AFTER,
        )
    )


async def release(work: Work, lane: str) -> None:
    """Forget every limit of a workspace: it was installed anew."""
    await work.change(delete(pace).where(pace.c.organisation_id == work.organisation_id, pace.c.lane == lane))


async def sharers(work: Work, lane: str) -> set[OrganisationId]:
    """The organisations that may speak in a workspace: its owner, and those that own single places in it.

    A platform counts the calls of all of them together.
    """
    owners = select(workspace.c.organisation_id).where(workspace.c.lane == lane)
    guests = select(meeting_place.c.organisation_id).where(meeting_place.c.lane == lane)
    return {OrganisationId(each) for each in await work.connection.scalars(owners.union(guests))}


def latest(*paces: Pace) -> dict[str, datetime]:
    """Several organisations' notes on one workspace put together: of each key the latest."""
    whole: dict[str, datetime] = {}
    for one in paces:
        for key, free_at in one.items():
            whole[key] = max(free_at, whole.get(key, free_at))
    return whole

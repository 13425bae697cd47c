"""Cadences: when engagements are due."""

from datetime import datetime

from sqlalchemy import select, update

from bot.domain.cadence import Cadence
from bot.ids import BoardId, CadenceId
from storage.tables import cadence
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Cadence) -> None:
    """Add or replace a cadence."""
    await put_value(work, cadence, one)


async def get(work: Work, cadence_id: CadenceId) -> Cadence:
    """The cadence with this id; LookupError when there is none."""
    return await work.only(Cadence, work.rows(cadence).where(cadence.c.id == cadence_id))


async def find(work: Work, cadence_id: CadenceId) -> Cadence | None:
    """The cadence with this id, also a deleted one; None when there never was one."""
    return await work.one(Cadence, work.rows(cadence).where(cadence.c.id == cadence_id))


async def of_board(work: Work, board_id: BoardId) -> list[Cadence]:
    """Every cadence of a board that was not deleted, the earliest start first."""
    return await work.all(
        Cadence,
        work.rows(cadence)
        .where(cadence.c.board_id == board_id, cadence.c.deleted_at.is_(None))
        .order_by(cadence.c.start, cadence.c.id),
    )


async def instants_due(work: Work, now: datetime) -> list[datetime]:
    """The instants that have come and for which schedules still wait, the longest overdue first."""
    return list(
        await work.connection.scalars(
            select(cadence.c.next_due_at)
            .where(
                cadence.c.organisation_id == work.organisation_id,
                cadence.c.next_due_at <= now,
                cadence.c.paused.is_(False),
            )
            .distinct()
            .order_by(cadence.c.next_due_at)
        )
    )


async def due_at(work: Work, due: datetime) -> list[CadenceId]:
    """The cadences that wait for just that instant, by id."""
    query = select(cadence.c.id).where(
        cadence.c.organisation_id == work.organisation_id,
        cadence.c.next_due_at == due,
        cadence.c.paused.is_(False),
    )
    return [CadenceId(each) for each in await work.connection.scalars(query.order_by(cadence.c.id))]


async def advance(
    work: Work,
    cadence_id: CadenceId,
    was: datetime,
    next_due_at: datetime | None,
    next_slot: datetime | None = None,
) -> bool:
    """Let the cadence wait for its next due time; False, and nothing changes, when it no longer waits for `was`."""
    return bool(
        await work.change(
            update(cadence)
            .where(
                cadence.c.organisation_id == work.organisation_id,
                cadence.c.id == cadence_id,
                cadence.c.next_due_at == was,
            )
            .values(next_due_at=next_due_at, next_slot=next_slot)
        )
    )

"""Wishes to be erased, and the marks of accounts that were."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from bot.domain.erasures import Erasure
from bot.ids import PersonId, Token
from storage.tables import erasure, tombstone
from storage.upsert import put, put_value
from storage.work import Work


async def save(work: Work, one: Erasure) -> None:
    """Add or replace a wish."""
    await put_value(work, erasure, one)


async def find(work: Work, erasure_id: str) -> Erasure | None:
    """The wish with this id."""
    return await work.one(Erasure, work.rows(erasure).where(erasure.c.id == erasure_id))


async def open_ones(work: Work) -> list[Erasure]:
    """Those of which something is left to do, the oldest first."""
    return await work.all(
        Erasure, work.rows(erasure).where(erasure.c.done_at.is_(None)).order_by(erasure.c.asked_at, erasure.c.id)
    )


async def of_person(work: Work, person_id: PersonId) -> Erasure | None:
    """The wish of this person that is not fulfilled yet."""
    found = await work.all(Erasure, work.rows(erasure).where(erasure.c.person_id == person_id))
    return found[0] if found else None


async def erased_at(work: Work, marks: Collection[Token]) -> datetime | None:
    """When the owner of one of these accounts was erased, the last time; None where none was."""
    query = select(tombstone.c.erased_at).where(
        tombstone.c.organisation_id == work.organisation_id, tombstone.c.mark.in_(sorted(set(marks)))
    )
    return max((at for (at,) in (await work.connection.execute(query)).all()), default=None)


async def bury(work: Work, marks: Collection[Token], now: datetime) -> None:
    """Remember that these accounts were erased now."""
    rows = [{"organisation_id": work.organisation_id, "mark": mark, "erased_at": now} for mark in sorted(set(marks))]
    await put(work, tombstone, rows, by=("mark",))

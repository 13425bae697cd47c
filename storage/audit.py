"""The list of what was tried with a right; rows are added and never changed."""

from datetime import datetime

from sqlalchemy import func, select

from bot.domain.audit import AuditEntry, Outcome
from storage.tables import audit_entry
from storage.upsert import add_new
from storage.work import Work, row_of


async def add(work: Work, one: AuditEntry) -> None:
    """Note one try."""
    await add_new(work, audit_entry, [row_of(one)])


async def latest(work: Work, most: int) -> list[AuditEntry]:
    """The newest tries, the newest first."""
    return await work.all(
        AuditEntry,
        work.rows(audit_entry).order_by(audit_entry.c.at.desc(), audit_entry.c.id.desc()).limit(most),
    )


async def failures(work: Work, deed: str, subject_id: str, since: datetime) -> int:
    """How often somebody was turned away with one deed since then."""
    found = await work.connection.scalar(
        select(func.count())
        .select_from(audit_entry)
        .where(
            audit_entry.c.organisation_id == work.organisation_id,
            audit_entry.c.deed == deed,
            audit_entry.c.subject_id == subject_id,
            audit_entry.c.outcome != Outcome.DONE.value,
            audit_entry.c.at > since,
        )
    )
    return int(found or 0)

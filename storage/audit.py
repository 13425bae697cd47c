"""The list of what was tried with a right: rows are added, each tied to the one before it, and never changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update

from bot.domain.audit import AuditEntry, Outcome
from bot.domain.audit_chain import START, link_after
from storage.tables import audit_entry, counter
from storage.upsert import add_new, next_in_line
from storage.work import Rows, Work, row_of

COUNTER = "audit"
"""Counts the entries: whoever adds one holds it until the commit, so that writers come one after the other."""


async def add(work: Work, one: AuditEntry) -> None:
    """Note one try, tied to the one before it. ValueError where it has been noted already.

    Rows that a process of an older release has left untied are tied first.
    """
    number = await next_in_line(work, counter, COUNTER)
    previous = await _link_at(work, number - 1)
    for left in await work.all(AuditEntry, _untied(work)):
        tied = _tied(left, number, previous)
        await work.change(
            update(audit_entry)
            .where(audit_entry.c.organisation_id == work.organisation_id, audit_entry.c.id == left.id)
            .values(number=number, link=tied.link)
        )
        previous, number = str(tied.link), await next_in_line(work, counter, COUNTER)
    if not await add_new(work, audit_entry, [row_of(_tied(one, number, previous))]):
        raise ValueError("this try has been noted already")


async def latest(work: Work, most: int) -> list[AuditEntry]:
    """The newest tries, the newest first."""
    return await work.all(
        AuditEntry,
        work.rows(audit_entry).order_by(audit_entry.c.at.desc(), audit_entry.c.id.desc()).limit(most),
    )


async def after(work: Work, number: int, most: int) -> Sequence[AuditEntry]:
    """The tries that stand behind the place `number`, in their order; ValueError for one that cannot be read."""
    return await work.all(
        AuditEntry,
        work.rows(audit_entry).where(audit_entry.c.number > number).order_by(audit_entry.c.number).limit(most),
    )


async def length(work: Work) -> int:
    """How many tries were ever tied to the list, also those that somebody may have removed since."""
    found = await work.connection.scalar(
        select(counter.c.value).where(counter.c.organisation_id == work.organisation_id, counter.c.name == COUNTER)
    )
    return int(found or 0)


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


def _tied(one: AuditEntry, number: int, previous: str) -> AuditEntry:
    placed = replace(one, number=number)
    return replace(placed, link=link_after(previous, placed))


async def _link_at(work: Work, number: int) -> str:
    """The link of the entry at a place; where somebody removed it, of none, so that the gap stays to be seen."""
    found = await work.connection.scalar(
        select(audit_entry.c.link).where(
            audit_entry.c.organisation_id == work.organisation_id, audit_entry.c.number == number
        )
    )
    return START if found is None else str(found)


def _untied(work: Work) -> Rows:
    return work.rows(audit_entry).where(audit_entry.c.number.is_(None)).order_by(audit_entry.c.at, audit_entry.c.id)

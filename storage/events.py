"""Events that platforms told us: kept before they are acknowledged, blanked once they are dealt with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.engine import RowMapping

from bot.domain.events import GIVEN_UP, LEASE, REMEMBERED, PlatformEvent
from bot.errors import Refusal
from storage.tables import event, inbox
from storage.upsert import add_new
from storage.work import Work

BLANK = b""


async def keep(work: Work, one: PlatformEvent) -> bool:
    """Keep an event, its payload sealed; False when it had been told before, and then nothing changes."""
    row = {
        "organisation_id": one.organisation_id,
        "key": one.key,
        "lane": one.lane,
        "kind": one.kind,
        "sealed": work.seal.seal(one.payload) if one.payload else BLANK,
        "received_at": one.received_at,
        "not_before": one.not_before,
        "attempt": one.attempt,
        "worked_at": one.worked_at,
    }
    return bool(await add_new(work, event, [row]))


async def claim(work: Work, now: datetime, most: int = 20) -> list[PlatformEvent]:
    """Take over what is due, the oldest first; until `LEASE` has passed nobody else does."""
    due = work.rows(event).where(event.c.worked_at.is_(None), event.c.not_before <= now)
    query = work.lock(due.order_by(event.c.not_before, event.c.key).limit(most), skip_locked=True)
    taken = [_read(work, row) for row in (await work.connection.execute(query)).mappings()]
    for one in taken:
        await work.change(
            update(event)
            .where(event.c.organisation_id == work.organisation_id, event.c.key == one.key)
            .values(attempt=one.attempt + 1, not_before=now + LEASE)
        )
    return [replace(one, attempt=one.attempt + 1, not_before=now + LEASE) for one in taken]


async def release(work: Work, now: datetime) -> int:
    """After a crash of the only process: what it was dealing with is due at once; returns how many there are."""
    mine = event.c.organisation_id == work.organisation_id, event.c.worked_at.is_(None)
    claimed = event.c.attempt > 0, event.c.not_before > now
    return await work.change(update(event).where(*mine, *claimed).values(not_before=now))


async def worked(work: Work, key: str, attempt: int, now: datetime) -> bool:
    """Note that an event is dealt with, and blank what it said; False when somebody else has taken it over since."""
    return await _mark(work, key, attempt, {"worked_at": now, "sealed": BLANK})


async def put_off(work: Work, key: str, attempt: int, until: datetime) -> bool:
    """Let an event wait until then; False when somebody else has taken it over since."""
    return await _mark(work, key, attempt, {"not_before": until})


async def unnote(work: Work, key: str) -> None:
    """Forget one that turned out to change nothing, so that it may come again."""
    await work.change(delete(event).where(event.c.organisation_id == work.organisation_id, event.c.key == key))


async def forget(work: Work, now: datetime) -> int:
    """Remove what need not be recognised any more, and what has failed for days; returns how many went."""
    return await work.change(
        delete(event).where(
            event.c.organisation_id == work.organisation_id,
            or_(
                event.c.worked_at.is_not(None) & (event.c.received_at < now - REMEMBERED),
                event.c.received_at < now - GIVEN_UP,
            ),
        )
    )


async def forget_presses(work: Work, now: datetime) -> int:
    """Remove the keys of presses that were kept long ago; returns how many went."""
    return await work.change(
        delete(inbox).where(inbox.c.organisation_id == work.organisation_id, inbox.c.received_at < now - REMEMBERED)
    )


async def _mark(work: Work, key: str, attempt: int, values: Mapping[str, object]) -> bool:
    mine = event.c.organisation_id == work.organisation_id, event.c.key == key
    fence = event.c.attempt == attempt, event.c.worked_at.is_(None)
    return await work.change(update(event).where(*mine, *fence).values(**values)) == 1


def _read(work: Work, row: RowMapping) -> PlatformEvent:
    columns = dict(row)
    sealed = bytes(columns.pop("sealed"))
    return PlatformEvent(**columns, payload=_opened(work, sealed) if sealed else b"")


def _opened(work: Work, sealed: bytes) -> bytes | None:
    try:
        return work.seal.unseal(sealed)
    except Refusal:  # The others must not wait because this one cannot be read.
        return None

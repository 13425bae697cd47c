"""Notices that the database is older than what was done with it: somebody has put back a copy.

A database in work carries the instant at which it was last seen at work, and so does a file beside it. A copy that is
put back brings an older instant along.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, select, update

from bot.domain.deliveries import State
from storage import secret as secrets
from storage.database import Database
from storage.outbox import LONG_AGO
from storage.tables import delivery
from storage.tables import secret as table
from storage.work import Work

MARK = "seen at work"
GAP = "put back"
SLACK = timedelta(seconds=90)
"""The file may be a little ahead of the database without anything having been lost: a kill between two writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What happened between these two instants is not in the database; the world outside remembers it."""

    since: datetime
    until: datetime


async def mark(database: Database, file: Path, now: datetime) -> None:
    """Note that the database is at work; in itself first, so that the file is never the only one to know."""
    await secrets.put(database, MARK, now.isoformat().encode(), sealed=False)
    _write(file, f"{await _whose(database)} {now.isoformat()}\n")


async def look_for_gap(database: Database, file: Path, now: datetime) -> Gap | None:
    """The gap, where there is a new one, noted in the database from now on; None where all is as it was."""
    whose, seen = _read(file)
    known = await _value(database, MARK)
    if not seen or known is None or whose != await _whose(database):
        return None
    since = datetime.fromisoformat(known.decode())
    if datetime.fromisoformat(seen) <= since + SLACK:
        return None
    return await note_gap(database, Gap(since=since, until=now))


async def note_gap(database: Database, gap: Gap) -> Gap:
    """Let it be known to every process from now on."""
    text = f"{gap.since.isoformat()} {gap.until.isoformat()}"
    await secrets.put(database, GAP, text.encode(), sealed=False)
    return gap


async def forget_gap(database: Database) -> None:
    """It is over."""
    async with database.begin(secrets.NOBODY) as work:
        await work.change(delete(table).where(table.c.name == GAP))


async def known_gap(database: Database) -> Gap | None:
    """The gap that was noted last; None when nothing was ever put back."""
    value = await _value(database, GAP)
    if value is None:
        return None
    since, until = (datetime.fromisoformat(each) for each in value.decode().split())
    return Gap(since=since, until=until)


async def doubt(work: Work, lane: str, gap: Gap, now: datetime) -> int:
    """Take the messages that are due and that this database never posted for perhaps posted; returns how many.

    They are looked for in their places before anything else is done with them.
    """
    return await work.change(
        update(delivery)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.lane == lane,
            delivery.c.state == State.PENDING,
            delivery.c.attempt == 0,
            delivery.c.not_before <= now,
        )
        .values(state=State.SENDING, attempt=1, started_at=LONG_AGO, first_started_at=gap.since)
    )


async def recognised(work: Work, gap: Gap) -> dict[State, list[tuple[str, str]]]:
    """What was looked for because of the gap, by how it turned out: its kind, and where it stands or would."""
    query = (
        select(delivery.c.state, delivery.c.kind, delivery.c.place)
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.first_started_at == gap.since,
            delivery.c.started_at == LONG_AGO,
        )
        .order_by(delivery.c.key)
    )
    found: dict[State, list[tuple[str, str]]] = {}
    for state, kind, place in await work.connection.execute(query):
        found.setdefault(state, []).append((kind.value, str(place)))
    return found


def _write(file: Path, line: str) -> None:
    """Whole or not at all."""
    new = file.with_suffix(".new")
    new.write_text(line, encoding="ascii")
    new.replace(file)


def _read(file: Path) -> tuple[str, str]:
    """Which database was at work, and when; two empty words where that is not known."""
    if not file.exists():
        return "", ""
    whose, _, seen = file.read_text(encoding="ascii").strip().partition(" ")
    return whose, seen


async def _value(database: Database, name: str) -> bytes | None:
    async with database.read(secrets.NOBODY) as work:
        found = await work.connection.scalar(select(table.c.value).where(table.c.name == name))
    return None if found is None else bytes(found)


async def _whose(database: Database) -> str:
    """A word for this database that tells nothing of its secret: one file may lie beside several of them in turn."""
    key = await secrets.known(database, secrets.IDS)
    return "none" if key is None else sha256(b"mark" + key).hexdigest()[:16]

"""Seals everything anew with the newest secret, after the operator has put one in front of the old."""

from dataclasses import dataclass

import structlog
from sqlalchemy import ColumnElement, Table, delete, func, select, true, update

from bot.errors import Refusal
from bot.ids import OrganisationId
from storage.database import Database
from storage.secret import NOBODY
from storage.tables import metadata, secret
from storage.work import Work

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """How it went."""

    renewed: int = 0
    lost: int = 0
    """Rows that no secret of ours opens."""


async def reseal(database: Database) -> Resealed:
    """Bring every sealed row under the newest secret; running twice, or at two places at once, is harmless.

    What cannot be opened stays as it is: the secret may come back.
    """
    done = await _every_row(database, write=True)
    if done.lost:
        log.error("sealed rows that no secret opens", rows=done.lost)
    if done.renewed:
        log.warning("sealed anew", rows=done.renewed)
    return done


async def to_reseal(database: Database) -> Resealed:
    """What `reseal` would do, without doing it: once it would renew nothing, the older secrets may be thrown away."""
    return await _every_row(database, write=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """What was deleted because no secret opens it."""

    workspaces: int = 0
    """Installations: the bot has to be installed there again."""
    words: int = 0
    """Messages that waited to be dealt with, and words that waited for their author's yes."""
    ids: bool = False
    """The key of ids and links: another one is made at the next start."""


async def give_up_lost(database: Database) -> GivenUp:
    """Delete just what no secret opens, so that a server can start without it; what opens stays, and so does the rest.

    For good: who finds the secret afterwards finds nothing that it opens.
    """
    gone = {"installation": 0, "": 0}
    for each in await database.organisations():
        for table in _sealed_tables():
            async with database.begin(each.id) as work:
                mine = table.c.organisation_id == each.id
                kind = table.name if table.name in gone else ""
                gone[kind] += await _delete_lost(work, table, mine)
    async with database.begin(NOBODY) as work:
        ids = await _delete_lost(work, secret, true())
    log.warning("given up for good", workspaces=gone["installation"], words=gone[""], ids=bool(ids))
    return GivenUp(workspaces=gone["installation"], words=gone[""], ids=bool(ids))


async def _delete_lost(work: Work, table: Table, mine: ColumnElement[bool]) -> int:
    keys = list(table.primary_key.columns)
    rows = await work.connection.execute(select(*keys, table.c.sealed).where(mine, func.length(table.c.sealed) > 0))
    gone = 0
    for *key, sealed in rows.all():
        try:
            work.seal.unseal(bytes(sealed))
        except Refusal:
            this = [column == value for column, value in zip(keys, key, strict=True)]
            gone += await work.change(delete(table).where(mine, *this))
    return gone


async def _every_row(database: Database, *, write: bool) -> Resealed:
    renewed = lost = 0
    for each in await database.organisations():
        for table in _sealed_tables():
            async with database.begin(each.id) if write else database.read(each.id) as work:
                done = await _reseal_table(work, table, each.id, write=write)
            renewed, lost = renewed + done.renewed, lost + done.lost
    async with database.begin(NOBODY) if write else database.read(NOBODY) as work:
        done = await _reseal_table(work, secret, NOBODY, write=write)
    renewed, lost = renewed + done.renewed, lost + done.lost
    return Resealed(renewed=renewed, lost=lost)


def _sealed_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if "sealed" in table.c and table is not secret]


async def _reseal_table(work: Work, table: Table, organisation_id: OrganisationId, *, write: bool) -> Resealed:
    keys = list(table.primary_key.columns)
    mine = table.c.organisation_id == organisation_id if organisation_id else true()
    rows = await work.connection.execute(select(*keys, table.c.sealed).where(mine, func.length(table.c.sealed) > 0))
    renewed = lost = 0
    for *key, sealed in rows.all():
        try:
            anew = work.seal.renewed(bytes(sealed))
        except Refusal:
            lost += 1
            continue
        if anew is not None and not write:
            renewed += 1
        elif anew is not None:
            this = [column == value for column, value in zip(keys, key, strict=True)]
            # Only what we read: somebody may have written it anew meanwhile.
            renewed += await work.change(update(table).where(mine, *this, table.c.sealed == sealed).values(sealed=anew))
    return Resealed(renewed=renewed, lost=lost)

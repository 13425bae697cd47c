"""Seals everything anew with the newest secret, after the operator has put one in front of the old."""

from dataclasses import dataclass

from sqlalchemy import Table, func, select, update

from bot.errors import Refusal
from bot.ids import OrganisationId
from storage.database import Database
from storage.tables import metadata
from storage.work import Work


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
    renewed = lost = 0
    for each in await database.organisations():
        for table in _sealed_tables():
            async with database.begin(each.id) as work:
                done = await _reseal_table(work, table, each.id)
            renewed, lost = renewed + done.renewed, lost + done.lost
    return Resealed(renewed=renewed, lost=lost)


def _sealed_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if "sealed" in table.c]


async def _reseal_table(work: Work, table: Table, organisation_id: OrganisationId) -> Resealed:
    keys = list(table.primary_key.columns)
    mine = table.c.organisation_id == organisation_id
    rows = await work.connection.execute(select(*keys, table.c.sealed).where(mine, func.length(table.c.sealed) > 0))
    renewed = lost = 0
    for *key, sealed in rows.all():
        try:
            anew = work.seal.renewed(bytes(sealed))
        except Refusal:
            lost += 1
            continue
        if anew is not None:
            this = [column == value for column, value in zip(keys, key, strict=True)]
            # Only what we read: somebody may have written it anew meanwhile.
            renewed += await work.change(update(table).where(mine, *this, table.c.sealed == sealed).values(sealed=anew))
    return Resealed(renewed=renewed, lost=lost)

"""Where the bot is installed, its tokens sealed; looked up before it is known whose workspace it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.engine import RowMapping

from bot.domain.installations import Grant, Installation
from bot.errors import Refusal
from bot.ids import OrganisationId
from storage.database import Database
from storage.tables import installation
from storage.upsert import insert_into
from storage.work import Rows, Work, row_of

NOBODY = OrganisationId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Every installation of this database."""

    readable: tuple[Installation, ...]
    locked: tuple[str, ...]
    """The lanes of those that were sealed with a secret we do not have."""


async def save(database: Database, one: Installation) -> Installation:
    """Add an installation, or let it take the place of the one in the same workspace; as it stands now.

    Whatever was under way there, a removal or a renewal, is over.
    """
    async with database.begin(one.organisation_id) as work:
        row = _row(work, one)
        insert = insert_into(work, installation).values(row)
        kept = {name: insert.excluded[name] for name in row if name not in ("lane", "organisation_id", "version")}
        version = await work.connection.scalar(
            insert.on_conflict_do_update(
                index_elements=["lane"],
                set_=kept | {"version": installation.c.version + 1},
                where=installation.c.organisation_id == one.organisation_id,
            ).returning(installation.c.version)
        )
    if version is None:
        raise ValueError(f"{one.lane} is installed for another organisation")
    return replace(one, version=version)


async def at(database: Database, lane: str) -> Installation | None:
    """The installation of a workspace, also one that is gone; None when there never was one.

    Refusal `seal.wrong_key` when it was sealed with a secret we do not have.
    """
    async with database.read(NOBODY) as work:
        row = (await work.connection.execute(_rows().where(installation.c.lane == lane))).mappings().one_or_none()
        return None if row is None else _read(work, row)


async def every(database: Database) -> Standing:
    """All of them, the oldest first; what cannot be read does not keep the others back."""
    readable, locked = [], []
    async with database.read(NOBODY) as work:
        query = _rows().order_by(installation.c.installed_at, installation.c.lane)
        for row in (await work.connection.execute(query)).mappings():
            try:
                readable.append(_read(work, row))
            except Refusal:
                locked.append(str(row["lane"]))
    return Standing(readable=tuple(readable), locked=tuple(locked))


async def lease(database: Database, one: Installation, *, now: datetime, until: datetime) -> bool:
    """Be the only one to renew this grant until then; False when somebody else is, or it is no longer the latest."""
    free = or_(installation.c.renewing_until.is_(None), installation.c.renewing_until <= now)
    return await _change(database, one, {"renewing_until": until}, free, installation.c.gone_at.is_(None))


async def renewed(database: Database, one: Installation, grant: Grant) -> bool:
    """Keep the grant that took the place of `one`'s; False when a newer one is there already, or the bot has gone."""
    async with database.begin(one.organisation_id) as work:
        sealed = work.seal.seal(_grant_text(grant))
        values = {"sealed": sealed, "expires_at": grant.expires_at, "renewing_until": None, "version": one.version + 1}
        return await work.change(_statement(one, installation.c.gone_at.is_(None)).values(**values)) == 1


async def pause(database: Database, one: Installation, until: datetime) -> bool:
    """After a renewal that failed: let nobody try again before then."""
    return await _change(database, one, {"renewing_until": until})


async def gone(database: Database, one: Installation, *, at: datetime, purge_at: datetime) -> bool:
    """Note that the bot was removed; False when that was known. The first time told counts."""
    async with database.begin(one.organisation_id) as work:
        statement = update(installation).where(installation.c.lane == one.lane, installation.c.gone_at.is_(None))
        mine = statement.where(installation.c.organisation_id == one.organisation_id)
        return await work.change(mine.values(gone_at=at, purge_at=purge_at, renewing_until=None)) == 1


async def _change(database: Database, one: Installation, values: Mapping[str, object], *where: Any) -> bool:
    async with database.begin(one.organisation_id) as work:
        return await work.change(_statement(one, *where).values(**values)) == 1


def _statement(one: Installation, *where: Any) -> Any:
    return update(installation).where(
        installation.c.lane == one.lane,
        installation.c.organisation_id == one.organisation_id,
        installation.c.version == one.version,
        *where,
    )


def _rows() -> Rows:
    return select(installation)


def _row(work: Work, one: Installation) -> dict[str, object]:
    return {
        "lane": one.lane,
        "organisation_id": one.organisation_id,
        "sealed": work.seal.seal(_grant_text(one.grant)),
        "version": one.version,
        "installed_at": one.installed_at,
        "expires_at": one.grant.expires_at,
        "renewing_until": one.renewing_until,
        "gone_at": one.gone_at,
        "purge_at": one.purge_at,
    }


def _read(work: Work, row: RowMapping) -> Installation:
    columns = dict(row)
    grant = _grant_from(work.seal.unseal(bytes(columns.pop("sealed"))), columns.pop("expires_at"))
    return Installation(**columns, grant=grant)


def _grant_text(grant: Grant) -> bytes:
    fields = row_of(grant)
    del fields["expires_at"]  # Has a column of its own.
    return json.dumps(fields).encode()


def _grant_from(text: bytes, expires_at: datetime | None) -> Grant:
    """The grant that was sealed; one written by an older release may lack what came later."""
    fields = json.loads(text)
    return Grant(**fields | {"scopes": tuple(fields["scopes"])}, expires_at=expires_at)

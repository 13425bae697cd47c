"""Secrets of the installation itself, by name: every process on one database must work with the same ones.

They are sealed like everything that a thief of the database must not have. A release that did not seal them yet may
still run beside this one: what it left open is sealed beside at the first start, and emptied a day later.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.ids import OrganisationId
from storage.database import Database
from storage.tables import secret
from storage.upsert import insert_into
from storage.work import Work

NOBODY = OrganisationId("")
"""The table belongs to no organisation."""
IDS = "ids"
"""The key from which every id is made. With another one the same round would get another id, and be asked twice."""
BESIDE = timedelta(days=1)
"""For so long an older release, which reads the open value at its start, may be started beside this one."""


async def first(database: Database, name: str, proposed: bytes, *, sealed: bool = True) -> bytes:
    """The secret of that name; where there is none yet, `proposed` becomes it for everybody (the first writer wins).

    Not `sealed` it stays readable for processes that have another secret than ours. Refusal `seal.wrong_key` when none
    of our secrets opens it: with a guess in its place everything would be new.
    """
    found = await known(database, name)
    if found is not None:
        return found
    async with database.begin(NOBODY) as work:
        insert = insert_into(work, secret).values(name=name, **_kept(work, proposed, sealed=sealed))
        await work.connection.execute(insert.on_conflict_do_nothing())
        return await _read(work, name) or proposed


async def known(database: Database, name: str) -> bytes | None:
    """The secret of that name; None where there is none. Refusal `seal.wrong_key`."""
    async with database.read(NOBODY) as work:
        return await _read(work, name)


async def put(database: Database, name: str, value: bytes, *, sealed: bool = True) -> None:
    """Let `value` be the secret of that name from now on.

    Not `sealed` is what every process must be able to read, or what is no secret at all.
    """
    async with database.begin(NOBODY) as work:
        insert = insert_into(work, secret).values(name=name, **_kept(work, value, sealed=sealed))
        anew = {"value": insert.excluded.value, "sealed": insert.excluded.sealed}
        await work.connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=anew))


async def close_open_ones(database: Database, now: datetime) -> None:
    """Seal the key of ids where an older release left it open, and a day later leave nothing but the sealed one.

    Running twice, or at two places at once, is harmless.
    """
    async with database.begin(NOBODY) as work:
        row = (await work.connection.execute(select(secret).where(secret.c.name == IDS))).one_or_none()
        if row is None or not row.value:
            return
        this = update(secret).where(secret.c.name == IDS, secret.c.value == row.value)
        if not row.sealed:
            await work.change(this.values(sealed=work.seal.seal(bytes(row.value))))
        elif now >= work.seal.sealed_at(bytes(row.sealed)) + BESIDE:
            work.seal.unseal(bytes(row.sealed))  # Never throw the open one away for what nobody can open.
            await work.change(this.values(value=b""))


async def _read(work: Work, name: str) -> bytes | None:
    row = (await work.connection.execute(select(secret).where(secret.c.name == name))).one_or_none()
    if row is None:
        return None
    return bytes(row.value) if row.value else work.seal.unseal(bytes(row.sealed))


def _kept(work: Work, value: bytes, *, sealed: bool) -> dict[str, bytes | None]:
    return {"value": b"", "sealed": work.seal.seal(value)} if sealed else {"value": value, "sealed": None}

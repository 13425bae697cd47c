"""Secrets of the installation itself, by name: every process on one database must work with the same ones."""

from sqlalchemy import select

from bot.ids import OrganisationId
from storage.database import Database
from storage.tables import secret
from storage.upsert import insert_into

NOBODY = OrganisationId("")
"""The table belongs to no organisation."""
IDS = "ids"
"""The key from which every id is made. With another one the same round would get another id, and be asked twice."""


async def first(database: Database, name: str, proposed: bytes) -> bytes:
    """The secret of that name; where there is none yet, `proposed` becomes it for everybody (the first writer wins)."""
    async with database.read(NOBODY) as work:
        found = await work.connection.scalar(select(secret.c.value).where(secret.c.name == name))
    if found is not None:
        return bytes(found)
    async with database.begin(NOBODY) as work:
        insert = insert_into(work, secret).values(name=name, value=proposed)
        await work.connection.execute(insert.on_conflict_do_nothing())
        return bytes((await work.connection.execute(select(secret.c.value).where(secret.c.name == name))).scalar_one())


async def put(database: Database, name: str, value: bytes) -> None:
    """Let `value` be the secret of that name from now on."""
    async with database.begin(NOBODY) as work:
        insert = insert_into(work, secret).values(name=name, value=value)
        await work.connection.execute(
            insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
        )

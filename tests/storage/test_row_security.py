"""On PostgreSQL a second wall stands between organisations: the server itself, also against raw SQL."""

from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.errors import Refusal
from storage import tables
from storage.database import Database
from storage.direct import Direct
from tests.databases import OWNER, PRODUCT, Postgres
from tests.storage.planting import everything_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND

pytestmark = pytest.mark.parametrize("made", ["postgresql"], indirect=True)

READABLE = {"organisation", "workspace", "installation", "meeting_place", "oauth_state", "secret", "api_token"}
"""Looked up before it is known for whom: what they tell is sealed, or no secret between organisations."""
OF_NOBODY = {"oauth_state", "secret"}
"""What belongs to no organisation yet, and what belongs to all of them."""
TENANT_TABLES = [table.name for table in tables.metadata.sorted_tables if table.name not in READABLE]


async def test_without_an_organisation_no_row_is_seen_even_by_the_tables_owner(
    database: Database, postgres: Postgres, shared: str
) -> None:
    await plant_everything(database, FABRIKAM)
    for role in (PRODUCT, OWNER):
        connection = await asyncpg.connect(host=str(postgres.socket), user=role, database=shared)
        for name in TENANT_TABLES:
            assert await connection.fetchval(f'SELECT count(*) FROM "{name}"') == 0, (role, name)
        await connection.execute(f"SELECT set_config('cab.organisation', '{NORTHWIND.id}', false)")
        for name in TENANT_TABLES:
            found = await connection.fetchval(
                f"SELECT count(*) FROM \"{name}\" WHERE organisation_id = '{FABRIKAM.id}'"
            )
            assert found == 0, (role, name)
        await connection.execute(f"SELECT set_config('cab.organisation', '{FABRIKAM.id}', false)")
        for name in TENANT_TABLES:
            assert await connection.fetchval(f'SELECT count(*) FROM "{name}"') > 0, (role, name)
        await connection.close()


async def test_raw_sql_as_one_organisation_cannot_touch_anothers_rows(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await database.add_organisation(NORTHWIND.organisation)
    before = await everything_of(database, FABRIKAM.id)
    for name, table in tables.metadata.tables.items():
        owner = "id" if name == "organisation" else "organisation_id"
        if owner not in table.c:
            continue
        async with database.begin(NORTHWIND.id) as work:
            gone = await work.connection.execute(text(f"DELETE FROM \"{name}\" WHERE {owner} = '{FABRIKAM.id}'"))
            assert gone.rowcount == 0, name
            moved = await work.connection.execute(
                text(f"UPDATE \"{name}\" SET {owner} = 'x' WHERE {owner} = '{FABRIKAM.id}'")
            )
            assert moved.rowcount == 0, name
    assert await everything_of(database, FABRIKAM.id) == before


async def test_a_row_cannot_be_given_to_another_organisation(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_everything(database, NORTHWIND)

    async def give(name: str) -> None:
        async with database.begin(NORTHWIND.id) as work:
            await work.connection.execute(text(f"UPDATE \"{name}\" SET organisation_id = '{FABRIKAM.id}'"))

    for name in [*TENANT_TABLES, "workspace", "installation", "meeting_place", "api_token"]:
        with pytest.raises((Refusal, DBAPIError), match=r"row-level security|no_right"):
            await give(name)


async def test_the_product_works_as_a_role_that_no_policy_lets_pass(database: Database) -> None:
    async with database.read(NORTHWIND.id) as work:
        row = (
            await work.connection.execute(
                text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            )
        ).one()
        assert tuple(row) == (False, False)
        walls = await work.connection.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        )
        assert set(walls.scalars()) == set(tables.metadata.tables) - OF_NOBODY


async def test_the_short_way_shows_and_changes_one_organisation_at_a_time(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_everything(database, NORTHWIND)

    def counted(of: str) -> Callable[[Direct], Coroutine[Any, Any, int]]:
        async def deed(work: Direct) -> int:
            ((found,),) = await work.straight(f"SELECT count(*) FROM person WHERE organisation_id = '{of}'", ())
            return int(found)

        return deed

    async def moved(work: Direct) -> None:
        await work.straight(f"UPDATE person SET name = 'x' WHERE organisation_id = '{FABRIKAM.id}'", ())

    async def broken(work: Direct) -> None:
        await work.straight("SELECT 1 / 0", ())

    before = await everything_of(database, FABRIKAM.id)
    for at_once in (False, True, False):
        for mine, other in ((NORTHWIND.id, FABRIKAM.id), (FABRIKAM.id, NORTHWIND.id)):
            assert await database.short_read(mine, counted(mine), at_once=at_once) > 0
            assert await database.short_read(mine, counted(other), at_once=at_once) == 0
    for mine, other in ((NORTHWIND.id, FABRIKAM.id), (FABRIKAM.id, NORTHWIND.id)):
        with pytest.raises(asyncpg.DivisionByZeroError):  # What undoes a transaction undoes whose it was.
            await database._short_write(mine, broken, lambda: None)
        assert await database._short_write(mine, counted(mine), lambda: None) > 0
        assert await database._short_write(mine, counted(other), lambda: None) == 0
    await database._short_write(NORTHWIND.id, moved, lambda: None)
    assert await everything_of(database, FABRIKAM.id) == before

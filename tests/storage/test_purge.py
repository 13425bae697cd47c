"""An organisation that is purged is gone from every table, and nobody else's row goes with it."""

from bot.domain.channels import Place
from storage import tables
from storage.database import Database
from storage.purge import purge
from tests.storage.planting import everything_of, plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND


async def test_a_purged_organisation_leaves_no_row_and_takes_no_row_of_another(database: Database) -> None:
    await plant_everything(database, FABRIKAM)
    await plant_everything(database, NORTHWIND)
    await database.bind_place(Place.parse("console:lent:chat"), NORTHWIND.id)
    theirs = await everything_of(database, FABRIKAM.id)
    rows = sum(len(each) for each in (await everything_of(database, NORTHWIND.id)).values())
    async with database.begin(NORTHWIND.id) as work:
        assert await purge(work) == rows
    assert not any((await everything_of(database, NORTHWIND.id)).values())
    assert await everything_of(database, FABRIKAM.id) == theirs
    assert [each.id for each in await database.organisations()] == [FABRIKAM.id]


async def test_what_is_purged_twice_is_purged_once(database: Database) -> None:
    await plant_everything(database, NORTHWIND)
    async with database.begin(NORTHWIND.id) as work:
        await purge(work)
    async with database.begin(NORTHWIND.id) as work:
        assert await purge(work) == 0


def test_every_table_that_belongs_to_an_organisation_says_so_in_the_same_column() -> None:
    without = {table.name for table in tables.metadata.tables.values() if "organisation_id" not in table.c}
    assert without == {"organisation", "oauth_state", "secret"}

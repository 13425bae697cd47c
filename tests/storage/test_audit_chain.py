"""The audit is a chain: whoever changes or removes one of its rows is found out, whoever adds one properly is not."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.actions.verify_audit import checked_audit
from bot.domain.audit import AuditEntry
from bot.domain.audit_chain import Break, Harm, link_after
from bot.ids import OrganisationId
from storage import audit, people
from storage.database import Database
from storage.tables import audit_entry, person
from storage.uniting import unite
from storage.urls import read_url
from storage.work import row_of
from tests.databases import Made
from tests.storage.houses import NOW
from tests.storage.planting import plant
from tests.storage.seeds import FABRIKAM, NORTHWIND, Vendor
from tests.storage.test_migrations import config

WRITTEN = 6
ROWS = range(1, WRITTEN + 1)


def entry(number: int, vendor: Vendor = NORTHWIND) -> AuditEntry:
    """One try; about half of them by somebody we do not know."""
    who = vendor.person("pm").id if number % 2 else None
    return replace(vendor.tried, id=f"{vendor.name}-{number}", at=NOW + timedelta(seconds=number), person_id=who)


async def write(database: Database, *numbers: int, vendor: Vendor = NORTHWIND) -> None:
    """Note these tries, each in a transaction of its own."""
    for number in numbers:
        async with database.begin(vendor.id) as work:
            await audit.add(work, entry(number, vendor))


async def written(database: Database) -> None:
    """A list of a few tries."""
    await plant(database)
    await write(database, *ROWS)


async def broken(database: Database) -> Break | None:
    """The first row that is not as it was written."""
    return (await checked_audit(database, NORTHWIND.id)).broken


async def whole(database: Database, organisation_id: OrganisationId) -> int:
    """How many entries there are, all of them as they were written."""
    checked = await checked_audit(database, organisation_id)
    assert checked.broken is None, checked
    return checked.length


async def change(database: Database, place: int, /, **values: object) -> None:
    """Change one row behind the product's back."""
    async with database.begin(NORTHWIND.id) as work:
        row = (audit_entry.c.organisation_id == NORTHWIND.id) & (audit_entry.c.number == place)
        assert await work.change(update(audit_entry).where(row).values(values)) == 1


async def test_a_list_that_nobody_touched_is_whole_and_so_is_an_empty_one(database: Database) -> None:
    await plant(database)
    assert await whole(database, NORTHWIND.id) == 0
    await write(database, *ROWS)
    assert await whole(database, NORTHWIND.id) == WRITTEN


@pytest.mark.parametrize("column", [each.name for each in audit_entry.c if each.name != "organisation_id"])
async def test_one_changed_byte_is_found_and_the_row_is_named(database: Database, column: str) -> None:
    await written(database)
    for number in (WRITTEN, 3, 1):
        async with database.read(NORTHWIND.id) as work:
            found = next(each for each in await audit.after(work, 0, WRITTEN) if each.number == number)
        await change(database, number, **{column: flipped(getattr(found, column))})
        seen = await broken(database)
        assert seen is not None
        assert seen.number == number
        assert seen.harm is (Harm.MISSING if column == "number" else Harm.CHANGED)


def flipped(value: object) -> object:
    """The same with one bit turned."""
    match value:
        case None:
            return "a"
        case int():
            return value ^ 64
        case str():
            return value[:-1] + chr(ord(value[-1]) ^ 64)
        case _:
            return NOW + timedelta(microseconds=1)


@pytest.mark.parametrize("number", ROWS)
async def test_a_row_that_was_removed_is_named_also_the_last_one(database: Database, number: int) -> None:
    await written(database)
    async with database.begin(NORTHWIND.id) as work:
        row = (audit_entry.c.organisation_id == NORTHWIND.id) & (audit_entry.c.number == number)
        await work.change(delete(audit_entry).where(row))
    assert await broken(database) == Break(number=number, harm=Harm.MISSING)
    await write(database, 7, 8)
    assert await broken(database) == Break(number=number, harm=Harm.MISSING)


async def test_two_rows_that_changed_places_and_one_put_in_from_outside_are_found(database: Database) -> None:
    await written(database)
    await change(database, 2, number=99)
    await change(database, 3, number=2)
    await change(database, 99, number=3)
    assert await broken(database) == Break(number=2, harm=Harm.CHANGED)


async def test_a_row_that_cannot_even_be_read_any_more_is_named(made: Made) -> None:
    if made.path is None:
        return  # PostgreSQL keeps nothing in a column of instants that is none.
    database = await Database.open(made.url)
    await written(database)
    with closing(sqlite3.connect(made.file)) as file, file:
        file.execute("UPDATE audit_entry SET at = replace(at, '-', '/') WHERE number = 4")
    assert await broken(database) == Break(number=4, harm=Harm.CHANGED)
    await database.close()


async def test_a_row_put_in_behind_the_last_one_is_found(database: Database) -> None:
    await written(database)
    async with database.read(NORTHWIND.id) as work:
        last = (await audit.after(work, WRITTEN - 1, 1))[0]
    forged = replace(last, id="forged", number=WRITTEN + 1)
    forged = replace(forged, link=link_after(str(last.link), forged))
    async with database.begin(NORTHWIND.id) as work:
        await work.connection.execute(insert(audit_entry).values(row_of(forged)))
    assert await broken(database) == Break(number=WRITTEN + 1, harm=Harm.FOREIGN)


async def test_forty_who_write_at_once_write_one_list_each_organisation_its_own(database: Database) -> None:
    await plant(database)
    await plant(database, FABRIKAM)
    await asyncio.gather(
        *(write(database, number, vendor=vendor) for number in range(1, 21) for vendor in (NORTHWIND, FABRIKAM))
    )
    for vendor in (NORTHWIND, FABRIKAM):
        assert await whole(database, vendor.id) == 20


async def test_a_try_noted_twice_is_a_bug_and_leaves_no_gap(database: Database) -> None:
    await written(database)
    with pytest.raises(ValueError, match="noted already"):
        await write(database, 1)
    await write(database, 7)
    assert await whole(database, NORTHWIND.id) == 7


async def test_what_a_process_of_an_older_release_wrote_is_tied_by_the_next_writer(database: Database) -> None:
    await plant(database)
    await write(database, 1)
    async with database.begin(NORTHWIND.id) as work:
        for number in (2, 3):
            row = row_of(entry(number))
            del row["number"], row["link"]
            await work.connection.execute(insert(audit_entry).values(row))
    assert await whole(database, NORTHWIND.id) == 1
    await write(database, 4)
    assert await whole(database, NORTHWIND.id) == 4


async def test_to_unite_or_to_erase_people_leaves_every_row_as_it_was(database: Database) -> None:
    await written(database)
    pm, twin = NORTHWIND.person("pm"), NORTHWIND.person("twin")
    async with database.begin(NORTHWIND.id) as work:
        await people.save(work, twin, NORTHWIND.identity("twin"))
        await unite(work, twin.id, pm.id)
    async with database.read(NORTHWIND.id) as work:
        assert await work.connection.scalar(select(func.count()).where(person.c.id == pm.id)) == 0
        assert {each.person_id for each in await audit.latest(work, 99)} == {pm.id, None}
    assert await whole(database, NORTHWIND.id) == WRITTEN


async def test_rows_from_before_the_chain_are_tied_by_the_upgrade(bare: Made, tmp_path: Path) -> None:
    for url, owner in ((f"sqlite:///{tmp_path / 'council.db'}", None), (bare.url, bare.owner_url)):
        database = await Database.open(url, migration_url=owner)
        await plant(database)
        await plant(database, FABRIKAM)
        await write(database, *ROWS)
        await write(database, 1, 2, vendor=FABRIKAM)
        await database.close()
        await down_and_up(owner or url)
        database = await Database.open(url, migration_url=owner)
        assert await whole(database, NORTHWIND.id) == WRITTEN
        assert await whole(database, FABRIKAM.id) == 2
        await write(database, 7)
        assert await whole(database, NORTHWIND.id) == 7
        await database.close()


async def down_and_up(url: str) -> None:
    """Back to the release before the chain, and forth again."""

    def steps(connection: Connection) -> None:
        command.downgrade(config(connection), "0011")
        command.downgrade(config(connection), "-1")
        command.upgrade(config(connection), "head")

    engine = create_async_engine(read_url(url).url)
    async with engine.begin() as connection:
        await connection.run_sync(steps)
    await engine.dispose()

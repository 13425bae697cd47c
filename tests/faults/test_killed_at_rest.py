"""Killed while it changes or deletes what is stored: all of it is done or nothing, and the next start does it."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.ids import OrganisationId
from storage import tables
from storage.crypto import Seal
from storage.database import Database
from storage.purge import purge
from storage.urls import read_url
from tests.databases import Postgres
from tests.faults.apart import INSIDE
from tests.processes import ROOT, environment
from tests.slack.town import fresh_database
from tests.storage.planting import plant_everything
from tests.storage.seeds import FABRIKAM, NORTHWIND
from tests.storage.test_migrations import config

SEAL = Seal([b"a secret of the tests"])
OLDER = "0002"
KEPT = ("account", "answer", "board", "delivery", "member", "person", "round")
"""Tables that the older release has, too."""

MIGRATING = (
    "storage.migrations.making:tenant_table:after:1",
    "storage.migrations.making:wall:after:2",
    "storage.migrate:run_migrations:after:1",
)
DELETING = ("storage.work:Work.change:after:1", "storage.work:Work.change:after:25", "storage.purge:purge:after:1")
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.soak))


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres) -> str:
    """An empty database of the kind that the test asks for."""
    return f"sqlite:///{tmp_path / 'council.db'}" if request.param == "sqlite" else fresh_database(postgres, "at_rest")


def points(*names: str) -> list[object]:
    """The last of them, where all is done but the commit, at every commit; the others in the soak."""
    return [pytest.param(each, marks=() if each == names[-1] else pytest.mark.soak) for each in names]


@pytest.mark.parametrize("point", points(*MIGRATING))
@pytest.mark.parametrize("url", KINDS, indirect=True)
async def test_an_upgrade_that_was_killed_leaves_the_older_tables_whole_and_the_next_start_finishes_it(
    url: str, tmp_path: Path, point: str
) -> None:
    database = await Database.open(url, seal=SEAL)
    await plant_everything(database, NORTHWIND)
    await database.close()
    engine = create_async_engine(read_url(url).url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), OLDER))
    await engine.dispose()
    assert killed(tmp_path, point, "-m", "bot", "status", CAB_DATABASE_URL=url, CAB_HOME=str(tmp_path / "cab"))
    again = await Database.open(url, seal=SEAL)
    try:
        counts = await rows(again, NORTHWIND.id)
        assert {name: counts[name] > 0 for name in KEPT} == dict.fromkeys(KEPT, True)
        async with again.begin(NORTHWIND.id) as work:
            await purge(work)
        await plant_everything(again, NORTHWIND)
    finally:
        await again.close()


@pytest.mark.parametrize("point", points(*DELETING))
@pytest.mark.parametrize("url", KINDS, indirect=True)
async def test_a_deletion_that_was_killed_deleted_nothing_and_the_next_deletes_all_and_nobody_elses(
    url: str, tmp_path: Path, point: str
) -> None:
    database = await Database.open(url, seal=SEAL)
    try:
        for vendor in (NORTHWIND, FABRIKAM):
            await plant_everything(database, vendor)
        before = [await rows(database, vendor.id) for vendor in (NORTHWIND, FABRIKAM)]
        assert killed(tmp_path, point, "-m", "tests.faults.deleting", url)
        assert [await rows(database, vendor.id) for vendor in (NORTHWIND, FABRIKAM)] == before
        async with database.begin(NORTHWIND.id) as work:
            assert await purge(work) > len(KEPT)
        assert set((await rows(database, NORTHWIND.id)).values()) == {0}
        assert await rows(database, FABRIKAM.id) == before[1]
    finally:
        await database.close()


def killed(folder: Path, point: str, *words: str, **settings: str) -> bool:
    """Run a program that ends at that point; True when it came to it."""
    settings |= {"DIE_AT": point, "PYTHONPATH": f"{INSIDE}:{ROOT}"}
    ended = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment(**settings), capture_output=True, check=False, timeout=60
    )
    return ended.returncode == -9


async def rows(database: Database, owner: OrganisationId) -> dict[str, int]:
    """How many rows an organisation has in each table."""
    async with database.read(owner) as work:
        return {
            each.name: int(
                await work.connection.scalar(
                    select(func.count()).select_from(each).where(each.c.organisation_id == owner)
                )
                or 0
            )
            for each in tables.metadata.sorted_tables
            if "organisation_id" in each.c
        }

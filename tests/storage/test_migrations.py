"""The migrations make just the tables that the code speaks of, on both databases, and survive being killed."""

import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from storage.crypto import Seal
from storage.database import Database
from storage.migrate import HEAD, SCRIPTS
from storage.tables import metadata
from storage.urls import read_url
from tests.databases import Made, Postgres, outside_the_loop
from tests.storage.planting import plant_everything
from tests.storage.seeds import NORTHWIND


def config(connection: Connection | None = None) -> Config:
    """The migrations, on a connection."""
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    made.attributes["connection"] = connection
    return made


def test_the_newest_revision_is_the_one_the_start_looks_for() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_sqlite_gets_from_the_migrations_just_what_the_tables_say(tmp_path: Path, sqlite_template: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(engine)
    engine.dispose()
    assert spelt(sqlite_template) == spelt(tmp_path / "declared.db")


def spelt(path: Path) -> dict[str, set[str]]:
    """What each table and index of an SQLite file is made of, checks and references too, in no order."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: set(pieces(sql)) for name, sql in rows if name != "alembic_version"}


def pieces(sql: str) -> list[str]:
    """A statement's columns and rules, without line breaks: a later column stands at the end of the last line."""
    found, depth = [""], 0
    for each in " ".join(sql.split()):
        depth += {"(": 1, ")": -1}.get(each, 0)
        if each == "," and depth == 1:
            found.append("")
        else:
            found[-1] += each
    head, _, first = found[0].partition("(")
    last, _, tail = found[-1].rpartition(")")
    return [each.strip() for each in (head, first, *found[1:-1], last, tail)]


CATALOGUE = (
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, l.collname"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_collation l ON l.oid = a.attcollation"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
)


async def test_postgresql_gets_from_the_migrations_just_what_the_tables_say(
    bare: Made, postgres: Postgres, shared: str
) -> None:
    engine = create_async_engine(read_url(str(bare.owner_url)).url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    declared = await catalogue(str(bare.owner_url))
    await engine.dispose()
    assert await catalogue(postgres.url(shared)) == declared
    assert len(declared) > 300


async def catalogue(url: str) -> set[str]:
    """Every column, constraint and index of a PostgreSQL database, as the server spells it."""
    engine = create_async_engine(read_url(url).url)
    async with engine.connect() as connection:
        found = {str(tuple(row)) for query in CATALOGUE for row in await connection.execute(text(query))}
    await engine.dispose()
    return {each for each in found if "alembic_version" not in each}


async def test_the_migration_tool_finds_nothing_left_to_do(made: Made) -> None:
    engine = create_async_engine(read_url(made.url).url)

    def compare(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await engine.dispose()


async def open_and_plant(url: str, owner: str | None) -> None:
    """Open a database that must be empty, and use every table."""
    database = await Database.open(url, migration_url=owner, seal=Seal([b"a secret of the tests"]))
    assert await database.organisations() == []
    await plant_everything(database, NORTHWIND)
    await database.close()


@pytest.mark.soak
async def test_down_and_up_again_leaves_an_empty_database_of_the_same_shape(bare: Made, tmp_path: Path) -> None:
    for url, owner in ((f"sqlite:///{tmp_path / 'council.db'}", None), (bare.url, bare.owner_url)):
        await open_and_plant(url, owner)
        engine = create_async_engine(read_url(owner or url).url)
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: command.downgrade(config(sync), "base"))
        await engine.dispose()
        await open_and_plant(url, owner)


KILLED = textwrap.dedent(
    """
    import asyncio, os, sys
    sys.path.insert(0, sys.argv[1])
    import alembic.command
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from storage.database import Database

    def die_at(left):
        @event.listens_for(Engine, "after_cursor_execute")
        def count(connection, cursor, statement, parameters, context, executemany):
            nonlocal left
            left -= statement.lstrip().startswith(("CREATE", "INSERT INTO alembic_version", "ALTER"))
            if not left:
                os._exit(137)

    for at, url, owner in zip(*[iter(sys.argv[2:])] * 3):
        child = os.fork()
        if not child:
            die_at(int(at))
            asyncio.run(Database.open(url, migration_url=owner or None))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
)


@pytest.mark.soak
def test_a_migration_killed_on_its_way_is_done_by_the_next_start(bare: Made, tmp_path: Path) -> None:
    cases = [(str(at), f"sqlite:///{tmp_path}/{at}.db", "") for at in (1, 30, 50)]
    cases += [(at, bare.url, str(bare.owner_url)) for at in ("1", "30", "110")]
    command_line = [
        sys.executable,
        "-c",
        KILLED,
        str(Path(__file__).parents[2]),
        *(word for case in cases for word in case),
    ]
    killed = subprocess.run(command_line, capture_output=True, check=False, text=True)
    assert killed.stdout.split() == ["137"] * len(cases), killed.stderr
    for _, url, owner in cases[:4]:
        outside_the_loop(open_and_plant(url, owner or None))

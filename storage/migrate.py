"""Brings a database to this release's tables, under a lock, at the start; does next to nothing when it is there."""

import asyncio
import threading
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import Refusal
from bot.texts import Phrase
from storage.engines import MIGRATION_WAIT_MS, connected, postgresql_engine, postgresql_migration_engine, sqlite_engine
from storage.files import forget_new_file, prepare_file
from storage.urls import Target

HEAD = "0019"
"""The newest revision. Spelt here so that a start that has nothing to migrate need not import the migration library,
which takes longer than all the rest of opening a database."""
SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x50554E44
"""PostgreSQL's advisory lock: one process migrates, the others wait for it."""

_one_at_a_time = threading.Lock()
"""The migration library keeps its state in module globals."""


async def migrate_sqlite(target: Target, *, migrate: bool) -> None:
    """Make the SQLite file, or upgrade it; a file that could not be finished is not left behind.

    Refusal when it is no database, cannot be written, belongs to another program or to a later release.
    """
    new = prepare_file(target, create=migrate)
    try:
        engine = sqlite_engine(target, begin="BEGIN")
        try:
            async with connected(engine, target) as connection:
                revision = await revision_of(connection)
        finally:
            await engine.dispose()
        if revision == HEAD:
            return
        _check_may(migrate, target, revision)
        await asyncio.to_thread(_in_own_loop, target, None)
    except BaseException:
        if new:
            forget_new_file(target)
        raise


async def migrate_postgresql(target: Target, owner: Target, *, migrate: bool) -> None:
    """Upgrade the PostgreSQL database as the tables' `owner`, and let the role of `target` work with the tables."""
    engine = postgresql_engine(target)
    try:
        async with connected(engine, target) as connection:
            revision = await revision_of(connection)
    finally:
        await engine.dispose()
    if revision != HEAD:
        _check_may(migrate, target, revision)
        role = target.url.username if owner.url.username != target.url.username else None
        await asyncio.to_thread(_in_own_loop, owner, role)


def _check_may(migrate: bool, target: Target, revision: str | None) -> None:
    if revision is not None and revision > HEAD:  # Steps are numbered.
        raise Refusal(Phrase("database.newer", {"path": target.name}))
    if not migrate:
        raise Refusal(Phrase("database.outdated", {"path": target.name}))


async def revision_of(connection: AsyncConnection) -> str | None:
    """The newest step that the database has been brought to; None when it has none of our tables."""
    if connection.dialect.name == "sqlite":
        found = await connection.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"))
    else:
        found = await connection.scalar(text("SELECT to_regclass('alembic_version')::text"))
    if found is None:
        return None
    revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def _in_own_loop(target: Target, role: str | None) -> None:
    with _one_at_a_time:
        asyncio.run(_upgrade(target, role))


async def _upgrade(target: Target, role: str | None) -> None:
    engine = _engine(target)
    try:
        async with connected(engine, target) as connection, connection.begin():
            if target.path is None:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await connection.run_sync(run_migrations, target)
            if target.path is not None:
                await _check_references(connection)
            elif role is not None:
                await _grant(connection, role)
    finally:
        await engine.dispose()


def _engine(target: Target) -> AsyncEngine:
    if target.path is not None:
        return sqlite_engine(target, begin="BEGIN EXCLUSIVE", wait_ms=MIGRATION_WAIT_MS)
    return postgresql_migration_engine(target)


def run_migrations(connection: Connection, target: Target) -> None:
    """Run what is missing, inside the transaction of `connection`: all of it counts, or none.

    Refusal `database.newer` when the database knows a revision that this release does not.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise Refusal(Phrase("database.newer", {"path": target.name}))
    if current is None and target.path is not None and _has_tables(connection):
        raise Refusal(Phrase("database.not_ours", {"path": target.name}))
    command.upgrade(config, "head")


def _has_tables(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'alembic_version'")))


async def _check_references(connection: AsyncConnection) -> None:
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    if broken:
        raise RuntimeError(f"the migration would leave {len(broken)} rows that point nowhere")


async def _grant(connection: AsyncConnection, role: str) -> None:
    name = connection.dialect.identifier_preparer.quote(role)
    schema = connection.dialect.identifier_preparer.quote(str(await connection.scalar(text("SELECT current_schema()"))))
    for right in (f"USAGE ON SCHEMA {schema}", f"SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema}"):
        await connection.execute(text(f"GRANT {right} TO {name}"))

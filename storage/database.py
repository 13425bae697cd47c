"""The database: opened once, at the start; every read and every write of the product is one of its transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from typing import Self, TypeVar

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.channels import Place
from bot.domain.organisations import Organisation
from bot.errors import Refusal
from bot.ids import OrganisationId
from bot.texts import Phrase
from storage.crowds import Crowds
from storage.crypto import Seal
from storage.engines import POOL_SECONDS, READERS, connected, postgresql_engine, sqlite_engine
from storage.faults import busy
from storage.group import Outcomes
from storage.kept import Kept
from storage.migrate import migrate_postgresql, migrate_sqlite
from storage.scribe import Told
from storage.short_way import Deed, ShortWay
from storage.short_way_postgresql import PostgresqlShortWay
from storage.short_way_sqlite import SqliteShortWay
from storage.straight import Straight
from storage.tables import meeting_place, organisation, workspace
from storage.upsert import add_new, insert_into
from storage.urls import Target, read_url
from storage.work import Work, row_of
from storage.writer import Writer

__all__ = ["Database", "Work"]

T = TypeVar("T")
ENTER = select(func.set_config("cab.organisation", bindparam("organisation_id"), True))
"""Tells PostgreSQL, until the end of the transaction, whose rows it may show."""
_ENTER = Straight(lambda _: ENTER)
_OWNERS = Straight(lambda _: select(organisation.c.id).order_by(organisation.c.created_at, organisation.c.id))


class Database:
    """One installation's memory. Belongs to the event loop in which it was opened."""

    def __init__(self, target: Target, writing: AsyncEngine, reading: AsyncEngine, seal: Seal | None = None) -> None:
        self._target = target
        self._seal = seal
        self._writing = writing
        self._reading = reading
        self._traces_left = False
        self._alone = asyncio.Lock()
        self._short: ShortWay = (
            SqliteShortWay(target, writing.dialect, self._alone_in_writing)
            if target.path is not None
            else PostgresqlShortWay(target, writing)
        )
        self.crowds = Crowds(target, writing.dialect, self._short, self._alone_in_writing)
        """What people press goes this way; say here that many are expected."""
        self._writer = Writer(self._store)

    @classmethod
    async def open(
        cls, url: str, *, migrate: bool = True, migration_url: str | None = None, seal: Seal | None = None
    ) -> Self:
        """The database at `url`, brought up to this release's tables; `seal` closes and opens its sealed columns.

        `url` is spelt `sqlite:///council.db` or `postgresql://user@host/name`. On PostgreSQL the tables may belong to
        another role than the one that works with them: then `migration_url` names that owner. Two processes may open
        the same database at once: one of them migrates, the other waits.

        Refusal `database.bad_url`, `.missing`, `.not_a_database`, `.not_ours` (another program's), `.read_only`,
        `.disk_full`, `.disk_failed`, `.unreachable`, `.denied`, `.no_right`, `.newer` (a later release has been here),
        `.outdated` (with `migrate=False`) or `.busy`.
        """
        target = read_url(url)
        if target.path is not None:
            await migrate_sqlite(target, migrate=migrate)
            writing = sqlite_engine(target, begin="BEGIN IMMEDIATE")
            return cls(target, writing, sqlite_engine(target, begin="BEGIN", readers=READERS), seal)
        owner = read_url(migration_url) if migration_url else target
        await migrate_postgresql(target, owner, migrate=migrate)
        engine = postgresql_engine(target)
        # The same connections; but a reader sees one state of the database, however many queries it takes.
        return cls(
            target, engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True), seal
        )

    async def close(self) -> None:
        """Finish what was handed to `keep`, then let go of the files and connections."""
        await self._writer.drain()
        await self.crowds.close()
        if self._target.path is not None and self._traces_left:
            async with connected(self._writing, self._target) as connection:
                await self._wipe_traces(connection)
        await self._writing.dispose()
        await self._reading.dispose()

    def begin(self, organisation_id: OrganisationId) -> AbstractAsyncContextManager[Work]:
        """A write transaction: committed when the block ends, undone when it raises.

        On SQLite there is one at a time; on PostgreSQL take what you will change with a `lock` read.
        Refusal `database.busy`, `.disk_full`, `.read_only` or `.unreachable`: then nothing was changed.
        """
        return self._transaction(self._writing, organisation_id, writes=True)

    def read(self, organisation_id: OrganisationId) -> AbstractAsyncContextManager[Work]:
        """A transaction that only reads, and sees the database as it was when it began to read."""
        return self._transaction(self._reading, organisation_id, writes=False)

    async def keep(self, kept: Kept) -> bool:
        """Keep what a member did; once this returns it is on disk and may be acknowledged.

        True when it was stored, False when it had been stored before (the same tap delivered again, or a second vote
        in an anonymous round). Refusal `round.has_closed`, or `database.busy` when it could not be stored in time;
        Outdated when its author is not there any more.
        """
        return await self._writer.keep(kept)

    async def short_read(self, organisation_id: OrganisationId, deed: Deed[T], *, at_once: bool = False) -> T:
        """What `deed` finds in a transaction that only reads; for the few statements of every press.

        `at_once` where it takes one statement alone.
        """
        return await self.crowds.read(organisation_id, deed, at_once=at_once)

    async def organisations(self) -> list[Organisation]:
        """Every organisation of this installation, the oldest first."""
        async with self._transaction(self._reading, OrganisationId(""), writes=False) as work:
            return await work.all(
                Organisation, select(organisation).order_by(organisation.c.created_at, organisation.c.id)
            )

    async def survey(self, look: Callable[[Work], Awaitable[T]]) -> list[tuple[OrganisationId, T]]:
        """What `look` finds at each organisation, the oldest first; all in one transaction that only reads."""
        found: list[tuple[OrganisationId, T]] = []
        async with self._transaction(self._reading, OrganisationId(""), writes=False) as work:
            for (owner,) in await _OWNERS.run(work, {}):
                work.organisation_id = OrganisationId(owner)
                if not work.on_sqlite:
                    await _ENTER.run(work, {"organisation_id": owner})
                found.append((work.organisation_id, await look(work)))
        return found

    async def add_organisation(self, new: Organisation) -> None:
        """Add `new`, unless it is already there."""
        async with self.begin(new.id) as work:
            await work.connection.execute(insert_into(work, organisation).on_conflict_do_nothing().values(row_of(new)))

    async def name_organisation(self, organisation_id: OrganisationId, name: str, *, was: str) -> None:
        """Call an organisation `name` that was called `was` until somebody knew better."""
        async with self.begin(organisation_id) as work:
            await work.change(
                update(organisation)
                .where(organisation.c.id == organisation_id, organisation.c.name == was)
                .values(name=name)
            )

    @property
    def seals(self) -> bool:
        """True when it was opened with a secret."""
        return self._seal is not None

    async def bind_workspace(self, lane: str, organisation_id: OrganisationId) -> None:
        """Say that the workspace `lane` (`slack:T0123`) is the organisation's own.

        Refusal `workspace.taken` when it is another's.
        """
        async with self.begin(organisation_id) as work:
            await add_new(work, workspace, [{"lane": lane, "organisation_id": organisation_id}])
            owner = await work.connection.scalar(select(workspace.c.organisation_id).where(workspace.c.lane == lane))
            if owner != organisation_id:
                raise Refusal(Phrase("workspace.taken", {"workspace": lane}))

    async def organisation_at(self, place: Place) -> OrganisationId | None:
        """Whose a place is: the one it was bound to by itself, or else its workspace's owner; None when nobody's."""
        async with self._transaction(self._reading, OrganisationId(""), writes=False) as work:
            owner = await work.connection.scalar(
                select(meeting_place.c.organisation_id).where(meeting_place.c.address == place.address)
            )
            if owner is None:
                owner = await work.connection.scalar(
                    select(workspace.c.organisation_id).where(workspace.c.lane == place.lane)
                )
            return None if owner is None else OrganisationId(owner)

    async def bind_place(self, place: Place, organisation_id: OrganisationId) -> None:
        """Say that one place is the organisation's, whoever's its workspace is.

        Refusal `workspace.taken` when it is another's.
        """
        row = {"address": place.address, "organisation_id": organisation_id, "lane": place.lane}
        async with self.begin(organisation_id) as work:
            await add_new(work, meeting_place, [row])
            owner = await work.connection.scalar(
                select(meeting_place.c.organisation_id).where(meeting_place.c.address == place.address)
            )
            if owner != organisation_id:
                raise Refusal(Phrase("workspace.taken", {"workspace": str(place)}))

    async def unbind_place(self, place: Place, organisation_id: OrganisationId) -> None:
        """Let go of a place that was bound by itself."""
        async with self.begin(organisation_id) as work:
            await work.change(
                delete(meeting_place).where(
                    meeting_place.c.organisation_id == organisation_id, meeting_place.c.address == place.address
                )
            )

    async def lane_of(self, platform: str, place_id: str) -> str | None:
        """The workspace through which a place is reached, where the payload names one that is not ours."""
        async with self._transaction(self._reading, OrganisationId(""), writes=False) as work:
            lane = await work.connection.scalar(
                select(meeting_place.c.lane).where(meeting_place.c.address == f"{platform}:{place_id}")
            )
            return None if lane is None else str(lane)

    async def organisation_of(self, lane: str) -> OrganisationId | None:
        """Whose workspace it is; None when nobody bound it."""
        async with self._transaction(self._reading, OrganisationId(""), writes=False) as work:
            owner = await work.connection.scalar(select(workspace.c.organisation_id).where(workspace.c.lane == lane))
            return None if owner is None else OrganisationId(owner)

    async def _store(self, organisation_id: OrganisationId, taps: Sequence[Kept], told: Told, until: float) -> Outcomes:
        outcomes = await self.crowds.store(organisation_id, taps, told, until)
        await self._wipe_what_is_left()
        return outcomes

    async def _short_write(
        self, organisation_id: OrganisationId, deed: Deed[T], sure: Callable[[], None], at_once: Deed[T] | None = None
    ) -> T:
        outcome = await self._short.write(organisation_id, deed, sure, at_once=at_once)
        await self._wipe_what_is_left()
        return outcome

    async def _wipe_what_is_left(self) -> None:
        if self._traces_left:
            async with connected(self._writing, self._target) as connection:
                await self._wipe_traces(connection)

    @asynccontextmanager
    async def _alone_in_writing(self) -> AsyncGenerator[None]:
        """One of us at a time: a file's own lock is waited for by looking now and then."""
        try:
            async with asyncio.timeout(POOL_SECONDS):
                await self._alone.acquire()
        except TimeoutError as error:
            raise busy() from error
        try:
            yield
        finally:
            self._alone.release()

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, organisation_id: OrganisationId, *, writes: bool
    ) -> AsyncGenerator[Work]:
        async with AsyncExitStack() as stack:
            if writes and self._target.path is not None:
                await stack.enter_async_context(self._alone_in_writing())
            connection = await stack.enter_async_context(connected(engine, self._target))
            async with connection.begin():
                work = Work(
                    connection=connection,
                    organisation_id=organisation_id,
                    given_seal=self._seal,
                    place=self._target.name,
                )
                if not work.on_sqlite:
                    await connection.execute(ENTER, {"organisation_id": organisation_id})
                yield work
            if work.on_sqlite and (work.sealed or (writes and self._traces_left)):
                await self._wipe_traces(connection)

    async def _wipe_traces(self, connection: AsyncConnection) -> None:
        """Empty SQLite's journal: in it the pages still stand as they were, one vote after the other."""
        raw = await connection.get_raw_connection()
        self._traces_left = True
        with suppress(sqlite3.Error):  # What was to be committed is; the wiping will be tried again.
            cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            row = await cursor.fetchone()
            await cursor.close()
            self._traces_left = bool(row[0])

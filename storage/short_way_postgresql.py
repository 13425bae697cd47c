"""The short way to PostgreSQL: as few round trips as a group of presses can do with.

The connection remembers whose rows it may see, and is told anew only when another organisation is next.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import Refusal
from bot.ids import OrganisationId
from storage.direct import explain
from storage.engines import LOCK_WAIT_MS, connect
from storage.faults import busy, is_lock_wait
from storage.short_way import Deed
from storage.urls import Target

T = TypeVar("T")
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {LOCK_WAIT_MS}"
HARDLY_WAITS = "SET lock_timeout = 200"
"""Milliseconds. A statement that stands alone commits by itself: while it waits it cannot be called off."""
PAUSES = (0.005, 0.01, 0.02, 0.0)
"""Seconds between two tries of such a statement: as long as another process's takes, which has what it needs."""
SETTINGS = "; ".join(
    f"SET {name}"
    for name in (
        # To plan the few statements anew for each group, and the look at every row they point to, took longer than to
        # run them. All of them find their rows by an index, however few rows there were when they were planned.
        "plan_cache_mode = force_generic_plan",
        "enable_seqscan = off",
        "enable_hashjoin = off",
        "enable_mergejoin = off",
        "jit = off",
    )
)
FORGOTTEN_AFTER = 10.0
"""Seconds after which plans are made anew. While a table has next to no rows any index seems as good as another."""
ONLY_READS = "SET default_transaction_read_only = on"


@dataclass(slots=True, kw_only=True)
class _There:
    """The transaction, over the driver's connection."""

    organisation_id: OrganisationId
    dialect: Dialect
    driver: Any
    place: str
    on_sqlite: bool = False

    async def straight(self, text: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Run one statement."""
        try:
            rows: Sequence[Sequence[Any]] = await self.driver.fetch(text, *parameters)
        except Exception as error:
            explain(error, text, self.place, gone=self.driver.is_closed())
        return rows


class _Held:
    """One of the pool's connections that is kept."""

    def __init__(self, engine: AsyncEngine, target: Target, *settings: str) -> None:
        self._engine = engine
        self._target = target
        self._settings = "; ".join((SETTINGS, *settings))
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._sees: OrganisationId | None = None
        self._planned_at = 0.0
        self._groups = 0
        self._closed = False
        self._one_at_a_time = asyncio.Lock()

    async def run_alone(self, organisation_id: OrganisationId, deed: Deed[T]) -> T:
        """What `deed` finds with one statement; it is asked once more where the connection had died unnoticed."""
        async with self._one_at_a_time:
            driver = self._driver
        try:
            return await self.run("", organisation_id, deed, None)
        except Exception:
            if driver is None or not driver.is_closed():
                raise
        return await self.run("", organisation_id, deed, None)

    async def run(
        self, begin: str, organisation_id: OrganisationId, deed: Deed[T], sure: Callable[[], None] | None
    ) -> T:
        """One transaction; the connection is given up when anything cuts it short.

        With nothing to `begin` it, each statement is a transaction of its own.
        """
        async with self._one_at_a_time:
            await self._begun(begin, organisation_id)
            whole = False
            try:
                work = _There(
                    organisation_id=organisation_id,
                    dialect=self._engine.dialect,
                    driver=self._driver,
                    place=self._target.name,
                )
                outcome = await deed(work)
                if sure is not None:
                    sure()
                if begin:
                    await self._say("COMMIT")
                whole = True
            except Exception:
                with suppress(Exception):  # Then the connection is given up.
                    if begin:
                        self._sees = None  # Whom it was told of is undone with all else.
                        await self._say("ROLLBACK")
                    whole = not self._driver.is_closed()
                raise
            finally:
                if not whole:
                    await self.give_up()
        return outcome

    async def close(self) -> None:
        """Let go of the connection, and have no other."""
        self._closed = True
        await self.give_up()

    async def give_up(self) -> None:
        """Let go of the connection; whatever is under way there is undone."""
        connection, driver, self._connection, self._driver = self._connection, self._driver, None, None
        self._sees = None
        if driver is not None:
            driver.terminate()
        if connection is not None:
            with suppress(Exception):  # It is gone in any case.
                await connection.invalidate()
                await connection.close()

    async def _begun(self, begin: str, organisation_id: OrganisationId) -> None:
        """Have a connection with a transaction begun; one that has died unnoticed is replaced, once."""
        if self._closed:
            raise busy()
        for fresh in (False, True):
            if self._driver is None or self._driver.is_closed():
                await self.give_up()
                fresh = True
                self._connection = await connect(self._engine, self._target)
                self._driver = (await self._connection.get_raw_connection()).driver_connection
            try:
                # Known only once it is sure: else a connection that was cut short here would see another's rows.
                seen, self._sees = self._sees, None
                if fresh:
                    await self._say(self._settings)
                    self._groups = 0
                if self._wants_plans():
                    await self._say("DISCARD PLANS")
                words = list[str]()
                if seen != organisation_id:
                    words.append(f"SET cab.organisation = {_quoted(organisation_id)}")
                if begin:
                    words.append(begin)
                if words:
                    await self._say("; ".join(words))
                self._sees = organisation_id
                return
            except Exception:
                closed = self._driver is None or self._driver.is_closed()
                await self.give_up()
                if fresh or not closed:
                    raise
        raise AssertionError("a fresh connection either begins or raises")

    def _wants_plans(self) -> bool:
        """True after some seconds; and sooner while a crowd fills a table that was empty when the plans were made."""
        self._groups += 1
        now = time.monotonic()
        if self._groups & (self._groups - 1) and now < self._planned_at + FORGOTTEN_AFTER:
            return False
        self._planned_at = now
        return True

    async def _say(self, statement: str) -> None:
        driver = self._driver
        try:
            await driver.execute(statement)
        except Exception as error:
            explain(error, statement, self._target.name, gone=driver.is_closed())


class PostgresqlShortWay:
    """Implements `storage.short_way.ShortWay`."""

    def __init__(self, target: Target, engine: AsyncEngine) -> None:
        self._reading = _Held(engine, target, ONLY_READS)
        self._writing = _Held(engine, target, HARDLY_WAITS)

    async def read(self, organisation_id: OrganisationId, deed: Deed[T], *, at_once: bool = False) -> T:
        """What `deed` finds."""
        if at_once:
            return await self._reading.run_alone(organisation_id, deed)
        return await self._reading.run(READ, organisation_id, deed, None)

    async def write(
        self,
        organisation_id: OrganisationId,
        deed: Deed[T],
        sure: Callable[[], None],
        *,
        at_once: Deed[T] | None = None,
    ) -> T:
        """What comes of `deed`, or of `at_once` where nobody stands in its way."""
        if at_once is not None:
            for pause in PAUSES:
                sure()
                try:
                    return await self._writing.run_alone(organisation_id, at_once)
                except Refusal as refusal:
                    if not is_lock_wait(refusal):
                        raise
                await asyncio.sleep(pause)
        return await self._writing.run(WRITE, organisation_id, deed, sure)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._reading.close()
        await self._writing.close()


def _quoted(text: str) -> str:
    """A text as it stands in a statement; an id of ours never holds what has to be quoted."""
    return "'" + text.replace("'", "''") + "'"

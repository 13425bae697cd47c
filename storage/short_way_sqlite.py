"""The short way to an SQLite file: a whole transaction is one message to the thread of its connection."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.engine import Dialect

from bot.ids import OrganisationId
from storage.direct import explain
from storage.engines import LOCK_WAIT_MS, sqlite_settings
from storage.faults import busy
from storage.short_way import Deed
from storage.sqlite_driver import Connection, connect
from storage.urls import Target

T = TypeVar("T")
Alone = Callable[[], AbstractAsyncContextManager[None]]
"""While this is open nobody else in the process writes: SQLite's own lock is waited for by looking now and then."""


@dataclass(slots=True, kw_only=True)
class _Here:
    """The transaction, in the thread of its connection: there nothing has to be waited for."""

    organisation_id: OrganisationId
    dialect: Dialect
    raw: sqlite3.Connection
    place: str
    on_sqlite: bool = True

    async def straight(self, text: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Run one statement."""
        try:
            return self.raw.execute(text, parameters).fetchall()
        except sqlite3.Error as error:
            explain(error, text, self.place)


class SqliteShortWay:
    """Implements `storage.short_way.ShortWay`."""

    def __init__(self, target: Target, dialect: Dialect, alone: Alone) -> None:
        self._target = target
        self._dialect = dialect
        self._alone = alone
        self._reading: Connection | None = None
        self._writing: Connection | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def read(self, organisation_id: OrganisationId, deed: Deed[T], *, at_once: bool = False) -> T:
        """What `deed` finds."""
        if self._reading is None:
            async with self._opening:
                self._reading = self._reading or await self._open(writes=False)
        if at_once:
            return await self._reading.do(partial(self._one_look, organisation_id, deed))
        return await self._reading.do(partial(self._whole, organisation_id, deed, _end))

    async def write(
        self,
        organisation_id: OrganisationId,
        deed: Deed[T],
        sure: Callable[[], None],
        *,
        at_once: Deed[T] | None = None,
    ) -> T:
        """What comes of `deed`; here each statement is no way at all."""
        async with self._alone():
            if self._writing is None:
                self._writing = await self._open(writes=True)
            return await self._writing.do(partial(self._whole, organisation_id, deed, sure, begin="BEGIN IMMEDIATE"))

    async def close(self) -> None:
        """Let go of the connections."""
        self._closed = True
        for connection in (self._reading, self._writing):
            if connection is not None:
                await connection.close()
        self._reading = self._writing = None

    async def _open(self, *, writes: bool) -> Connection:
        if self._closed:
            raise busy()
        options: dict[str, Any] = {"isolation_level": None, "timeout": LOCK_WAIT_MS / 1000, "check_same_thread": False}
        try:
            connection = connect(str(self._target.path), **options)
            await connection
            for setting in sqlite_settings(writes=writes):
                await connection.fetch(setting, ())
        except sqlite3.Error as error:
            explain(error, "", self._target.name)
        return connection

    def _one_look(self, organisation_id: OrganisationId, deed: Deed[T], raw: sqlite3.Connection) -> T:
        place = self._target.name
        return _finished(deed(_Here(organisation_id=organisation_id, dialect=self._dialect, raw=raw, place=place)))

    def _whole(
        self,
        organisation_id: OrganisationId,
        deed: Deed[T],
        sure: Callable[[], None],
        raw: sqlite3.Connection,
        begin: str = "BEGIN",
    ) -> T:
        place = self._target.name
        work = _Here(organisation_id=organisation_id, dialect=self._dialect, raw=raw, place=place)
        try:
            raw.execute(begin)
            try:
                outcome = _finished(deed(work))
                sure()
                raw.execute("COMMIT")
            finally:
                if raw.in_transaction:
                    raw.execute("ROLLBACK")
        except sqlite3.Error as error:
            explain(error, "", place)
        return outcome


def _finished(deed: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that never has to wait."""
    try:
        deed.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    deed.close()
    raise RuntimeError("in a transaction nothing but the database is waited for")


def _end() -> None:
    """What was read needs no second thought."""

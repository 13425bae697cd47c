"""Speaks to an SQLite file with one change of threads for a statement, where the driver alone makes four.

The driver runs everything in a thread of its own: it makes a cursor there, executes, fetches and closes, and each of
these is a message to the thread and one back. While the event loop is busy each message waits for its turn at the
interpreter, and a press that is one group of fifteen statements waited sixty times. Here a statement travels once,
and its rows come back with it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self, TypeVar

import aiosqlite

T = TypeVar("T")


class Connection(aiosqlite.Connection):
    """The driver's connection, with cursors that travel once; no cursor is touched by two threads at a time."""

    def cursor(self) -> "Cursor":  # type: ignore[override]  # the driver's own is awaited, ours is entered at once
        """A cursor for the adapter of the database library."""
        return Cursor(self)

    async def there(self, deed: "partial[sqlite3.Cursor]") -> tuple[sqlite3.Cursor, Sequence[Any]]:
        """Do it in the connection's thread; the rows it brings come along."""
        done: tuple[sqlite3.Cursor, Sequence[Any]] = await self._execute(_with_rows, deed)  # type: ignore[no-untyped-call]
        return done

    async def fetch(self, statement: str, parameters: tuple[Any, ...]) -> Sequence[Any]:
        """Run one statement and bring its rows."""
        return (await self.there(partial(self.raw.execute, statement, parameters)))[1]

    async def do(self, deed: Callable[[sqlite3.Connection], T]) -> T:
        """Do several things at once in the connection's thread."""
        done: T = await self._execute(deed, self.raw)  # type: ignore[no-untyped-call]
        return done

    @property
    def raw(self) -> sqlite3.Connection:
        """What all this is about."""
        return self._conn


class Cursor:
    """As much of a cursor as the adapter uses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: Sequence[Any] = ()
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """The columns of the rows, or None where there are none."""
        return self._cursor.description if self._cursor is not None else None

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount if self._cursor is not None else -1

    @property
    def lastrowid(self) -> int | None:
        """The number of the row that was added last."""
        return self._cursor.lastrowid if self._cursor is not None else None

    async def execute(self, statement: str, parameters: Any = ()) -> Self:
        """Run one statement."""
        return await self._run(partial(self._connection.raw.execute, statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> Self:
        """Run one statement for each of these."""
        return await self._run(partial(self._connection.raw.executemany, statement, parameters))

    async def fetchall(self) -> Sequence[Any]:
        """The rows, which are here already."""
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """Let go of the statement."""
        self._rows = ()

    async def _run(self, deed: "partial[sqlite3.Cursor]") -> Self:
        self._cursor, self._rows = await self._connection.there(deed)
        return self


def _with_rows(deed: "partial[sqlite3.Cursor]") -> tuple[sqlite3.Cursor, Sequence[Any]]:
    cursor = deed()
    return cursor, cursor.fetchall() if cursor.description else ()


def connect(database: str, **options: Any) -> Connection:
    """An SQLite file, opened as the standard library opens it with these options."""
    connection = Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # One that is never closed must not keep the process from ending.
    return connection

"""One transaction of one organisation: what every function of this package is handed first."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Executable, Select, Table, select
from sqlalchemy.engine import Dialect, RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ids import OrganisationId
from storage.crypto import Seal
from storage.direct import Row, explain, own
from storage.sqlite_driver import Connection

__all__ = ["Row", "Rows", "V", "Work", "made", "row_of"]


class _Value(Protocol):
    """A frozen dataclass of the domain."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


V = TypeVar("V", bound=_Value)
MANY = 500
"""Values made at a time: a few milliseconds in which nobody's click is answered."""
Rows = Select[*tuple[Any, ...]]
"""A query whose rows become values; what the columns hold is checked where the value is made."""


@dataclass(slots=True, kw_only=True)
class Work:
    """A transaction, and whose rows it may see; it is over when the block that began it is left.

    Not for use by two tasks at once.
    """

    connection: AsyncConnection
    organisation_id: OrganisationId
    sealed: bool = False
    """Set when a secret was destroyed: after the commit its last traces are wiped from the journal."""
    given_seal: Seal | None = None
    place: str = ""
    """How the database is called where something is wrong with it."""
    driver: Any = None
    """The driver's connection, once something has gone straight to it."""

    @property
    def seal(self) -> Seal:
        """What closes and opens sealed columns; RuntimeError where the database was opened without any secret."""
        if self.given_seal is None:
            raise RuntimeError("this database was opened without a secret to seal with")
        return self.given_seal

    @property
    def dialect(self) -> Dialect:
        """How statements are spelt for this database."""
        return self.connection.dialect

    @property
    def on_sqlite(self) -> bool:
        """True on SQLite, where a write transaction has the whole database to itself."""
        return self.connection.dialect.name == "sqlite"

    def rows(self, table: Table) -> Rows:
        """All rows of `table` that are this organisation's."""
        return select(table).where(table.c.organisation_id == self.organisation_id)

    def lock(self, query: Rows, *, skip_locked: bool = False) -> Rows:
        """`query`, keeping its rows from other writers until the end; on SQLite there is no other writer.

        Rows may still be referred to meanwhile. `skip_locked` leaves out what somebody else holds.
        """
        return query if self.on_sqlite else query.with_for_update(key_share=True, skip_locked=skip_locked)

    async def all(self, kind: type[V], query: Rows) -> list[V]:
        """The values that the rows of `query` hold; others have their turn while there are thousands to be made."""
        found = await self.connection.execute(query)
        names, values = tuple(found.keys()), list[V]()
        for row in found:
            values.append(kind(**dict(zip(names, row, strict=True))))
            if len(values) % MANY == 0:
                await asyncio.sleep(0)
        return values

    async def one(self, kind: type[V], query: Rows) -> V | None:
        """The value of the only row, or None when there is none."""
        row = (await self.connection.execute(query)).mappings().one_or_none()
        return None if row is None else made(kind, row)

    async def only(self, kind: type[V], query: Rows) -> V:
        """The value of the only row; LookupError when there is none, or it is another organisation's."""
        found = await self.one(kind, query)
        if found is None:
            raise LookupError(f"no such {kind.__name__.lower()}")
        return found

    async def change(self, statement: Executable) -> int:
        """Run an UPDATE or DELETE; returns how many rows it touched."""
        result = await self.connection.execute(statement)
        return int(getattr(result, "rowcount"))  # noqa: B009 - only the cursor's own result has a count

    async def straight(self, text: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Run a statement that is spelt for this database already, in this transaction, and return its bare rows.

        Refusal where the database is at fault, as with every other statement.
        """
        if self.driver is None:
            self.driver = (await self.connection.get_raw_connection()).driver_connection
        try:
            if isinstance(self.driver, Connection):
                return await self.driver.fetch(text, parameters)
            return list(await self.driver.fetch(text, *parameters))  # asyncpg's own way to hand them over
        except Exception as error:
            explain(error, text, self.place)

    def own(self, rows: Iterable[Row]) -> list[Row]:
        """The rows, once it is sure that all are this organisation's; another's row here is a bug: ValueError."""
        return own(self, rows)


def made(kind: type[V], row: RowMapping | Mapping[str, Any]) -> V:
    """The value that a row holds: its columns are the value's fields."""
    return kind(**row)


def row_of(value: _Value) -> dict[str, object]:
    """The row that keeps `value`: its fields are the columns."""
    names, values = _read(type(value))
    return dict(zip(names, values(value), strict=True))


@cache
def _read(kind: type[_Value]) -> tuple[tuple[str, ...], Callable[[_Value], tuple[object, ...]]]:
    """The names of a value's fields, and what reads them all at once: for a crowd's rows twice as quick."""
    names = tuple(field.name for field in fields(kind))
    read = attrgetter(*names)
    return names, read if len(names) > 1 else lambda value: (read(value),)

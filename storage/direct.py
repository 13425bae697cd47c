"""A transaction that is spoken to in the driver's own words: all that the statements of every press need of one."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, Protocol

from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError

from bot.ids import OrganisationId
from storage.faults import refusal_of, sqlstate

BROKEN_RULE = "23"
"""How PostgreSQL's codes for a broken constraint begin."""
Row = Mapping[str, object]


class Direct(Protocol):
    """A transaction of one organisation; see `storage.work.Work` for one that can do everything else besides."""

    organisation_id: OrganisationId

    @property
    def dialect(self) -> Dialect:
        """How statements are spelt for this database."""
        ...

    @property
    def on_sqlite(self) -> bool:
        """True on SQLite, where a write transaction has the whole database to itself."""
        ...

    async def straight(self, text: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Run a statement that is spelt for this database already, and return its bare rows.

        Refusal where the database is at fault, as with every other statement.
        """
        ...


def own(work: Direct, rows: Iterable[Row]) -> list[Row]:
    """The rows, once it is sure that all are this organisation's; another's row here is a bug: ValueError."""
    listed = list(rows)
    for row in listed:
        if row["organisation_id"] != work.organisation_id:
            raise ValueError("a row of another organisation does not belong into this transaction")
    return listed


def explain(error: Exception, statement: str, place: str, *, gone: bool = False) -> NoReturn:
    """Let the driver's error leave as this package's do; `gone` says that the connection did not survive it."""
    refusal = refusal_of(error, place, gone=gone or isinstance(error, ConnectionError))
    if refusal is not None:
        raise refusal from error
    if isinstance(error, sqlite3.IntegrityError) or sqlstate(error).startswith(BROKEN_RULE):
        raise IntegrityError(statement, None, error, hide_parameters=True) from error
    raise error

"""Hands the few statements of a press to the driver as they are, built and spelt once for ever.

The database library looks at every statement anew: how it is spelt, what its parameters and its columns are. For the
statements that every press runs this took longer than the database itself. They are written with the library all the
same; only what runs them is another.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Executable, Float, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningInsert

from storage.columns import Word
from storage.direct import Direct

Build = Callable[[bool], Executable]
"""Builds a statement, for SQLite or for PostgreSQL; its parameters are single values, never lists."""
Read = Callable[[Any], Any]


class Straight:
    """One statement, as each database spells it."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._spelt: dict[str, _Spelt] = {}

    async def run(self, work: Direct, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows it gives, their values as the domain knows them.

        Refusal or the driver's own error, as with any other statement.
        """
        dialect = work.dialect
        spelt = self._spelt.get(dialect.name)
        if spelt is None:
            spelt = self._spelt[dialect.name] = _Spelt(self._build(work.on_sqlite), dialect)
        rows = await work.straight(spelt.text, spelt.parameters(values))
        if spelt.at_once:
            ((found,),) = rows
            rows = orjson.loads(found)
        if not spelt.reads:
            return [tuple(row) for row in rows]
        reads = spelt.reads
        return [
            tuple([value if read is None or value is None else read(value) for read, value in zip(reads, row)])  # noqa: B905 - as many columns as were asked for
            for row in rows
        ]


class _Spelt:
    """A statement in the words of one database."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every one of ours can
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        self.at_once = dialect.name == "sqlite" and isinstance(statement, Select) and _may_be_listed(statement)
        """True where all the rows come as one text: a thread gives its turn away with each row that it fetches."""
        if self.at_once:
            self.text = _listed(self.text, len(_columns(statement)))
        self._order = tuple(compiled.positiontup or ())
        writes = {
            name: each.type.dialect_impl(dialect).bind_processor(dialect) for name, each in compiled.binds.items()
        }
        self._writes = {name: write for name, write in writes.items() if write is not None}
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._fixed = {name: self._written(name, value) for name, value in fixed.items()}
        columns = _columns(statement)
        found = [_reader(column, dialect) for column in columns]
        self.reads: Sequence[Read | None] = found if any(found) else ()

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What stands for its marks, in their order."""
        return tuple(self._written(name, values[name]) if name in values else self._fixed[name] for name in self._order)

    def _written(self, name: str, value: Any) -> Any:
        write = self._writes.get(name)
        return value if write is None else write(value)


def _reader(column: Any, dialect: Dialect) -> Read | None:
    """How a column's values are read; a word takes the library and the list of words ten times as long to find."""
    if isinstance(column.type, Word):
        return {each.value: each for each in column.type.words}.__getitem__
    read: Read | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return read


def _may_be_listed(statement: Select[*tuple[Any, ...]]) -> bool:
    """True for rows that JSON holds without a loss, in whatever order they come."""
    unfit = any(isinstance(each.type, LargeBinary | Float) for each in _columns(statement))
    return not unfit and not statement._order_by_clauses


def _listed(text: str, columns: int) -> str:
    """The same query on SQLite, its rows as one JSON list of lists."""
    names = ", ".join(f"c{at}" for at in range(columns))
    return f"WITH found({names}) AS ({text}) SELECT json_group_array(json_array({names})) FROM found"  # noqa: S608 - from the database library


def _columns(statement: Executable) -> Sequence[Any]:
    if isinstance(statement, Select):
        return list(statement.selected_columns)
    if isinstance(statement, ReturningInsert):
        return list(statement.exported_columns)
    return []

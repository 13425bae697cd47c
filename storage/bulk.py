"""Hands any number of rows to a statement as one JSON text, so that the statement stays the same however many they are.

A statement that spells each row out is another text for each number of rows: to build and to plan it took most of the
time that storing a crowd's answers took.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnClause,
    ColumnElement,
    Date,
    DateTime,
    Float,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.columns import Word
from storage.direct import Direct, Row, own
from storage.moment import Moment, as_kept

ROWS = "rows"
"""The name of the statement's one parameter."""


def travels(table: Table) -> bool:
    """True when rows of this table can be written as JSON: none of its columns holds bytes."""
    return not any(isinstance(_plain(each.type), LargeBinary) for each in table.columns)


@cache
def insert_all(table: Table, on_sqlite: bool) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of all the rows of its parameter; what to do on conflict, and what to return, is to be added."""
    names = [each.name for each in table.columns]
    chosen = _on_sqlite(table) if on_sqlite else _on_postgresql(table)
    statement = sqlite.insert(table) if on_sqlite else postgresql.insert(table)
    return statement.from_select(names, chosen, include_defaults=False)


def packed(work: Direct, table: Table, rows: Iterable[Row]) -> Mapping[str, str]:
    """The parameter of `insert_all`: these rows, once it is sure that all are this organisation's."""
    mine = own(work, rows)
    return {
        ROWS: orjson.dumps(_as_lists(work, table, mine) if work.on_sqlite else _as_dicts(work, table, mine)).decode()
    }


def as_objects(work: Direct, table: Table, rows: Sequence[tuple[str, Row]], beside: str) -> str:
    """The parameter of `given_rows`: rows, each with a text of its own under the name `beside`."""
    found = _as_dicts(work, table, own(work, [row for _, row in rows]))
    for each, (text, _) in zip(found, rows, strict=True):
        each[beside] = text
    return orjson.dumps(found).decode()


def given_rows(table: Table, parameter: str, beside: str) -> TableValuedAlias:
    """Rows of a table, each with a text `beside`, that a parameter lists as JSON; on PostgreSQL."""
    columns = [column(each.name, _plain(each.type)) for each in table.columns]
    return _recordset(parameter, f"given_{table.name}", *columns, column(beside, Text()))


def _as_lists(work: Direct, table: Table, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    columns = [
        [row[name] if write is None else write(row[name]) for row in rows]
        for name, write in _written(table, work.dialect)
    ]
    return list(zip(*columns, strict=True))


def _as_dicts(work: Direct, table: Table, rows: Sequence[Row]) -> list[dict[str, Any]]:
    names = [name for name, _ in _written(table, work.dialect)]
    return [dict(zip(names, each, strict=True)) for each in _as_lists(work, table, rows)]


def among(what: ColumnElement[Any], parameter: str, on_sqlite: bool) -> ColumnElement[bool]:
    """True for one of the texts that a parameter lists as JSON."""
    given = bindparam(parameter, type_=Text)
    if on_sqlite:
        return what.in_(select(func.json_each(given).table_valued("value").c.value))
    # As an array, which is looked up in an index, where a list of rows may be joined in any way.
    return any_of(what, select(func.jsonb_array_elements_text(cast(given, postgresql.JSONB))))


def any_of(what: ColumnElement[Any], found: Select[*tuple[Any, ...]]) -> ColumnElement[bool]:
    """True for one of what a query finds, on PostgreSQL; it is run once."""
    return what == func.any(func.array(found.scalar_subquery()))


def listed(values: Iterable[object]) -> str:
    """The parameter for `among`, or for `rows_given`."""
    return orjson.dumps(list(values)).decode()


def rows_given(parameter: str, names: Sequence[str], on_sqlite: bool) -> FromClause:
    """Rows of texts that a parameter lists as JSON, to be joined with; `at` says which row of the list it is."""
    given = bindparam(parameter, type_=Text)
    if on_sqlite:
        each = func.json_each(given).table_valued("key", "value", name="each")
        parts = [func.json_extract(each.c.value, literal_column(f"'$[{at}]'")) for at in range(len(names))]
        columns = [type_coerce(part, Text).label(name) for part, name in zip(parts, names, strict=True)]
        return select(type_coerce(each.c.key, Integer).label("at"), *columns).subquery("given")
    row = (
        func.jsonb_array_elements(cast(given, postgresql.JSONB))
        .table_valued(column("value", postgresql.JSONB), with_ordinality="number", name="each")
        .render_derived()
    )
    columns = [row.c.value.op("->>")(literal_column(str(at))).label(name) for at, name in enumerate(names)]
    return select((row.c.number - 1).label("at"), *columns).subquery("given")


def _on_sqlite(table: Table) -> Select[*tuple[Any, ...]]:
    given = func.json_each(bindparam(ROWS, type_=Text)).table_valued("value", name="given")
    parts = [func.json_extract(given.c.value, literal_column(f"'$[{at}]'")) for at in range(len(table.columns))]
    typed = [type_coerce(part, each.type) for part, each in zip(parts, table.columns, strict=True)]
    return select(*typed).where(true())  # Without a WHERE the parser takes ON CONFLICT for the ON of a join.


def _on_postgresql(table: Table) -> Select[*tuple[Any, ...]]:
    columns = [column(each.name, _plain(each.type)) for each in table.columns]
    given = _recordset(ROWS, "given", *columns)
    return select(*(given.c[each.name] for each in table.columns))


def _recordset(parameter: str, name: str, *columns: ColumnClause[Any]) -> TableValuedAlias:
    text = cast(bindparam(parameter, type_=Text), postgresql.JSONB)
    return func.jsonb_to_recordset(text).table_valued(*columns, name=name).render_derived(with_types=True)


Write = Callable[[Any], Any]


@cache
def _written(table: Table, dialect: Dialect) -> Sequence[tuple[str, Write | None]]:
    """How each column's values are written for the driver."""
    return [(str(each.name), _writer(each, dialect)) for each in table.columns]


def _writer(each: Column[Any], dialect: Dialect) -> Write | None:
    if isinstance(each.type, Word):
        return None  # A word is written as its text by whatever writes JSON; the table refuses any other.
    if isinstance(each.type, Moment) and dialect.name == "sqlite":
        return as_kept
    return each.type.dialect_impl(dialect).bind_processor(dialect)


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """What a type of ours is to the database."""
    found = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    for plain in (DateTime(timezone=True), Date(), Boolean(), BigInteger(), Integer(), Float(), LargeBinary()):
        if isinstance(found, type(plain)):
            return plain
    return Text()

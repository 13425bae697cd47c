"""Inserts that may meet a row that is already there: skip it, or bring it up to date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert

from bot.ids import OrganisationId
from storage.bulk import insert_all, packed, travels
from storage.direct import Direct, own
from storage.straight import Straight
from storage.work import Row, V, Work, row_of


def insert_into(work: Work, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what to do on conflict, in the dialect of this database."""
    return _insert(table, work.on_sqlite)


async def add_new(work: Direct, table: Table, rows: Iterable[Row]) -> list[Row]:
    """Insert the rows that break no unique key, leave the others alone; returns the keys of those that were new."""
    listed = own(work, rows)
    if not listed:
        return []
    if travels(table):
        keys, given = table.primary_key.columns.keys(), packed(work, table, listed)
        if await add_if_all_are_new(work, table, given):
            return [{key: row[key] for key in keys} for row in listed]
        return [dict(zip(keys, row, strict=True)) for row in await _adding(table).run(work, given)]
    assert isinstance(work, Work), "bytes travel through the database library alone"
    found = await work.connection.execute(_insert_new(table, work.on_sqlite), listed)
    return [dict(row) for row in found.mappings()]


async def add_if_all_are_new(work: Direct, table: Table, given: Mapping[str, str]) -> bool:
    """Insert the rows and ask for none of them back, which is quicker; False where one breaks a key, then none is in.

    Always False on PostgreSQL, where a statement that fails takes its transaction with it.
    """
    if not work.on_sqlite:
        return False
    try:
        await _adding_all(table).run(work, given)
    except IntegrityError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Rows spelt for the database beforehand: what is left to do while nobody else can write is the writing."""

    table: Table
    organisation_id: OrganisationId
    given: Mapping[str, str]


def ready(work: Direct, table: Table, rows: Iterable[Row]) -> Ready:
    """Spell rows that hold no bytes; it takes its time where there are thousands."""
    return Ready(table=table, organisation_id=work.organisation_id, given=packed(work, table, rows))


_ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"
_PLANS_ANEW = "SET LOCAL plan_cache_mode = force_custom_plan"


async def add_ready(work: Direct, rows: Ready) -> int:
    """As `add_new`, of rows that are spelt already; returns how many were new."""
    if rows.organisation_id != work.organisation_id:
        raise ValueError("rows of another organisation do not belong into this transaction")
    if work.on_sqlite:
        return len(await _adding(rows.table).run(work, rows.given))
    # Each row's references are looked up with a plan: one for all of them, not one anew for each.
    await work.straight(_ONE_PLAN, ())
    new = await _adding(rows.table).run(work, rows.given)
    await work.straight(_PLANS_ANEW, ())
    return len(new)


async def put(work: Work, table: Table, rows: Iterable[Row], *, by: Sequence[str] = ("id",)) -> None:
    """Insert the rows, or replace those with the same key `by` (within the organisation)."""
    listed = work.own(rows)
    if listed:
        await work.connection.execute(_insert_or_replace(table, work.on_sqlite, tuple(by)), listed)


async def put_value(work: Work, table: Table, value: V) -> None:
    """Insert the row that keeps `value`, or replace the one with its id."""
    await put(work, table, [row_of(value)])


async def next_in_line(work: Work, counter: Table, name: str) -> int:
    """The next whole number, from 1, of the organisation's counter `name`; no two callers ever get the same."""
    statement = (
        insert_into(work, counter)
        .values(organisation_id=work.organisation_id, name=name, value=1)
        .on_conflict_do_update(index_elements=["organisation_id", "name"], set_={"value": counter.c.value + 1})
        .returning(counter.c.value)
    )
    return int((await work.connection.execute(statement)).scalar_one())


# To build a statement takes longer than to run it; those below are built once.


def _insert(table: Table, on_sqlite: bool) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


@cache
def _insert_new(table: Table, on_sqlite: bool) -> ReturningInsert[*tuple[Any, ...]]:
    return _insert(table, on_sqlite).on_conflict_do_nothing().returning(*table.primary_key.columns)


@cache
def _adding(table: Table) -> Straight:
    def build(on_sqlite: bool) -> ReturningInsert[*tuple[Any, ...]]:
        return insert_all(table, on_sqlite).on_conflict_do_nothing().returning(*table.primary_key.columns)

    return Straight(build)


@cache
def _adding_all(table: Table) -> Straight:
    return Straight(lambda on_sqlite: insert_all(table, on_sqlite))


@cache
def _insert_or_replace(table: Table, on_sqlite: bool, by: tuple[str, ...]) -> Insert:
    statement = _insert(table, on_sqlite)
    kept = {"organisation_id", *by}
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in kept}
    return statement.on_conflict_do_update(index_elements=["organisation_id", *by], set_=changed)

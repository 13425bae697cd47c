"""Stretches of answers, kept row by row beneath the theme or suggestion that rests on them."""

from collections.abc import Iterable, Sequence
from dataclasses import fields

from sqlalchemy import Table, delete

from bot.domain.themes import Excerpt
from storage.work import Work, made, row_of

FIELDS = tuple(field.name for field in fields(Excerpt))


async def replace_all(work: Work, table: Table, owner: str, of: dict[str, Sequence[Excerpt]]) -> None:
    """Let `table` hold just these excerpts beneath the things named by the keys of `of`, in their order."""
    await forget(work, table, owner, of)
    rows = [
        {"organisation_id": work.organisation_id, owner: id_, "position": position, **row_of(excerpt)}
        for id_, excerpts in of.items()
        for position, excerpt in enumerate(excerpts)
    ]
    if rows:
        await work.connection.execute(table.insert(), rows)


async def forget(work: Work, table: Table, owner: str, ids: Iterable[str]) -> None:
    """Take away all excerpts beneath these."""
    await work.change(
        delete(table).where(table.c.organisation_id == work.organisation_id, table.c[owner].in_(sorted(ids)))
    )


async def of(work: Work, table: Table, owner: str, ids: Iterable[str]) -> dict[str, tuple[Excerpt, ...]]:
    """The excerpts beneath each of these, in their order."""
    wanted = sorted(ids)
    found: dict[str, list[Excerpt]] = {id_: [] for id_ in wanted}
    query = work.rows(table).where(table.c[owner].in_(wanted)).order_by(table.c[owner], table.c.position)
    for row in (await work.connection.execute(query)).mappings():
        found[row[owner]].append(made(Excerpt, {name: row[name] for name in FIELDS}))
    return {id_: tuple(excerpts) for id_, excerpts in found.items()}

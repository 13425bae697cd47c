"""Takes out everything that is one person's: every row that `storage.data_rights` says is theirs, as plain values."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum

from sqlalchemy import Table, or_, select

from bot.domain.channels import Place
from bot.domain.questions import Chosen, Likely, Ranked, Rated, Stances, Wrote
from bot.errors import Refusal
from storage.codec import value_text
from storage.data_rights import PARTS, Part
from storage.erasing import Whom
from storage.work import Work

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
NOT_THEIRS = frozenset({"organisation_id"})


async def rows_of(work: Work, who: Whom) -> dict[str, list[dict[str, Plain]]]:
    """Their rows by table, in the order of their keys, without secrets; a table that has none is left out."""
    found: dict[str, list[dict[str, Plain]]] = {}
    for part in PARTS:
        if part.exported and (rows := await _rows(work, part, who)):
            found[part.table.name] = rows
    return found


async def _rows(work: Work, part: Part, who: Whom) -> list[dict[str, Plain]]:
    table: Table = part.table
    mine = or_(
        *(table.c[name] == who.person_id for name in part.people),
        *(table.c[name].in_(who.spelt) for name in part.identities),
    )
    query = (
        select(table).where(table.c.organisation_id == work.organisation_id, mine).order_by(*table.primary_key.columns)
    )
    left_out = {*NOT_THEIRS, *part.withheld}
    return [
        {name: _plain(work, value) for name, value in row.items() if name not in left_out}
        for row in (await work.connection.execute(query)).mappings()
    ]


def _plain(work: Work, value: object) -> Plain:
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return str(value.value)
        case str():
            return value
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Place():
            return str(value)
        case bytes() | memoryview():
            return _unsealed(work, bytes(value))
        case tuple() | list():
            return [_plain(work, each) for each in value]
        case Mapping():
            return {str(key): _plain(work, each) for key, each in value.items()}
        case Chosen() | Rated() | Likely() | Ranked() | Stances() | Wrote():
            spelt: Plain = json.loads(value_text(value))
            return spelt
        case _:
            raise TypeError(f"no plain form for {type(value).__name__}")


def _unsealed(work: Work, sealed: bytes) -> str:
    """What is kept sealed; empty where nobody can read it any more."""
    if work.given_seal is None:
        return ""
    try:
        return work.seal.unseal(sealed).decode("utf-8", "replace")
    except Refusal:
        return ""

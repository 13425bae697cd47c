"""How every table is built: one metadata, fixed constraint names, and the organisation first in every key."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.schema import PrimaryKeyConstraint, SchemaItem

from storage.columns import Word, key_type

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(constraint_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def tenant_table(name: str, *items: SchemaItem, key: Sequence[str] = ("id",), ordered: bool = True) -> Table:
    """A table whose rows belong to an organisation.

    The organisation is the first part of the primary key and of every reference: a row can neither replace nor point
    to a row of another organisation. `ordered=False` keeps no trace of the order in which rows came (on SQLite there
    is then no rowid; the rows lie in the order of their random keys).
    """
    return Table(
        name,
        metadata,
        Column("organisation_id", key_type(), nullable=False),
        *items,
        PrimaryKeyConstraint("organisation_id", *key),
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="organisation_id"),
        sqlite_with_rowid=ordered,
    )


def points(column: str, table: str) -> ForeignKeyConstraint:
    """`column` holds an id of `table`, in the same organisation."""
    return ForeignKeyConstraint(["organisation_id", column], [f"{table}.organisation_id", f"{table}.id"], name=column)


def word(name: str, words: type[StrEnum], *, nullable: bool = False) -> tuple[Column[StrEnum], CheckConstraint]:
    """A column that holds one word of `words`, and the CHECK that refuses any other."""
    listed = ", ".join(f"'{each.value}'" for each in words)
    return Column(name, Word(words), nullable=nullable), CheckConstraint(f"{name} IN ({listed})", name=name)

"""How migrations spell tables, in plain types; what a step has once used here never changes.

So a database made long ago and one made today end with the same tables.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

Constraint = Callable[[str], sa.Constraint]
"""A rule of a table, once the table's name is known."""


def tenant_table(
    name: str,
    *items: sa.Column[Any] | Constraint,
    by: Sequence[str] = ("id",),
    ordered: bool = True,
    indexes: Sequence[Sequence[str]] = (),
) -> None:
    """A table with the organisation first in its key and in every reference."""
    columns = [item for item in items if isinstance(item, sa.Column)]
    rules = [rule(name) for rule in items if not isinstance(rule, sa.Column)]
    op.create_table(
        name,
        key("organisation_id"),
        *columns,
        sa.PrimaryKeyConstraint("organisation_id", *by, name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{name}_organisation_id")),
        *rules,
        sqlite_with_rowid=ordered,
    )
    for index in indexes:
        op.create_index(op.f(f"ix_{name}_{'_'.join(index)}"), name, list(index))


def wall(name: str, owner: str, readable: bool) -> None:
    """Let each transaction see the rows of the organisation it named, and only those; the owner of the table too."""
    if op.get_bind().dialect.name != "postgresql":
        return
    mine = f"{owner} = current_setting('cab.organisation', true)"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {name} USING ({mine}) WITH CHECK ({mine})")
    if readable:
        op.execute(f"CREATE POLICY looked_up ON {name} FOR SELECT USING (true)")


def key(name: str, nullable: bool = False) -> sa.Column[Any]:
    """Text compared byte by byte."""
    return sa.Column(name, sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=nullable)


def text(name: str, nullable: bool = False) -> sa.Column[Any]:
    """Text."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    """An instant."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def blob(name: str, nullable: bool = False) -> sa.Column[Any]:
    """Bytes that only we can read."""
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def number(name: str, nullable: bool = False) -> sa.Column[Any]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def span(name: str, nullable: bool = False) -> sa.Column[Any]:
    """A whole number that may be large: seconds, or a count."""
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def flag(name: str, nullable: bool = False) -> sa.Column[Any]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def points(column: str, to: str) -> Constraint:
    """`column` holds an id of the table `to`, in the same organisation."""
    return lambda table: sa.ForeignKeyConstraint(
        ["organisation_id", column], [f"{to}.organisation_id", f"{to}.id"], name=op.f(f"fk_{table}_{column}")
    )


def unique(name: str, *columns: str) -> Constraint:
    """No two rows of an organisation are alike in these columns."""
    return lambda table: sa.UniqueConstraint("organisation_id", *columns, name=op.f(f"uq_{table}_{name}"))


def one_of(column: str, *words: str) -> Constraint:
    """`column` holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return lambda table: sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))

"""Columns that tie each entry of the audit to the one before it; entries that are there already are tied."""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

from storage.migrations.making import key, number

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_audit_entry_organisation_id_number"
ENTRY = sa.table(
    "audit_entry",
    *(sa.column(name) for name in ("organisation_id", "id", "person_id", "deed", "subject_id", "outcome")),
    *(sa.column(name) for name in ("number", "link")),
    sa.column("at", sa.DateTime(timezone=True)),
)
COUNTER = sa.table("counter", *(sa.column(name) for name in ("organisation_id", "name", "value")))


def upgrade() -> None:
    """Add the columns, tie what is there, then forbid that two stand in one place."""
    for column in (number("number", nullable=True), key("link", nullable=True)):
        op.add_column("audit_entry", column)
    connection = op.get_bind()
    for (organisation_id,) in connection.execute(sa.text("SELECT id FROM organisation ORDER BY id")).all():
        if connection.dialect.name == "postgresql":
            connection.execute(
                sa.text("SELECT set_config('cab.organisation', :mine, true)"), {"mine": organisation_id}
            )
        tie(connection, organisation_id)
    op.create_index(op.f(INDEX), "audit_entry", ["organisation_id", "number"], unique=True)


def tie(connection: sa.Connection, organisation_id: str) -> None:
    """Tie one organisation's entries, the oldest first, and note how many there are."""
    mine = ENTRY.c.organisation_id == organisation_id
    rows = connection.execute(sa.select(ENTRY).where(mine).order_by(ENTRY.c.at, ENTRY.c.id)).mappings().all()
    if not rows:
        return
    tied, link = [], "0" * 64
    for place, row in enumerate(rows, start=1):
        link = link_of(link, place, row)
        tied.append({"this": row["id"], "place": place, "tie": link})
    connection.execute(
        sa.update(ENTRY)
        .where(mine, ENTRY.c.id == sa.bindparam("this"))
        .values(number=sa.bindparam("place"), link=sa.bindparam("tie")),
        tied,
    )
    connection.execute(sa.insert(COUNTER).values(organisation_id=organisation_id, name="audit", value=len(rows)))


def link_of(previous: str, place: int, row: sa.RowMapping) -> str:
    """The link of an entry, spelt as the product spells it."""
    at = row["at"].replace(tzinfo=UTC) if row["at"].tzinfo is None else row["at"].astimezone(UTC)
    said = {name: row[name] for name in ("deed", "id", "organisation_id", "outcome", "person_id", "subject_id")}
    spelt = json.dumps(
        {"at": at.isoformat(timespec="microseconds"), "number": place, **said},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(f"{previous}\n{spelt}".encode()).hexdigest()


def downgrade() -> None:
    """Take the columns away again; the entries stay."""
    op.drop_index(op.f(INDEX), "audit_entry")
    for name in ("link", "number"):
        op.drop_column("audit_entry", name)
    connection = op.get_bind()
    for (organisation_id,) in connection.execute(sa.text("SELECT id FROM organisation")).all():
        if connection.dialect.name == "postgresql":
            connection.execute(
                sa.text("SELECT set_config('cab.organisation', :mine, true)"), {"mine": organisation_id}
            )
        connection.execute(sa.delete(COUNTER).where(COUNTER.c.name == "audit"))

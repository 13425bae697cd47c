"""The tables of erasures, how long a board keeps finished polls, and a way to messages that must be drawn anew."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.making import key, moment, number, tenant_table, wall

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MARKED = sa.text("drawn_version < 0")


def upgrade() -> None:
    """Make the tables, the column and the index."""
    tenant_table("erasure", key("id"), key("person_id", nullable=True), moment("asked_at"), moment("done_at", True))
    tenant_table("tombstone", key("mark"), moment("erased_at"), by=("mark",), ordered=False)
    for name in ("erasure", "tombstone"):
        wall(name, "organisation_id", readable=False)
    op.add_column("board", number("keep_days", nullable=True))
    op.create_index(
        "ix_delivery_marked", "delivery", ["organisation_id"], sqlite_where=MARKED, postgresql_where=MARKED
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_delivery_marked", "delivery")
    with op.batch_alter_table("board") as board:
        board.drop_column("keep_days")
    op.drop_table("tombstone")
    op.drop_table("erasure")

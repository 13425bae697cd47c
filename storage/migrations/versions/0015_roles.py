"""Who runs a board, and who looks after a company."""

from alembic import op

from storage.migrations.making import key

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns."""
    for name in ("board", "account"):
        op.add_column(name, key("owner_id", nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for name in ("board", "account"):
        with op.batch_alter_table(name) as table:
            table.drop_column("owner_id")

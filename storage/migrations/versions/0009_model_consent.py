"""Who allowed that an AI service reads answers, and the texts that it wrote."""

from alembic import op

from storage.migrations.making import key, moment, one_of, points, tenant_table, text, wall

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, then the columns."""
    tenant_table(
        "wording",
        key("id"), key("board_id"), text("job"), key("subject_id"), text("title"), text("text"), moment("made_at"),
        one_of("job", "name", "same", "translate", "draft"), points("board_id", "board"),
        indexes=(("organisation_id", "board_id"),),
    )
    wall("wording", "organisation_id", readable=False)
    for table in ("organisation", "account"):
        op.add_column(table, moment("ai_since", nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for table in ("account", "organisation"):
        op.drop_column(table, "ai_since")
    op.drop_table("wording")

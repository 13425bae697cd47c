"""What customers said on calls, apart from their answers."""

from alembic import op

from storage.migrations.making import key, moment, points, tenant_table, text, wall

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    tenant_table(
        "proxy",
        key("id"),
        key("round_id"),
        key("question_id"),
        key("account_id"),
        key("person_id", nullable=True),
        key("option_id", nullable=True),
        text("text"),
        moment("said_at"),
        moment("noted_at"),
        key("noted_by", nullable=True),
        points("round_id", "round"),
        points("question_id", "question"),
        points("account_id", "account"),
        points("person_id", "person"),
        points("noted_by", "person"),
        indexes=(("organisation_id", "round_id"), ("organisation_id", "person_id")),
    )
    wall("proxy", "organisation_id", readable=False)


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("proxy")

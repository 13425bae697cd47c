"""Which companies sit in a room that several share."""

from alembic import op

from storage.migrations.making import key, moment, points, tenant_table, wall

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    tenant_table(
        "room_company",
        key("channel_id"),
        key("account_id"),
        moment("since"),
        points("channel_id", "channel"),
        points("account_id", "account"),
        by=("channel_id", "account_id"),
        ordered=False,
    )
    wall("room_company", "organisation_id", readable=False)


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("room_company")

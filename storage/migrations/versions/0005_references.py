"""The table of ways to places and people, for platforms that need more than an address."""

from alembic import op

from storage.migrations.making import flag, key, moment, one_of, tenant_table, text, wall

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    tenant_table(
        "reference",
        key("address"), text("scope"), text("service_url"), text("conversation"), text("user"), text("bot_user"),
        text("team"), text("name"), flag("outside"), flag("active"), moment("seen_at"),
        one_of("scope", "personal", "channel", "group"),
        by=("address",),
    )
    wall("reference", "organisation_id", readable=False)


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("reference")

"""Tables and columns for schedules in everybody's own time, and for asks that follow an event."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away again."""

"""Tables and columns for not asking too often: who was left out of a round, and why."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away again."""

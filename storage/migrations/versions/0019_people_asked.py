"""Of how many people those behind a suggestion are a part; 0 for what was counted before that was noted."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; programs of the version before, which do not know it, go on writing beside it."""
    op.add_column("suggestion", sa.Column("people_asked", sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("suggestion", "people_asked")

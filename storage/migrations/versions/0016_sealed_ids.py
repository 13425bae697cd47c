"""A place for the installation's own secrets that only who has `CAB_SECRET_KEYS` can read."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what stands open is sealed by a server that starts, which has the secret."""
    op.add_column("secret", sa.Column("sealed", sa.LargeBinary()))


def downgrade() -> None:
    """Take it away again. What is sealed only is lost: an older release must not make up another key unseen."""
    with op.batch_alter_table("secret") as secret:
        secret.drop_column("sealed")

"""Indexes with which a round to ten thousand channels holds nobody up."""

from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW = (
    ("delivery", "organisation_id", "state", "lane", "not_before", "key"),
    ("delivery", "organisation_id", "subject_id", "kind", "state", "drawn_version"),
    ("delivery", "organisation_id", "place", "kind"),
    ("pace", "organisation_id", "lane", "free_at"),
    ("member", "organisation_id", "board_id", "account_id", "person_id"),
)
OLD = (
    ("delivery", "organisation_id", "state", "lane", "not_before"),
    ("delivery", "organisation_id", "subject_id"),
)


def upgrade() -> None:
    """Make the new ones, then take those away that they replace."""
    _make(NEW)
    _drop(OLD)


def downgrade() -> None:
    """As it was."""
    _make(OLD)
    _drop(NEW)


def _make(indexes):
    for table, *columns in indexes:
        op.create_index(_name(table, columns), table, columns)


def _drop(indexes):
    for table, *columns in indexes:
        op.drop_index(_name(table, columns), table)


def _name(table, columns):
    return op.f(f"ix_{table}_{'_'.join(columns)}")

"""Tables and columns for not asking too often: who was left out of a round, and why."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.making import flag, key, moment, number, one_of, points, tenant_table, text, wall

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, then the columns."""
    tenant_table(
        "target",
        key("id"), key("round_id"), text("kind"), key("channel_id"), key("account_id", nullable=True),
        key("person_id", nullable=True), text("reason", nullable=True), flag("weighs"), moment("at"),
        one_of("kind", "ask", "remind", "results", "digest", "loop", "nudge", "notice"),
        one_of("reason", "week", "month", "company", "quiet", "holiday", "paused"),
        points("round_id", "round"), points("channel_id", "channel"), points("account_id", "account"),
        points("person_id", "person"),
        indexes=(("organisation_id", "round_id"), ("organisation_id", "person_id"), ("organisation_id", "at")),
    )
    wall("target", "organisation_id", readable=False)
    for table, column in added_columns():
        op.add_column(table, column)


def downgrade() -> None:
    """Take them away again."""
    for table, column in reversed(added_columns()):
        op.drop_column(table, column.name)
    op.drop_table("target")


def added_columns():
    """The columns that older tables get."""
    return [
        ("person", number("budget", nullable=True)),
        ("board", with_default(number("asks_per_week"), "1")),
        ("board", with_default(number("asks_per_month"), "3")),
        ("board", with_default(number("rounds_per_week"), "2")),
        ("board", with_default(number("quiet_from"), "1200")),
        ("board", with_default(number("quiet_until"), "480")),
    ]


def with_default(column, value):
    """The column, with `value` in the rows that are there already."""
    column.server_default = sa.DefaultClause(sa.text(value))
    return column

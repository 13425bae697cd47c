"""What product managers set right about themes, and columns for sub-themes and for following a theme over time."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.making import flag, key, moment, one_of, points, tenant_table, text, wall

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, then the columns."""
    tenant_table(
        "correction",
        key("id"), key("board_id"), text("kind"), key("theme_id"), key("other_id", nullable=True), text("title"),
        text("other_title"), text("answers"), text("others"), key("by"), moment("at"), moment("undone_at", nullable=True),
        one_of("kind", "merge", "split", "rename", "move"),
        points("board_id", "board"), points("by", "person"),
        indexes=(("organisation_id", "board_id"),),
    )
    wall("correction", "organisation_id", readable=False)
    for table, column in added_columns():
        op.add_column(table, column)


def downgrade() -> None:
    """Take them away again."""
    for table, column in reversed(added_columns()):
        op.drop_column(table, column.name)
    op.drop_table("correction")


def added_columns():
    """The columns that older tables get."""
    return [
        ("theme", with_default(flag("flips"), sa.false())),
        ("theme", with_default(flag("named"), sa.false())),
        ("theme", with_default(text("parts"), "[]")),
        ("theme", text("companies_before", nullable=True)),
        ("theme", text("companies_at_digest", nullable=True)),
    ]


def with_default(column, value):
    """The column, with `value` in the rows that are there already."""
    column.server_default = sa.DefaultClause(value)
    return column

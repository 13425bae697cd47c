"""Who reads a board's monthly report, and the tables of one-time links and sessions by which people read on the web."""

from alembic import op

from storage.migrations.making import key, moment, points, tenant_table, wall

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("sign_in", "web_session")


def upgrade() -> None:
    """Make the tables, then the columns."""
    tenant_table(
        "sign_in",
        key("hashed"), key("person_id"), moment("made_at"), moment("ends_at"), moment("used_at", nullable=True),
        points("person_id", "person"),
        by=("hashed",), indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "web_session",
        key("hashed"), key("person_id"), moment("made_at"), moment("ends_at"), moment("ended_at", nullable=True),
        points("person_id", "person"),
        by=("hashed",), indexes=(("organisation_id", "person_id"),),
    )
    for name in TABLES:
        wall(name, "organisation_id", readable=False)
    for table, column in added_columns():
        op.add_column(table, column)


def downgrade() -> None:
    """Take them away again."""
    for table, column in reversed(added_columns()):
        op.drop_column(table, column.name)
    for name in reversed(TABLES):
        op.drop_table(name)


def added_columns():
    """The columns that older tables get."""
    return [("board", key("sponsor_id", nullable=True)), ("board", moment("next_sponsor_at", nullable=True))]

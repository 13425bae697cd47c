"""What is handed to trackers, what suggestions rested on before they were merged, and who set up a schedule."""

from alembic import op

from storage.migrations.making import key, moment, number, one_of, points, tenant_table, text, unique, wall

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TENANT_TABLES = ("handoff", "own_evidence")


def upgrade() -> None:
    """Make the tables, then the columns."""
    tenant_table(
        "handoff",
        key("id"), key("suggestion_id"), text("tracker"), number("number"), text("says"), text("step"),
        number("attempt"), moment("due_at", nullable=True), moment("tried_at", nullable=True), text("ref"), text("url"),
        text("failure"), moment("made_at"),
        one_of("tracker", "webhook", "jira", "linear"),
        one_of("says", "proposed", "exploring", "planned", "shipped", "declined", "merged"),
        one_of("step", "waiting", "sending", "sent", "given_up"),
        unique("number", "suggestion_id", "tracker", "number"), points("suggestion_id", "suggestion"),
        indexes=(("organisation_id", "due_at"),),
    )
    tenant_table(
        "own_evidence",
        key("suggestion_id"), number("position"), key("answer_id"), key("round_id"), key("account_id"),
        key("person_id"), number("start"), number("end"), points("answer_id", "answer"), points("person_id", "person"),
        points("suggestion_id", "suggestion"), by=("suggestion_id", "position"),
        indexes=(("organisation_id", "person_id"),),
    )
    for name in TENANT_TABLES:
        wall(name, "organisation_id", readable=False)
    for table, column in added_columns():
        op.add_column(table, column)


def downgrade() -> None:
    """Take them away again."""
    for table, column in reversed(added_columns()):
        op.drop_column(table, column.name)
    for name in reversed(TENANT_TABLES):
        op.drop_table(name)


def added_columns():
    """The columns that older tables get."""
    return [("suggestion", text("state_before", nullable=True)), ("cadence", key("set_by", nullable=True))]

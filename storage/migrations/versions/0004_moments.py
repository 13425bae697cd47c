"""Tables and columns for schedules in everybody's own time, and for asks that follow an event."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.making import flag, key, moment, number, one_of, points, span, tenant_table, text, unique, wall

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANT_TABLES = ("moment_rule", "journey_moment", "moment_ask")


def upgrade() -> None:
    """Make the tables, then the columns."""
    tenant_table(
        "moment_rule",
        key("id"), key("board_id"), key("moment"), key("engagement_id"), span("after"), moment("made_at"),
        moment("next_look_at", nullable=True),
        unique("moment", "board_id", "moment"), points("board_id", "board"), points("engagement_id", "engagement"),
        indexes=(("organisation_id", "next_look_at"),),
    )
    tenant_table(
        "journey_moment",
        key("id"), key("moment"), key("account_id"), key("key"), moment("at"), moment("received_at"),
        points("account_id", "account"),
    )
    tenant_table(
        "moment_ask",
        key("id"), key("moment_id"), key("board_id"), key("account_id"), key("engagement_id"), moment("due_at"),
        text("state"), key("round_id", nullable=True), number("put_off"),
        one_of("state", "waiting", "asked", "skipped", "called_off"),
        points("moment_id", "journey_moment"), points("board_id", "board"), points("account_id", "account"),
        points("engagement_id", "engagement"), points("round_id", "round"),
        indexes=(("organisation_id", "state", "due_at"), ("organisation_id", "moment_id")),
    )
    op.create_table(
        "api_token",
        key("id"), key("organisation_id"), text("name"), text("scopes"), key("board_id", nullable=True), text("hashed"),
        moment("made_at"), moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_api_token_organisation_id")),
    )
    for name in TENANT_TABLES:
        wall(name, "organisation_id", readable=False)
    wall("api_token", "organisation_id", readable=True)
    for table, column in added_columns():
        op.add_column(table, column)


def downgrade() -> None:
    """Take the columns and the tables away again."""
    for table, column in reversed(added_columns()):
        op.drop_column(table, column.name)
    for name in ("api_token", *reversed(TENANT_TABLES)):
        op.drop_table(name)


def added_columns():
    """The columns that older tables get."""
    local = flag("local")
    local.server_default = sa.DefaultClause(sa.false())
    return [("cadence", local), ("cadence", moment("next_slot", True)), ("cadence", moment("deleted_at", True))]

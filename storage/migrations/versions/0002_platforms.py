"""Tables for chat platforms: installations, events that came in, buttons beside polls, pacing; and a few columns more."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.making import blob, flag, key, moment, number, one_of, points, tenant_table, text, unique, wall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LOOKED_UP_FIRST = ("installation", "meeting_place")
"""Tables read before it is known for whom."""

TENANT_TABLES = ("claim", "invitation", "rehearsal", "errand", "event", "reply", "case", "audit_entry", "pace")


def upgrade() -> None:
    """Make the new tables, then the new columns."""
    op.create_table("secret", key("name"), blob("value"), sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")))
    op.create_table(
        "oauth_state", key("state"), moment("made_at"), sa.PrimaryKeyConstraint("state", name=op.f("pk_oauth_state"))
    )
    op.create_table(
        "installation",
        key("lane"), key("organisation_id"), blob("sealed"), number("version"), moment("installed_at"),
        moment("expires_at", nullable=True), moment("renewing_until", nullable=True), moment("gone_at", nullable=True),
        moment("purge_at", nullable=True),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_installation")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_installation_organisation_id")),
    )
    op.create_table(
        "meeting_place",
        key("address"), key("organisation_id"), key("lane"),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_meeting_place")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_place_organisation_id")
        ),
    )
    tenant_table("claim", key("code_hash"), moment("made_at"), moment("used_at", nullable=True), by=("code_hash",))
    tenant_table(
        "invitation",
        key("id"), text("place"), text("name"), text("company"), text("inviter"), number("outsiders"), number("companies"),
        moment("invited_at"), moment("settled_at", nullable=True),
    )
    tenant_table(
        "rehearsal",
        key("id"), key("board_id"), key("person_id"), key("stage_id"), text("place"), text("step"),
        moment("begun_at"), moment("ends_at"),
        one_of("step", "asked", "closed", "told", "planned", "ended", "gone"),
        points("board_id", "board"), points("person_id", "person"),
    )
    tenant_table(
        "errand",
        key("token"), text("kind"), key("subject_id"), key("person_id", nullable=True), moment("made_at"),
        by=("token",), indexes=(("organisation_id", "subject_id"),),
    )
    tenant_table(
        "event",
        key("key"), key("lane"), key("kind"), blob("sealed"), moment("received_at"), moment("not_before"),
        number("attempt"), moment("worked_at", nullable=True), by=("key",),
        indexes=(("organisation_id", "worked_at", "not_before"),),
    )
    tenant_table(
        "reply",
        key("id"), key("round_id"), text("place"), key("identity"), blob("sealed"), moment("said_at"),
        points("round_id", "round"),
    )
    tenant_table(
        "case",
        key("id"), key("board_id"), number("number"), key("account_id", nullable=True), key("person_id", nullable=True),
        key("round_id", nullable=True), text("text"), key("kind"), moment("opened_at"),
        moment("closed_at", nullable=True), unique("number", "number"), points("board_id", "board"),
        points("account_id", "account"), points("person_id", "person"), indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "audit_entry",
        key("id"), moment("at"), key("person_id", nullable=True), key("deed"), key("subject_id"), key("outcome"),
        indexes=(("organisation_id", "at"),),
    )
    tenant_table("pace", key("key"), key("lane"), moment("free_at"), by=("key",))
    for name in TENANT_TABLES:
        wall(f'"{name}"', "organisation_id", readable=False)
    for name in LOOKED_UP_FIRST:
        wall(name, "organisation_id", readable=True)
    for table, column in added_columns():
        op.add_column(table, column)


def downgrade() -> None:
    """Take the columns and the tables away again."""
    for table, column in reversed(added_columns()):
        op.drop_column(table, column.name)
    for name in (*reversed(TENANT_TABLES), "meeting_place", "installation", "oauth_state", "secret"):
        op.drop_table(name)


def added_columns():
    """The columns that older tables get."""
    return [
        ("channel", with_default(text("name"), "")),
        ("channel", with_default(key("paused_for"), "")),
        ("person", moment("gone_at", nullable=True)),
        ("engagement", with_default(flag("live"), sa.false())),
        ("engagement", with_default(text("account_ids"), "[]")),
        ("round", key("asked_by", nullable=True)),
        ("delivery", key("under", nullable=True)),
    ]


def with_default(column, value):
    """The column, with `value` in the rows that are there already."""
    column.server_default = sa.DefaultClause(value)
    return column

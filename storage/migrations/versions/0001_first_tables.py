"""The first tables, and the second wall between organisations: row-level security on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.making import (
    flag,
    key,
    moment,
    number,
    one_of,
    points,
    span,
    tenant_table,
    text,
    unique,
    wall,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOOKED_UP_FIRST = {"organisation": "id", "workspace": "organisation_id"}
"""Tables read before it is known for whom: whose column names the organisation that may write."""

TENANT_TABLES = (
    "account", "board", "counter", "inbox", "person", "question", "cadence", "channel", "digest", "engagement",
    "identity", "member", "theme", "delivery", "round", "aim", "answer", "choice", "participation", "round_key",
    "skip", "suggestion", "answer_version", "decision", "evidence", "theme_answer", "theme_quote",
)


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "organisation",
        key("id"), text("name"), moment("created_at"), sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "workspace",
        key("lane"), key("organisation_id"),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_workspace")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_workspace_organisation_id")),
    )
    tenant_table(
        "account",
        key("id"), key("key"), text("name"), text("segment"), text("tier"), text("arr", nullable=True),
        text("industry"), text("country"), sa.Column("renewal_on", sa.Date(), nullable=True), text("rival_group"),
        unique("key", "key"),
    )
    tenant_table(
        "board",
        key("id"), key("slug"), text("name"), text("kind"), text("zone"), text("language"), moment("created_at"),
        moment("next_digest_at", nullable=True), one_of("kind", "customer", "client_zero"), unique("slug", "slug"),
    )
    tenant_table("counter", key("name"), span("value"), by=("name",))
    tenant_table(
        "inbox",
        key("key"), moment("received_at"), by=("key",), ordered=False, indexes=(("organisation_id", "received_at"),),
    )
    tenant_table(
        "person",
        key("id"), text("name"), text("language"), text("zone"), flag("staff"), text("role"),
        moment("paused_until", nullable=True), one_of("role", "none", "product_manager", "admin"),
    )
    tenant_table("question", key("id"), text("kind"), text("text"), text("options"))
    tenant_table(
        "cadence",
        key("id"), key("board_id"), text("engagement_ids"), text("rule"), text("zone"), moment("start"),
        moment("end", nullable=True), text("blackout"), span("grace"), moment("next_due_at", nullable=True),
        flag("paused"), points("board_id", "board"), indexes=(("organisation_id", "next_due_at"),),
    )
    tenant_table(
        "channel",
        key("id"), key("board_id"), text("place"), text("kind"), key("account_id", nullable=True), moment("added_at"),
        one_of("kind", "customer", "shared_room", "product", "direct"), points("account_id", "account"),
        points("board_id", "board"), unique("place", "board_id", "place"), indexes=(("organisation_id", "place"),),
    )
    tenant_table(
        "digest",
        key("id"), key("board_id"), key("week"), moment("made_at"), text("card"), points("board_id", "board"),
        unique("week", "board_id", "week"),
    )
    tenant_table(
        "engagement",
        key("id"), key("board_id"), key("slug"), text("title"), text("why"), text("question_ids"), text("stage"),
        text("visibility"), text("segments"), span("window"), span("remind_after", nullable=True), span("hear_back"),
        flag("pulse"), moment("created_at"),
        one_of("stage", "discover", "evaluate", "acquire", "implement", "use", "manage", "feedback", "exit"),
        one_of("visibility", "named", "account", "anonymous"), points("board_id", "board"),
        unique("slug", "board_id", "slug"),
    )
    tenant_table(
        "identity",
        key("platform"), key("workspace"), key("user"), key("person_id"), points("person_id", "person"),
        by=("platform", "workspace", "user"), indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "member",
        key("id"), key("board_id"), key("person_id"), key("account_id"), moment("joined_at"), text("joined_by"),
        flag("answered_once"), one_of("joined_by", "import", "first_answer", "invited"),
        points("account_id", "account"), points("board_id", "board"), points("person_id", "person"),
        unique("seat", "board_id", "person_id", "account_id"), indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "theme",
        key("id"), key("board_id"), text("title"), text("quote_text"), number("answers"), number("people"),
        number("accounts"), sa.Column("intensity", sa.Double(), nullable=True), number("value_rank", nullable=True),
        text("trend"), moment("since"), moment("first_said_at"), moment("computed_at"),
        one_of("trend", "new", "up", "down", "no_evidence"), points("board_id", "board"),
        indexes=(("organisation_id", "board_id"),),
    )
    tenant_table(
        "delivery",
        key("key"), text("kind"), key("subject_id"), key("channel_id"), key("person_id", nullable=True), text("place"),
        key("lane"), text("state"), number("attempt"), moment("not_before"), moment("started_at", nullable=True),
        moment("first_started_at", nullable=True), key("token"), text("ref"), number("drawn_version"), text("failure"),
        one_of("kind", "ask", "remind", "results", "digest", "loop", "nudge", "notice"),
        one_of("state", "pending", "sending", "sent", "failed", "unknown", "dropped"), points("channel_id", "channel"),
        points("person_id", "person"), by=("key",),
        indexes=(("organisation_id", "state", "lane", "not_before"), ("organisation_id", "subject_id"),),
    )
    tenant_table(
        "round",
        key("id"), key("board_id"), key("engagement_id"), key("cadence_id", nullable=True), number("number"),
        moment("slot"), text("question_ids"), text("visibility"), moment("closes_at"),
        moment("remind_at", nullable=True), moment("hear_back_by"), text("stage"), moment("opened_at", nullable=True),
        moment("closed_at", nullable=True), text("deed", nullable=True), moment("deed_at", nullable=True),
        number("version"), flag("gate_passed", nullable=True),
        one_of("deed", "open", "remind", "close", "report", "nudge"),
        one_of("stage", "draft", "open", "closed", "reported", "cancelled"),
        one_of("visibility", "named", "account", "anonymous"), points("board_id", "board"),
        points("cadence_id", "cadence"), points("engagement_id", "engagement"), unique("number", "number"),
        unique("slot", "cadence_id", "slot"),
        indexes=(("organisation_id", "board_id", "number"), ("organisation_id", "deed_at"),),
    )
    tenant_table(
        "aim",
        key("token"), text("goal"), key("round_id", nullable=True), key("question_id", nullable=True),
        key("option_id", nullable=True), number("score", nullable=True), text("stance", nullable=True),
        key("suggestion_id", nullable=True), text("verdict", nullable=True), key("decision_id", nullable=True),
        one_of("goal", "vote", "pick", "write", "skip", "withdraw", "decide", "why", "tell"),
        one_of("stance", "agree", "disagree", "pass"), one_of("verdict", "explore", "plan", "decline", "ship"),
        points("round_id", "round"), by=("token",),
        indexes=(("organisation_id", "round_id"), ("organisation_id", "suggestion_id"),),
    )
    tenant_table(
        "answer",
        key("id"), key("round_id"), key("question_id"), key("person_id"), key("account_id"), text("value"),
        moment("said_at"), moment("received_at"), number("version"), flag("withdrawn"), text("source"),
        text("comment"), one_of("source", "member", "import", "proxy"), points("account_id", "account"),
        points("person_id", "person"), points("question_id", "question"), points("round_id", "round"),
        unique("voice", "round_id", "question_id", "person_id"), indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "choice",
        key("round_id"), key("id"), key("question_id"), text("value"), points("question_id", "question"),
        points("round_id", "round"), by=("round_id", "id"), ordered=False,
    )
    tenant_table(
        "participation",
        key("round_id"), key("token"), key("account_token"), points("round_id", "round"), by=("round_id", "token"),
        ordered=False,
    )
    tenant_table(
        "round_key",
        key("round_id"), sa.Column("secret", sa.LargeBinary(), nullable=False), points("round_id", "round"),
        by=("round_id",),
    )
    tenant_table(
        "skip",
        key("round_id"), key("person_id"), moment("skipped_at"), points("person_id", "person"),
        points("round_id", "round"), by=("round_id", "person_id"),
    )
    tenant_table(
        "suggestion",
        key("id"), key("board_id"), number("number"), text("title"), key("theme_id", nullable=True),
        key("round_id", nullable=True), key("question_id", nullable=True), key("option_id", nullable=True),
        number("answers"), number("people"), number("accounts"), number("accounts_asked"),
        sa.Column("intensity", sa.Double(), nullable=True), number("value_rank", nullable=True), flag("flips"),
        text("state"), key("merged_into", nullable=True), moment("heard_at"), moment("created_at"),
        moment("updated_at"), one_of("state", "proposed", "exploring", "planned", "shipped", "declined", "merged"),
        points("board_id", "board"), points("merged_into", "suggestion"), points("round_id", "round"),
        unique("number", "number"),
        indexes=(("organisation_id", "board_id"), ("organisation_id", "round_id"), ("organisation_id", "theme_id"),),
    )
    tenant_table(
        "answer_version",
        key("id"), key("round_id"), key("question_id"), key("person_id"), key("account_id"), text("value"),
        moment("said_at"), moment("received_at"), number("version"), flag("withdrawn"), text("source"),
        text("comment"), one_of("source", "member", "import", "proxy"), points("id", "answer"), by=("id", "version"),
        indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "decision",
        key("id"), key("suggestion_id"), number("number"), text("verdict"), key("by"), moment("at"), text("reason"),
        text("customer_text"), moment("told_at", nullable=True),
        one_of("verdict", "explore", "plan", "decline", "ship"), points("by", "person"),
        points("suggestion_id", "suggestion"), unique("number", "suggestion_id", "number"),
    )
    tenant_table(
        "evidence",
        key("suggestion_id"), number("position"), key("answer_id"), key("round_id"), key("account_id"),
        key("person_id"), number("start"), number("end"), points("answer_id", "answer"), points("person_id", "person"),
        points("suggestion_id", "suggestion"), by=("suggestion_id", "position"),
        indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "theme_answer",
        key("theme_id"), number("position"), key("answer_id"), key("round_id"), key("account_id"), key("person_id"),
        number("start"), number("end"), points("answer_id", "answer"), points("person_id", "person"),
        points("theme_id", "theme"), by=("theme_id", "position"), indexes=(("organisation_id", "person_id"),),
    )
    tenant_table(
        "theme_quote",
        key("theme_id"), number("position"), key("answer_id"), key("round_id"), key("account_id"), key("person_id"),
        number("start"), number("end"), points("answer_id", "answer"), points("person_id", "person"),
        points("theme_id", "theme"), by=("theme_id", "position"), indexes=(("organisation_id", "person_id"),),
    )
    for name in TENANT_TABLES:
        wall(name, "organisation_id", readable=False)
    for name, owner in LOOKED_UP_FIRST.items():
        wall(name, owner, readable=True)


def downgrade() -> None:
    """Drop every table, the youngest first."""
    for name in (*reversed(TENANT_TABLES), "workspace", "organisation"):
        op.drop_table(name)

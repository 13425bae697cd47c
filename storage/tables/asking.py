"""Tables of what is asked, when, and in which rounds."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Text, UniqueConstraint, false

from bot.domain.aims import Goal
from bot.domain.decisions import Verdict
from bot.domain.engagements import JourneyStage
from bot.domain.questions import Stance
from bot.domain.rounds import Deed, Stage
from bot.domain.visibility import Visibility
from storage.columns import Dates, Options, Span, Strings, key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table, word

engagement = tenant_table(
    "engagement",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("slug", key_type(), nullable=False),
    Column("title", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("question_ids", Strings, nullable=False),
    *word("stage", JourneyStage),
    *word("visibility", Visibility),
    Column("segments", Strings, nullable=False),
    Column("window", Span, nullable=False),
    Column("remind_after", Span),
    Column("hear_back", Span, nullable=False),
    Column("pulse", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("live", Boolean, server_default=false(), nullable=False),
    Column("account_ids", Strings, server_default="[]", nullable=False),
    UniqueConstraint("organisation_id", "board_id", "slug", name="slug"),
    points("board_id", "board"),
)

question = tenant_table(
    "question",
    Column("id", key_type(), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("options", Options, nullable=False),
)

cadence = tenant_table(
    "cadence",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("engagement_ids", Strings, nullable=False),
    Column("rule", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment),
    Column("blackout", Dates, nullable=False),
    Column("grace", Span, nullable=False),
    Column("next_due_at", Moment),
    Column("paused", Boolean, nullable=False),
    Column("local", Boolean, server_default=false(), nullable=False),
    Column("next_slot", Moment),
    Column("deleted_at", Moment),
    Column("set_by", key_type()),
    points("board_id", "board"),
    Index(None, "organisation_id", "next_due_at"),
)

round_ = tenant_table(
    "round",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("engagement_id", key_type(), nullable=False),
    Column("cadence_id", key_type()),
    Column("number", Integer, nullable=False),
    Column("slot", Moment, nullable=False),
    Column("question_ids", Strings, nullable=False),
    *word("visibility", Visibility),
    Column("closes_at", Moment, nullable=False),
    Column("remind_at", Moment),
    Column("hear_back_by", Moment, nullable=False),
    *word("stage", Stage),
    Column("opened_at", Moment),
    Column("closed_at", Moment),
    *word("deed", Deed, nullable=True),
    Column("deed_at", Moment),
    Column("version", Integer, nullable=False),
    Column("gate_passed", Boolean),
    Column("asked_by", key_type()),
    UniqueConstraint("organisation_id", "number", name="number"),
    UniqueConstraint("organisation_id", "cadence_id", "slot", name="slot"),
    points("board_id", "board"),
    points("engagement_id", "engagement"),
    points("cadence_id", "cadence"),
    Index(None, "organisation_id", "deed_at"),
    Index(None, "organisation_id", "board_id", "number"),
)

aim = tenant_table(
    "aim",
    Column("token", key_type(), nullable=False),
    *word("goal", Goal),
    Column("round_id", key_type()),
    Column("question_id", key_type()),
    Column("option_id", key_type()),
    Column("score", Integer),
    *word("stance", Stance, nullable=True),
    Column("suggestion_id", key_type()),
    *word("verdict", Verdict, nullable=True),
    Column("decision_id", key_type()),
    points("round_id", "round"),
    Index(None, "organisation_id", "round_id"),
    Index(None, "organisation_id", "suggestion_id"),
    key=("token",),
)

counter = tenant_table(
    "counter",
    Column("name", key_type(), nullable=False),
    Column("value", BigInteger, nullable=False),
    key=("name",),
)

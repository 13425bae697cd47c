"""Tables of what was learnt, what was decided about it, and what was told about that."""

from sqlalchemy import Boolean, Column, Double, Index, Integer, Text, UniqueConstraint, false, text
from sqlalchemy.schema import SchemaItem

from bot.domain.corrections import CorrectionKind
from bot.domain.decisions import Verdict
from bot.domain.suggestions import State
from bot.domain.themes import Trend
from bot.domain.wordings import Job
from storage.columns import Strings, SubThemes, Word, key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table, word

theme = tenant_table(
    "theme",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("title", Text, nullable=False),
    Column("quote_text", Text, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("accounts", Integer, nullable=False),
    Column("intensity", Double),
    Column("value_rank", Integer),
    Column("flips", Boolean, server_default=false(), nullable=False),
    Column("named", Boolean, server_default=false(), nullable=False),
    Column("parts", SubThemes, server_default="[]", nullable=False),
    *word("trend", Trend),
    Column("companies_before", Strings),
    Column("companies_at_digest", Strings),
    Column("since", Moment, nullable=False),
    Column("first_said_at", Moment, nullable=False),
    Column("computed_at", Moment, nullable=False),
    points("board_id", "board"),
    Index(None, "organisation_id", "board_id"),
)


def excerpt_of(owner: str) -> tuple[SchemaItem, ...]:
    """The columns of a table of stretches of answers beneath `owner`."""
    return (
        Column(f"{owner}_id", key_type(), nullable=False),
        Column("position", Integer, nullable=False),
        Column("answer_id", key_type(), nullable=False),
        Column("round_id", key_type(), nullable=False),
        Column("account_id", key_type(), nullable=False),
        Column("person_id", key_type(), nullable=False),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
        points(f"{owner}_id", owner),
        points("answer_id", "answer"),
        points("person_id", "person"),
        Index(None, "organisation_id", "person_id"),
    )


theme_answer = tenant_table("theme_answer", *excerpt_of("theme"), key=("theme_id", "position"))

correction = tenant_table(
    "correction",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    *word("kind", CorrectionKind),
    Column("theme_id", key_type(), nullable=False),
    Column("other_id", key_type()),
    Column("title", Text, nullable=False),
    Column("other_title", Text, nullable=False),
    Column("answers", Strings, nullable=False),
    Column("others", Strings, nullable=False),
    Column("by", key_type(), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    points("board_id", "board"),
    points("by", "person"),
    Index(None, "organisation_id", "board_id"),
)

theme_quote = tenant_table("theme_quote", *excerpt_of("theme"), key=("theme_id", "position"))

suggestion = tenant_table(
    "suggestion",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("theme_id", key_type()),
    Column("round_id", key_type()),
    Column("question_id", key_type()),
    Column("option_id", key_type()),
    Column("answers", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("accounts", Integer, nullable=False),
    Column("accounts_asked", Integer, nullable=False),
    Column("intensity", Double),
    Column("value_rank", Integer),
    Column("flips", Boolean, nullable=False),
    *word("state", State),
    Column("merged_into", key_type()),
    Column("state_before", Word(State)),
    Column("heard_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("people_asked", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("organisation_id", "number", name="number"),
    points("board_id", "board"),
    points("round_id", "round"),
    points("merged_into", "suggestion"),
    Index(None, "organisation_id", "theme_id"),
    Index(None, "organisation_id", "round_id"),
    Index(None, "organisation_id", "board_id"),
)

evidence = tenant_table("evidence", *excerpt_of("suggestion"), key=("suggestion_id", "position"))

decision = tenant_table(
    "decision",
    Column("id", key_type(), nullable=False),
    Column("suggestion_id", key_type(), nullable=False),
    Column("number", Integer, nullable=False),
    *word("verdict", Verdict),
    Column("by", key_type(), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("customer_text", Text, nullable=False),
    Column("told_at", Moment),
    UniqueConstraint("organisation_id", "suggestion_id", "number", name="number"),
    points("suggestion_id", "suggestion"),
    points("by", "person"),
)

digest = tenant_table(
    "digest",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("week", key_type(), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("card", Text, nullable=False),
    UniqueConstraint("organisation_id", "board_id", "week", name="week"),
    points("board_id", "board"),
)

wording = tenant_table(
    "wording",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    *word("job", Job),
    Column("subject_id", key_type(), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    points("board_id", "board"),
    Index(None, "organisation_id", "board_id"),
)

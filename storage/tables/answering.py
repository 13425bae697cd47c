"""Tables of what was said; what was said anonymously lies apart, with nothing to join it to a person."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from bot.domain.answers import Source
from storage.columns import Said, key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table, word

inbox = tenant_table(
    "inbox",
    Column("key", key_type(), nullable=False),
    Column("received_at", Moment, nullable=False),
    Index(None, "organisation_id", "received_at"),
    key=("key",),
    ordered=False,
)


def _said_by_somebody() -> tuple[SchemaItem, ...]:
    return (
        Column("id", key_type(), nullable=False),
        Column("round_id", key_type(), nullable=False),
        Column("question_id", key_type(), nullable=False),
        Column("person_id", key_type(), nullable=False),
        Column("account_id", key_type(), nullable=False),
        Column("value", Said, nullable=False),
        Column("said_at", Moment, nullable=False),
        Column("received_at", Moment, nullable=False),
        Column("version", Integer, nullable=False),
        Column("withdrawn", Boolean, nullable=False),
        *word("source", Source),
        Column("comment", Text, nullable=False),
    )


answer = tenant_table(
    "answer",
    *_said_by_somebody(),
    UniqueConstraint("organisation_id", "round_id", "question_id", "person_id", name="voice"),
    points("round_id", "round"),
    points("question_id", "question"),
    points("person_id", "person"),
    points("account_id", "account"),
    Index(None, "organisation_id", "person_id"),
)

answer_version = tenant_table(
    "answer_version",
    *_said_by_somebody(),
    points("id", "answer"),
    Index(None, "organisation_id", "person_id"),
    key=("id", "version"),
)

proxy = tenant_table(
    "proxy",
    Column("id", key_type(), nullable=False),
    Column("round_id", key_type(), nullable=False),
    Column("question_id", key_type(), nullable=False),
    Column("account_id", key_type(), nullable=False),
    Column("person_id", key_type()),
    Column("option_id", key_type()),
    Column("text", Text, nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("noted_by", key_type()),
    points("round_id", "round"),
    points("question_id", "question"),
    points("account_id", "account"),
    points("person_id", "person"),
    points("noted_by", "person"),
    Index(None, "organisation_id", "round_id"),
    Index(None, "organisation_id", "person_id"),
)

skip = tenant_table(
    "skip",
    Column("round_id", key_type(), nullable=False),
    Column("person_id", key_type(), nullable=False),
    Column("skipped_at", Moment, nullable=False),
    points("round_id", "round"),
    points("person_id", "person"),
    key=("round_id", "person_id"),
)

round_key = tenant_table(
    "round_key",
    Column("round_id", key_type(), nullable=False),
    Column("secret", LargeBinary, nullable=False),
    points("round_id", "round"),
    key=("round_id",),
)

participation = tenant_table(
    "participation",
    Column("round_id", key_type(), nullable=False),
    Column("token", key_type(), nullable=False),
    Column("account_token", key_type(), nullable=False),
    points("round_id", "round"),
    key=("round_id", "token"),
    ordered=False,
)

choice = tenant_table(
    "choice",
    Column("round_id", key_type(), nullable=False),
    Column("id", key_type(), nullable=False),
    Column("question_id", key_type(), nullable=False),
    Column("value", Said, nullable=False),
    points("round_id", "round"),
    points("question_id", "question"),
    key=("round_id", "id"),
    ordered=False,
)

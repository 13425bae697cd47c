"""Tables of what came in and waits to be dealt with: events, replies, reports; and what buttons beside polls do."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint

from bot.domain.errands import ErrandKind
from storage.columns import Word, key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table

errand = tenant_table(
    "errand",
    Column("token", key_type(), nullable=False),
    Column("kind", Word(ErrandKind), nullable=False),
    Column("subject_id", key_type(), nullable=False),
    Column("person_id", key_type()),
    Column("made_at", Moment, nullable=False),
    Index(None, "organisation_id", "subject_id"),
    key=("token",),
)

event = tenant_table(
    "event",
    Column("key", key_type(), nullable=False),
    Column("lane", key_type(), nullable=False),
    Column("kind", key_type(), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("worked_at", Moment),
    Index(None, "organisation_id", "worked_at", "not_before"),
    key=("key",),
)

reply = tenant_table(
    "reply",
    Column("id", key_type(), nullable=False),
    Column("round_id", key_type(), nullable=False),
    Column("place", Text, nullable=False),
    Column("identity", key_type(), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("said_at", Moment, nullable=False),
    points("round_id", "round"),
)

case = tenant_table(
    "case",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("number", Integer, nullable=False),
    Column("account_id", key_type()),
    Column("person_id", key_type()),
    Column("round_id", key_type()),
    Column("text", Text, nullable=False),
    Column("kind", key_type(), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    UniqueConstraint("organisation_id", "number", name="number"),
    points("board_id", "board"),
    points("account_id", "account"),
    points("person_id", "person"),
    Index(None, "organisation_id", "person_id"),
)

audit_entry = tenant_table(
    "audit_entry",
    Column("id", key_type(), nullable=False),
    Column("at", Moment, nullable=False),
    Column("person_id", key_type()),
    Column("deed", key_type(), nullable=False),
    Column("subject_id", key_type(), nullable=False),
    Column("outcome", key_type(), nullable=False),
    Column("number", Integer),
    Column("link", key_type()),
    Index(None, "organisation_id", "at"),
    Index(None, "organisation_id", "number", unique=True),
)

pace = tenant_table(
    "pace",
    Column("key", key_type(), nullable=False),
    Column("lane", key_type(), nullable=False),
    Column("free_at", Moment, nullable=False),
    Index(None, "organisation_id", "lane", "free_at"),
    key=("key",),
)

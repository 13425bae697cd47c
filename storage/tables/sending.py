"""The table of messages: what is to be posted, what stands where, and how far each has come."""

from sqlalchemy import Column, Index, Integer, Text

from bot.domain.deliveries import Kind, State
from storage.columns import Address, key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table, word

delivery = tenant_table(
    "delivery",
    Column("key", key_type(), nullable=False),
    *word("kind", Kind),
    Column("subject_id", key_type(), nullable=False),
    Column("channel_id", key_type(), nullable=False),
    Column("person_id", key_type()),
    Column("place", Address(), nullable=False),
    Column("lane", key_type(), nullable=False),
    *word("state", State),
    Column("attempt", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("started_at", Moment),
    Column("first_started_at", Moment),
    Column("token", key_type(), nullable=False),
    Column("ref", Text, nullable=False),
    Column("drawn_version", Integer, nullable=False),
    Column("failure", Text, nullable=False),
    Column("under", key_type()),
    points("channel_id", "channel"),
    points("person_id", "person"),
    Index(None, "organisation_id", "state", "lane", "not_before"),
    Index(None, "organisation_id", "subject_id"),
    key=("key",),
)

"""Tables of messages: what is to be posted, what stands where, how far each has come, and whom it was meant for."""

from sqlalchemy import Boolean, Column, Index, Integer, Text, text

from bot.domain.deliveries import Kind, State
from bot.domain.targets import Reason
from storage.columns import Address, key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table, word

MARKED = text("drawn_version < 0")
"""Messages that must be drawn anew though their subject has no version."""

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
    # What is next in a lane is found without sorting all that waits in it, and what of a round is drawn as it no longer
    # is without looking at all that stands: both are asked every second.
    Index(None, "organisation_id", "state", "lane", "not_before", "key"),
    Index(None, "organisation_id", "subject_id", "kind", "state", "drawn_version"),
    Index(None, "organisation_id", "place", "kind"),
    Index("ix_delivery_marked", "organisation_id", sqlite_where=MARKED, postgresql_where=MARKED),
    key=("key",),
)

target = tenant_table(
    "target",
    Column("id", key_type(), nullable=False),
    Column("round_id", key_type(), nullable=False),
    *word("kind", Kind),
    Column("channel_id", key_type(), nullable=False),
    Column("account_id", key_type()),
    Column("person_id", key_type()),
    *word("reason", Reason, nullable=True),
    Column("weighs", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    points("round_id", "round"),
    points("channel_id", "channel"),
    points("account_id", "account"),
    points("person_id", "person"),
    Index(None, "organisation_id", "round_id"),
    Index(None, "organisation_id", "person_id"),
    Index(None, "organisation_id", "at"),
)

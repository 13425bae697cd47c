"""Tables of the vendor, its boards, the customers and the people who speak for them, and where they are met."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.domain.members import Joined
from bot.domain.people import Role
from storage.columns import Address, Exact, key_type
from storage.moment import Moment
from storage.tables.base import metadata, points, tenant_table, word

organisation = Table(
    "organisation",
    metadata,
    Column("id", key_type(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ai_since", Moment),
)

workspace = Table(
    "workspace",
    metadata,
    Column("lane", key_type(), primary_key=True),
    Column("organisation_id", key_type(), ForeignKey("organisation.id", name="organisation_id"), nullable=False),
)

person = tenant_table(
    "person",
    Column("id", key_type(), nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("staff", Boolean, nullable=False),
    *word("role", Role),
    Column("paused_until", Moment),
    Column("gone_at", Moment),
    Column("budget", Integer),
)

identity = tenant_table(
    "identity",
    Column("platform", key_type(), nullable=False),
    Column("workspace", key_type(), nullable=False),
    Column("user", key_type(), nullable=False),
    Column("person_id", key_type(), nullable=False),
    points("person_id", "person"),
    Index(None, "organisation_id", "person_id"),
    key=("platform", "workspace", "user"),
)

board = tenant_table(
    "board",
    Column("id", key_type(), nullable=False),
    Column("slug", key_type(), nullable=False),
    Column("name", Text, nullable=False),
    *word("kind", BoardKind),
    Column("zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("next_digest_at", Moment),
    Column("asks_per_week", Integer, server_default=text("1"), nullable=False),
    Column("asks_per_month", Integer, server_default=text("3"), nullable=False),
    Column("rounds_per_week", Integer, server_default=text("2"), nullable=False),
    Column("quiet_from", Integer, server_default=text("1200"), nullable=False),
    Column("quiet_until", Integer, server_default=text("480"), nullable=False),
    Column("sponsor_id", key_type()),
    Column("next_sponsor_at", Moment),
    Column("owner_id", key_type()),
    Column("keep_days", Integer),
    UniqueConstraint("organisation_id", "slug", name="slug"),
)

account = tenant_table(
    "account",
    Column("id", key_type(), nullable=False),
    Column("key", key_type(), nullable=False),
    Column("name", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("arr", Exact),
    Column("industry", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("renewal_on", Date),
    Column("rival_group", Text, nullable=False),
    Column("ai_since", Moment),
    Column("owner_id", key_type()),
    UniqueConstraint("organisation_id", "key", name="key"),
)

member = tenant_table(
    "member",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("person_id", key_type(), nullable=False),
    Column("account_id", key_type(), nullable=False),
    Column("joined_at", Moment, nullable=False),
    *word("joined_by", Joined),
    Column("answered_once", Boolean, nullable=False),
    UniqueConstraint("organisation_id", "board_id", "person_id", "account_id", name="seat"),
    points("board_id", "board"),
    points("person_id", "person"),
    points("account_id", "account"),
    Index(None, "organisation_id", "person_id"),
    Index(None, "organisation_id", "board_id", "account_id", "person_id"),
)

channel = tenant_table(
    "channel",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("place", Address(), nullable=False),
    *word("kind", ChannelKind),
    Column("account_id", key_type()),
    Column("added_at", Moment, nullable=False),
    Column("name", Text, server_default="", nullable=False),
    Column("paused_for", key_type(), server_default="", nullable=False),
    UniqueConstraint("organisation_id", "board_id", "place", name="place"),
    points("board_id", "board"),
    points("account_id", "account"),
    Index(None, "organisation_id", "place"),
)

room_company = tenant_table(
    "room_company",
    Column("channel_id", key_type(), nullable=False),
    Column("account_id", key_type(), nullable=False),
    Column("since", Moment, nullable=False),
    points("channel_id", "channel"),
    points("account_id", "account"),
    key=("channel_id", "account_id"),
    ordered=False,
)

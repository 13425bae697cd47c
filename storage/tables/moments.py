"""Tables of what follows a moment of a customer's journey, and of the tokens by which programs tell us of one."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.domain.moments import AskState
from storage.columns import Span, Strings, key_type
from storage.moment import Moment
from storage.tables.base import metadata, points, tenant_table, word

moment_rule = tenant_table(
    "moment_rule",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("moment", key_type(), nullable=False),
    Column("engagement_id", key_type(), nullable=False),
    Column("after", Span, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("next_look_at", Moment),
    UniqueConstraint("organisation_id", "board_id", "moment", name="moment"),
    points("board_id", "board"),
    points("engagement_id", "engagement"),
    Index(None, "organisation_id", "next_look_at"),
)

journey_moment = tenant_table(
    "journey_moment",
    Column("id", key_type(), nullable=False),
    Column("moment", key_type(), nullable=False),
    Column("account_id", key_type(), nullable=False),
    Column("key", key_type(), nullable=False),
    Column("at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    points("account_id", "account"),
)

moment_ask = tenant_table(
    "moment_ask",
    Column("id", key_type(), nullable=False),
    Column("moment_id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("account_id", key_type(), nullable=False),
    Column("engagement_id", key_type(), nullable=False),
    Column("due_at", Moment, nullable=False),
    *word("state", AskState),
    Column("round_id", key_type()),
    Column("put_off", Integer, nullable=False),
    points("moment_id", "journey_moment"),
    points("board_id", "board"),
    points("account_id", "account"),
    points("engagement_id", "engagement"),
    points("round_id", "round"),
    Index(None, "organisation_id", "state", "due_at"),
    Index(None, "organisation_id", "moment_id"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", key_type(), primary_key=True),
    Column("organisation_id", key_type(), ForeignKey("organisation.id", name="organisation_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Strings, nullable=False),
    Column("board_id", key_type()),
    Column("hashed", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

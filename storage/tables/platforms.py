"""Tables of the platforms: where the bot is installed, which channel is whose, what the installation itself keeps."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text

from bot.domain.references import Scope
from bot.domain.rehearsals import Step
from storage.columns import Address, key_type
from storage.moment import Moment
from storage.tables.base import metadata, points, tenant_table, word

secret = Table(
    "secret",
    metadata,
    Column("name", key_type(), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
)

oauth_state = Table(
    "oauth_state",
    metadata,
    Column("state", key_type(), primary_key=True),
    Column("made_at", Moment, nullable=False),
)

installation = Table(
    "installation",
    metadata,
    Column("lane", key_type(), primary_key=True),
    Column("organisation_id", key_type(), ForeignKey("organisation.id", name="organisation_id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("installed_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("renewing_until", Moment),
    Column("gone_at", Moment),
    Column("purge_at", Moment),
)

meeting_place = Table(
    "meeting_place",
    metadata,
    Column("address", key_type(), primary_key=True),
    Column("organisation_id", key_type(), ForeignKey("organisation.id", name="organisation_id"), nullable=False),
    Column("lane", key_type(), nullable=False),
)

claim = tenant_table(
    "claim",
    Column("code_hash", key_type(), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    key=("code_hash",),
)

invitation = tenant_table(
    "invitation",
    Column("id", key_type(), nullable=False),
    Column("place", Address(), nullable=False),
    Column("name", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("inviter", Text, nullable=False),
    Column("outsiders", Integer, nullable=False),
    Column("companies", Integer, nullable=False),
    Column("invited_at", Moment, nullable=False),
    Column("settled_at", Moment),
)

reference = tenant_table(
    "reference",
    Column("address", key_type(), nullable=False),
    *word("scope", Scope),
    Column("service_url", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("bot_user", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("outside", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("seen_at", Moment, nullable=False),
    key=("address",),
)

rehearsal = tenant_table(
    "rehearsal",
    Column("id", key_type(), nullable=False),
    Column("board_id", key_type(), nullable=False),
    Column("person_id", key_type(), nullable=False),
    Column("stage_id", key_type(), nullable=False),
    Column("place", Address(), nullable=False),
    *word("step", Step),
    Column("begun_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    points("board_id", "board"),
    points("person_id", "person"),
)

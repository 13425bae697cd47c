"""Tables of who may read on the web: links that work once, and the sessions they begin."""

from sqlalchemy import Column, Index

from storage.columns import key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table

sign_in = tenant_table(
    "sign_in",
    Column("hashed", key_type(), nullable=False),
    Column("person_id", key_type(), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_at", Moment),
    points("person_id", "person"),
    Index(None, "organisation_id", "person_id"),
    key=("hashed",),
)

web_session = tenant_table(
    "web_session",
    Column("hashed", key_type(), nullable=False),
    Column("person_id", key_type(), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
    points("person_id", "person"),
    Index(None, "organisation_id", "person_id"),
    key=("hashed",),
)

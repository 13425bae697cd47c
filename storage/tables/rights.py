"""The tables of data rights: who asked to be erased, until it is done, and marks that keep them from coming back."""

from sqlalchemy import Column

from storage.columns import key_type
from storage.moment import Moment
from storage.tables.base import tenant_table

erasure = tenant_table(
    "erasure",
    Column("id", key_type(), nullable=False),
    Column("person_id", key_type()),
    Column("asked_at", Moment, nullable=False),
    Column("done_at", Moment),
)

tombstone = tenant_table(
    "tombstone",
    Column("mark", key_type(), nullable=False),
    Column("erased_at", Moment, nullable=False),
    key=("mark",),
    ordered=False,
)

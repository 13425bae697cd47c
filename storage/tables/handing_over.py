"""Tables of what is handed to trackers, and of what a suggestion rested on before others were merged into it."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint

from bot.domain.handoffs import Step, Tracker
from bot.domain.suggestions import State
from storage.columns import key_type
from storage.moment import Moment
from storage.tables.base import points, tenant_table, word
from storage.tables.insights import excerpt_of

handoff = tenant_table(
    "handoff",
    Column("id", key_type(), nullable=False),
    Column("suggestion_id", key_type(), nullable=False),
    *word("tracker", Tracker),
    Column("number", Integer, nullable=False),
    *word("says", State),
    *word("step", Step),
    Column("attempt", Integer, nullable=False),
    Column("due_at", Moment),
    Column("tried_at", Moment),
    Column("ref", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("failure", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("organisation_id", "suggestion_id", "tracker", "number", name="number"),
    points("suggestion_id", "suggestion"),
    Index(None, "organisation_id", "due_at"),
)

own_evidence = tenant_table("own_evidence", *excerpt_of("suggestion"), key=("suggestion_id", "position"))

"""Every table of the product, by topic; a table's columns are the fields of the value it keeps."""

from storage.tables.answering import answer, answer_version, choice, inbox, participation, round_key, skip
from storage.tables.asking import aim, cadence, counter, engagement, question, round_
from storage.tables.base import metadata
from storage.tables.insights import decision, digest, evidence, suggestion, theme, theme_answer, theme_quote
from storage.tables.people import account, board, channel, identity, member, organisation, person, workspace
from storage.tables.sending import delivery

__all__ = [
    "account",
    "aim",
    "answer",
    "answer_version",
    "board",
    "cadence",
    "channel",
    "choice",
    "counter",
    "decision",
    "delivery",
    "digest",
    "engagement",
    "evidence",
    "identity",
    "inbox",
    "member",
    "metadata",
    "organisation",
    "participation",
    "person",
    "question",
    "round_",
    "round_key",
    "skip",
    "suggestion",
    "theme",
    "theme_answer",
    "theme_quote",
    "workspace",
]

"""Every table of the product, by topic; a table's columns are the fields of the value it keeps."""

from storage.tables.answering import answer, answer_version, choice, inbox, participation, round_key, skip
from storage.tables.asking import aim, cadence, counter, engagement, question, round_
from storage.tables.base import metadata
from storage.tables.handing_over import handoff, own_evidence
from storage.tables.handling import audit_entry, case, errand, event, pace, reply
from storage.tables.insights import (
    correction,
    decision,
    digest,
    evidence,
    suggestion,
    theme,
    theme_answer,
    theme_quote,
    wording,
)
from storage.tables.moments import api_token, journey_moment, moment_ask, moment_rule
from storage.tables.people import (
    account,
    board,
    channel,
    identity,
    member,
    organisation,
    person,
    room_company,
    workspace,
)
from storage.tables.platforms import (
    claim,
    installation,
    invitation,
    meeting_place,
    oauth_state,
    reference,
    rehearsal,
    secret,
)
from storage.tables.rights import erasure, tombstone
from storage.tables.sending import delivery, target
from storage.tables.web import sign_in, web_session

__all__ = [
    "account",
    "aim",
    "answer",
    "answer_version",
    "api_token",
    "audit_entry",
    "board",
    "cadence",
    "case",
    "channel",
    "choice",
    "claim",
    "correction",
    "counter",
    "decision",
    "delivery",
    "digest",
    "engagement",
    "erasure",
    "errand",
    "event",
    "evidence",
    "handoff",
    "identity",
    "inbox",
    "installation",
    "invitation",
    "journey_moment",
    "meeting_place",
    "member",
    "metadata",
    "moment_ask",
    "moment_rule",
    "oauth_state",
    "organisation",
    "own_evidence",
    "pace",
    "participation",
    "person",
    "question",
    "reference",
    "rehearsal",
    "reply",
    "room_company",
    "round_",
    "round_key",
    "secret",
    "sign_in",
    "skip",
    "suggestion",
    "target",
    "theme",
    "theme_answer",
    "theme_quote",
    "tombstone",
    "web_session",
    "wording",
    "workspace",
]

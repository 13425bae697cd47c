"""A table's columns are the fields of the value it keeps: nothing is forgotten, nothing is left over."""

from dataclasses import fields
from types import NoneType
from typing import get_args

import pytest
from sqlalchemy import Table

from bot.domain.accounts import Account
from bot.domain.aims import Aim
from bot.domain.answers import Answer, Choice
from bot.domain.api_tokens import ApiToken
from bot.domain.audit import AuditEntry
from bot.domain.boards import Board
from bot.domain.cadence import Cadence
from bot.domain.cases import Case
from bot.domain.channels import Channel
from bot.domain.claims import Claim
from bot.domain.corrections import Correction
from bot.domain.decisions import Decision
from bot.domain.deliveries import Delivery
from bot.domain.digests import Digest
from bot.domain.engagements import Engagement
from bot.domain.erasures import Erasure
from bot.domain.errands import Errand
from bot.domain.handoffs import Handoff
from bot.domain.invitations import Invitation
from bot.domain.members import Member
from bot.domain.moments import JourneyMoment, MomentAsk, MomentRule
from bot.domain.organisations import Organisation
from bot.domain.people import Identity, Person
from bot.domain.proxies import Proxy
from bot.domain.references import Reference
from bot.domain.rehearsals import Rehearsal
from bot.domain.replies import Reply
from bot.domain.rooms import RoomCompany
from bot.domain.rounds import Round
from bot.domain.sessions import Session, SignIn
from bot.domain.suggestions import Suggestion
from bot.domain.targets import Target
from bot.domain.themes import Excerpt, Theme
from bot.domain.wordings import Wording
from storage import tables

KEEPS = {
    tables.account: Account,
    tables.aim: Aim,
    tables.answer: Answer,
    tables.answer_version: Answer,
    tables.api_token: ApiToken,
    tables.audit_entry: AuditEntry,
    tables.board: Board,
    tables.cadence: Cadence,
    tables.case: Case,
    tables.channel: Channel,
    tables.choice: Choice,
    tables.claim: Claim,
    tables.decision: Decision,
    tables.delivery: Delivery,
    tables.digest: Digest,
    tables.engagement: Engagement,
    tables.erasure: Erasure,
    tables.errand: Errand,
    tables.evidence: Excerpt,
    tables.handoff: Handoff,
    tables.identity: Identity,
    tables.invitation: Invitation,
    tables.journey_moment: JourneyMoment,
    tables.member: Member,
    tables.moment_ask: MomentAsk,
    tables.moment_rule: MomentRule,
    tables.organisation: Organisation,
    tables.own_evidence: Excerpt,
    tables.person: Person,
    tables.proxy: Proxy,
    tables.reference: Reference,
    tables.reply: Reply,
    tables.rehearsal: Rehearsal,
    tables.room_company: RoomCompany,
    tables.round_: Round,
    tables.sign_in: SignIn,
    tables.suggestion: Suggestion,
    tables.target: Target,
    tables.correction: Correction,
    tables.theme: Theme,
    tables.theme_answer: Excerpt,
    tables.theme_quote: Excerpt,
    tables.web_session: Session,
    tables.wording: Wording,
}
BESIDE: dict[str, tuple[set[str], set[str]]] = {
    "engagement": ({"questions"}, {"question_ids"}),
    "evidence": (set(), {"organisation_id", "suggestion_id", "position"}),
    "identity": (set(), {"organisation_id", "person_id"}),
    "own_evidence": (set(), {"organisation_id", "suggestion_id", "position"}),
    "suggestion": ({"evidence"}, set()),
    "theme": ({"members", "quote"}, set()),
    "theme_answer": (set(), {"organisation_id", "theme_id", "position"}),
    "theme_quote": (set(), {"organisation_id", "theme_id", "position"}),
}
"""By table: the fields that lie in other tables, and the columns that say where a row belongs."""
OF_NO_VALUE = {
    *("counter", "inbox", "pace", "participation", "question", "round_key", "skip", "tombstone", "workspace"),
    *("event", "installation", "meeting_place", "oauth_state", "secret"),
}
"""Tables whose rows are no values of the domain, or not before they are unsealed."""
KNOWN_BY_THEMSELVES = {
    *("organisation", "workspace", "installation", "meeting_place", "oauth_state", "secret", "api_token"),
}
"""Tables in which we look before we know for whom."""


@pytest.mark.parametrize(("table", "value"), KEEPS.items(), ids=lambda each: getattr(each, "name", None))
def test_the_columns_of_a_table_are_the_fields_of_its_value(table: Table, value: type) -> None:
    elsewhere, place = BESIDE.get(table.name, (set(), set()))
    assert {column.name for column in table.columns} - place == {field.name for field in fields(value)} - elsewhere


def test_a_column_may_be_empty_just_where_the_field_may_be() -> None:
    for table, value in KEEPS.items():
        optional = {field.name for field in fields(value) if NoneType in get_args(field.type)}
        named = {field.name for field in fields(value)}
        assert {column.name for column in table.columns if column.nullable and column.name in named} == (
            optional & {column.name for column in table.columns}
        ), table.name


def test_every_table_is_looked_at() -> None:
    assert {table.name for table in KEEPS} | OF_NO_VALUE == set(tables.metadata.tables)


def test_every_row_belongs_to_an_organisation() -> None:
    for table in tables.metadata.tables.values():
        if table.name in KNOWN_BY_THEMSELVES:
            continue
        first = next(iter(table.primary_key.columns))
        assert first.name == "organisation_id", table.name
        assert not first.nullable


def test_no_reference_can_lead_to_another_organisation() -> None:
    for table in tables.metadata.tables.values():
        for reference in table.foreign_key_constraints:
            if reference.referred_table.name != "organisation":
                assert "organisation_id" in reference.column_keys, (table.name, reference.column_keys)

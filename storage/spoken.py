"""Finds the open rounds in which everybody who was asked has spoken."""

from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, bindparam, case, cast, exists, false, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from bot.domain.channels import ChannelKind
from bot.domain.deliveries import Kind
from bot.domain.members import Joined
from bot.domain.rounds import Stage
from bot.domain.visibility import Visibility
from bot.ids import RoundId
from storage.moment import Moment
from storage.straight import Straight
from storage.tables import answer, channel, delivery, member, person, round_, skip
from storage.work import Rows, Work


async def rounds_all_answered(work: Work, closing_after: datetime) -> list[RoundId]:
    """The open rounds that close after that instant and in which nobody is left to be heard, by id.

    Only where it is known who was asked: in customers' channels alone, each of whose companies has a listed member.
    Everybody has skipped the round, or has an answer of their own standing to each of its questions. Never an
    anonymous round: nothing tells there who has spoken.
    """
    values = {"owner": work.organisation_id, "closing_after": closing_after}
    return [RoundId(each) for (each,) in await _ALL_ANSWERED.run(work, values)]


def _all_answered(on_sqlite: bool) -> Rows:
    return all_answered(on_sqlite).order_by(round_.c.id)


def all_answered(on_sqlite: bool) -> Rows:
    """The rounds meant above, of the organisation `owner` and those that close later than `closing_after`."""
    asked = (
        select(delivery.c.key)
        .join(channel, _same(channel.c.organisation_id, channel.c.id, delivery.c.channel_id))
        .where(_mine(delivery.c.organisation_id), delivery.c.kind == Kind.ASK, delivery.c.subject_id == round_.c.id)
    )
    seated = (
        select(member.c.id)
        .join(person, _same(person.c.organisation_id, person.c.id, member.c.person_id))
        .where(_mine(member.c.organisation_id), member.c.board_id == round_.c.board_id, person.c.gone_at.is_(None))
    )
    # Where people only joined by answering, nobody knows who else reads along.
    listed = seated.where(member.c.account_id == channel.c.account_id, member.c.joined_by != Joined.FIRST_ANSWER)
    somebody = listed.correlate(round_, channel).exists()
    said = (
        select(func.count())
        .select_from(answer)
        .where(
            _mine(answer.c.organisation_id),
            answer.c.round_id == round_.c.id,
            answer.c.person_id == member.c.person_id,
            answer.c.withdrawn.is_(False),
        )
        .correlate(round_, member)
        .scalar_subquery()
    )
    skipped = exists().where(
        _mine(skip.c.organisation_id), skip.c.round_id == round_.c.id, skip.c.person_id == member.c.person_id
    )
    # From those who were asked to their seats, never the other way: it ends at the first who is silent, and there may
    # be ten thousand of either.
    silent = (
        asked.join(
            member,
            and_(
                _same(member.c.organisation_id, member.c.account_id, channel.c.account_id),
                member.c.board_id == round_.c.board_id,
            ),
        )
        .join(person, _same(person.c.organisation_id, person.c.id, member.c.person_id))
        .where(person.c.gone_at.is_(None), ~skipped.correlate(round_, member), said < _questions(on_sqlite))
        .correlate(round_)
    )
    unknown = asked.where(or_(channel.c.kind != ChannelKind.CUSTOMER, ~somebody)).correlate(round_)
    return select(round_.c.id).where(
        _mine(round_.c.organisation_id),
        round_.c.stage == Stage.OPEN,
        round_.c.visibility != Visibility.ANONYMOUS,
        round_.c.closes_at > bindparam("closing_after", type_=Moment),
        asked.correlate(round_).exists(),
        # In this order: where it is not known who was asked, a crowd is not looked through each second for nothing.
        case((unknown.exists(), false()), else_=~silent.exists()),
    )


_ALL_ANSWERED = Straight(_all_answered)


def _mine(owner: ColumnElement[str]) -> ColumnElement[bool]:
    return owner == bindparam("owner")


def _same(owner: ColumnElement[str], id_: ColumnElement[str], other: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(_mine(owner), id_ == other)


def _questions(on_sqlite: bool) -> ColumnElement[int]:
    listed = type_coerce(round_.c.question_ids, Text)
    return func.json_array_length(listed) if on_sqlite else func.jsonb_array_length(cast(listed, JSONB))

"""Whom a round was put to, as numbers and ids alone: it may be ten thousand people."""

from sqlalchemy import and_, select

from bot.domain.deliveries import Kind
from bot.ids import AccountId, BoardId, PersonId, RoundId
from storage.tables import channel, delivery, member, round_, target
from storage.work import Work


async def companies(work: Work, round_id: RoundId) -> set[AccountId | None]:
    """The companies to whose channels a round was sent; None among them for a channel that is no single company's."""
    query = (
        select(channel.c.account_id)
        .join(
            delivery,
            and_(delivery.c.organisation_id == channel.c.organisation_id, delivery.c.channel_id == channel.c.id),
        )
        .join(
            round_,
            and_(
                round_.c.organisation_id == delivery.c.organisation_id,
                round_.c.id == delivery.c.subject_id,
                round_.c.board_id == channel.c.board_id,
            ),
        )
        .where(
            delivery.c.organisation_id == work.organisation_id,
            delivery.c.subject_id == round_id,
            delivery.c.kind == Kind.ASK,
        )
        .distinct()
    )
    return {None if each is None else AccountId(each) for each in await work.connection.scalars(query)}


async def companies_meant(work: Work, round_id: RoundId) -> set[AccountId]:
    """The companies whose people or channels a round was meant for, also where they have left the board since."""
    query = (
        select(target.c.account_id)
        .where(
            target.c.organisation_id == work.organisation_id,
            target.c.round_id == round_id,
            target.c.account_id.is_not(None),
        )
        .distinct()
    )
    return {AccountId(each) for each in await work.connection.scalars(query)}


async def seats(work: Work, board_id: BoardId) -> list[tuple[PersonId, AccountId]]:
    """Who sits on a board, and for which company."""
    query = select(member.c.person_id, member.c.account_id).where(
        member.c.organisation_id == work.organisation_id, member.c.board_id == board_id
    )
    return [(PersonId(person), AccountId(company)) for person, company in await work.connection.execute(query)]

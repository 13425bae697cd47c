"""Seats on boards."""

from datetime import datetime

from sqlalchemy import delete, exists, func, literal, select, update

from bot.domain.members import Joined, Member
from bot.ids import AccountId, BoardId, MemberId, PersonId
from storage.tables import account, delivery, member, person
from storage.upsert import add_new, put_value
from storage.work import Work, row_of


async def save(work: Work, one: Member) -> None:
    """Add or replace a seat."""
    await put_value(work, member, one)


async def seat(work: Work, one: Member) -> None:
    """Give somebody a seat; whoever has it already keeps it as it is, and only learns to have answered."""
    await add_new(work, member, [row_of(one)])
    if one.answered_once:
        await work.change(
            update(member)
            .where(member.c.organisation_id == work.organisation_id, member.c.id == one.id)
            .values(answered_once=True)
        )


async def get(work: Work, member_id: MemberId) -> Member:
    """The seat with this id; LookupError when there is none."""
    return await work.only(Member, work.rows(member).where(member.c.id == member_id))


async def new_voices(work: Work, since: datetime) -> list[tuple[MemberId, PersonId]]:
    """Seats that an answer brought about since then, each with the owner of the company who was not told yet."""
    owned = work.rows(account).with_only_columns(account.c.id).where(account.c.owner_id.is_not(None)).limit(1)
    if await work.connection.scalar(owned) is None:
        return []  # Where nobody looks after any company, a crowd of newcomers is not looked through each time.
    told = exists().where(
        delivery.c.organisation_id == member.c.organisation_id,
        delivery.c.subject_id == literal("voice@") + member.c.id,
        delivery.c.person_id == account.c.owner_id,
    )
    query = (
        select(member.c.id, account.c.owner_id)
        .join(account, (account.c.organisation_id == member.c.organisation_id) & (account.c.id == member.c.account_id))
        .where(member.c.organisation_id == work.organisation_id, account.c.owner_id.is_not(None))
        .where(member.c.joined_by == Joined.FIRST_ANSWER, member.c.joined_at > since, ~told)
        .order_by(member.c.joined_at, member.c.id)
    )
    return [(MemberId(one), PersonId(owner)) for one, owner in (await work.connection.execute(query)).all()]


async def of_board(work: Work, board_id: BoardId) -> list[Member]:
    """Every seat of a board, the longest held first."""
    return await work.all(
        Member, work.rows(member).where(member.c.board_id == board_id).order_by(member.c.joined_at, member.c.id)
    )


async def namesakes(work: Work, board_id: BoardId) -> list[tuple[AccountId, str]]:
    """Companies for which several members of one name speak, and that name."""
    query = (
        select(member.c.account_id, person.c.name)
        .join(person, (person.c.organisation_id == member.c.organisation_id) & (person.c.id == member.c.person_id))
        .where(member.c.organisation_id == work.organisation_id, member.c.board_id == board_id)
        .where(person.c.gone_at.is_(None))
        .group_by(member.c.account_id, person.c.name)
        .having(func.count(member.c.person_id.distinct()) > 1)
        .order_by(member.c.account_id, person.c.name)
    )
    return [(AccountId(account_id), name) for account_id, name in (await work.connection.execute(query)).all()]


async def seats(work: Work, board_id: BoardId, person_id: PersonId) -> list[Member]:
    """A person's seats on a board, one for each account they speak for, the longest held first."""
    return await work.all(
        Member,
        work.rows(member)
        .where(member.c.board_id == board_id, member.c.person_id == person_id)
        .order_by(member.c.joined_at, member.c.id),
    )


async def remove(work: Work, person_id: PersonId) -> int:
    """Take every seat of a person away; returns how many. What they said stays."""
    return await work.change(
        delete(member).where(member.c.organisation_id == work.organisation_id, member.c.person_id == person_id)
    )

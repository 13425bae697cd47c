"""Seats on boards."""

from bot.domain.members import Member
from bot.ids import BoardId, PersonId
from storage.tables import member
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Member) -> None:
    """Add or replace a seat."""
    await put_value(work, member, one)


async def of_board(work: Work, board_id: BoardId) -> list[Member]:
    """Every seat of a board, the longest held first."""
    return await work.all(
        Member, work.rows(member).where(member.c.board_id == board_id).order_by(member.c.joined_at, member.c.id)
    )


async def seats(work: Work, board_id: BoardId, person_id: PersonId) -> list[Member]:
    """A person's seats on a board, one for each account they speak for, the longest held first."""
    return await work.all(
        Member,
        work.rows(member)
        .where(member.c.board_id == board_id, member.c.person_id == person_id)
        .order_by(member.c.joined_at, member.c.id),
    )

"""Rehearsals, kept by the organisation that rehearses."""

from bot.domain.rehearsals import Rehearsal, Step
from bot.ids import BoardId, PersonId, RehearsalId
from storage.tables import rehearsal
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Rehearsal) -> None:
    """Add or replace a rehearsal."""
    await put_value(work, rehearsal, one)


async def find(work: Work, rehearsal_id: RehearsalId) -> Rehearsal | None:
    """The rehearsal with this id, if there is one."""
    return await work.one(Rehearsal, work.rows(rehearsal).where(rehearsal.c.id == rehearsal_id))


async def standing(work: Work) -> list[Rehearsal]:
    """The rehearsals of which something is left to delete, the oldest first."""
    return await work.all(
        Rehearsal,
        work.rows(rehearsal).where(rehearsal.c.step != Step.GONE).order_by(rehearsal.c.begun_at, rehearsal.c.id),
    )


async def of_person(work: Work, person_id: PersonId) -> list[Rehearsal]:
    """Every rehearsal of one admin, the oldest first."""
    return await work.all(
        Rehearsal,
        work.rows(rehearsal).where(rehearsal.c.person_id == person_id).order_by(rehearsal.c.begun_at, rehearsal.c.id),
    )


async def of_board(work: Work, board_id: BoardId) -> list[Rehearsal]:
    """Every rehearsal for a board, the oldest first."""
    return await work.all(
        Rehearsal,
        work.rows(rehearsal).where(rehearsal.c.board_id == board_id).order_by(rehearsal.c.begun_at, rehearsal.c.id),
    )

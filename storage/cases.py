"""Reported problems and kept feedback."""

from bot.domain.cases import Case
from bot.ids import BoardId, PersonId
from storage.tables import case, counter
from storage.upsert import next_in_line, put_value
from storage.work import Work


async def next_number(work: Work) -> int:
    """The number of the next case, in the organisation's own count; no two callers get the same."""
    return await next_in_line(work, counter, "case")


async def save(work: Work, one: Case) -> None:
    """Add or replace a case."""
    await put_value(work, case, one)


async def find(work: Work, case_id: str) -> Case | None:
    """The case with this id, if there is one."""
    return await work.one(Case, work.rows(case).where(case.c.id == case_id))


async def open_of_board(work: Work, board_id: BoardId) -> list[Case]:
    """The cases of a board that nobody has settled, the newest first."""
    return await work.all(
        Case,
        work.rows(case).where(case.c.board_id == board_id, case.c.closed_at.is_(None)).order_by(case.c.number.desc()),
    )


async def of_person(work: Work, person_id: PersonId) -> list[Case]:
    """What a person reported, in order."""
    return await work.all(Case, work.rows(case).where(case.c.person_id == person_id).order_by(case.c.number))

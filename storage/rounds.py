"""Rounds: one opening of an engagement each."""

from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select, update

from bot.domain.rounds import Round
from bot.domain.visibility import Visibility
from bot.ids import BoardId, CadenceId, RoundId
from storage.tables import answer, counter
from storage.tables import round_ as table
from storage.upsert import add_new, next_in_line
from storage.work import Work, row_of


async def next_number(work: Work) -> int:
    """The number of the next round, in the organisation's own count; no two callers get the same."""
    return await next_in_line(work, counter, "round")


async def add(work: Work, one: Round) -> bool:
    """Add a round; False, and nothing changes, when it is there already: same id, or same cadence and slot."""
    return bool(await add_new(work, table, [row_of(one)]))


async def get(work: Work, round_id: RoundId, *, lock: bool = False) -> Round:
    """The round with this id; LookupError when there is none. `lock` keeps it from other writers until the end."""
    query = work.rows(table).where(table.c.id == round_id)
    return await work.only(Round, work.lock(query) if lock else query)


async def find(work: Work, round_id: RoundId) -> Round | None:
    """The round with this id, if there is one."""
    return await work.one(Round, work.rows(table).where(table.c.id == round_id))


async def by_number(work: Work, number: int) -> Round | None:
    """The round that people call P and this number."""
    return await work.one(Round, work.rows(table).where(table.c.number == number))


async def awaiting_news_of_board(work: Work, board_id: BoardId) -> set[RoundId]:
    """The rounds of a board whose customers may wait for news: what somebody answered, and every anonymous one.

    Whether anybody answered an anonymous round is not told: of few who were asked it would say who did.
    """
    here = and_(answer.c.organisation_id == table.c.organisation_id, answer.c.round_id == table.c.id)
    query = select(table.c.id).where(
        table.c.organisation_id == work.organisation_id,
        table.c.board_id == board_id,
        or_(table.c.visibility == Visibility.ANONYMOUS, exists().where(here, answer.c.withdrawn.is_(False))),
    )
    return set(await work.connection.scalars(query))


async def save(work: Work, one: Round) -> None:
    """Replace the round with this id; LookupError when there is none."""
    row = work.own([row_of(one)])[0]
    changed = await work.change(
        update(table).where(table.c.organisation_id == work.organisation_id, table.c.id == one.id).values(row)
    )
    if not changed:
        raise LookupError("no such round")


async def of_board(work: Work, board_id: BoardId) -> list[Round]:
    """Every round of a board, by number."""
    return await work.all(Round, work.rows(table).where(table.c.board_id == board_id).order_by(table.c.number))


async def due(work: Work, now: datetime) -> list[Round]:
    """The rounds that wait to have something done to them whose time has come, the longest overdue first."""
    return await work.all(Round, work.rows(table).where(table.c.deed_at <= now).order_by(table.c.deed_at, table.c.id))


async def latest(work: Work, board_id: BoardId | None = None) -> Round | None:
    """The round with the highest number, of one board or of all."""
    query = work.rows(table).order_by(table.c.number.desc()).limit(1)
    return await work.one(Round, query if board_id is None else query.where(table.c.board_id == board_id))


async def opened(work: Work) -> int:
    """How many rounds ever went out, on any board: when it grows, somebody has been asked meanwhile."""
    found = await work.connection.scalar(
        select(func.count(table.c.opened_at)).where(table.c.organisation_id == work.organisation_id)
    )
    return int(found or 0)


async def count_of(work: Work, cadence_id: CadenceId) -> int:
    """How many rounds a cadence has had: whose turn it is in its rotation."""
    found = await work.connection.scalar(
        select(func.count())
        .select_from(table)
        .where(table.c.organisation_id == work.organisation_id, table.c.cadence_id == cadence_id)
    )
    return int(found or 0)

"""Advisory boards."""

from datetime import datetime

from bot.domain.boards import Board
from bot.domain.wording import clean
from bot.ids import BoardId
from storage.tables import board
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Board) -> None:
    """Add or replace a board."""
    await put_value(work, board, one)


async def get(work: Work, board_id: BoardId) -> Board:
    """The board with this id; LookupError when there is none."""
    return await work.only(Board, work.rows(board).where(board.c.id == board_id))


async def by_slug(work: Work, slug: str) -> Board | None:
    """The board that people name so; none is named by what no database can hold, wherever that was typed."""
    if clean(slug).text != slug:
        return None
    return await work.one(Board, work.rows(board).where(board.c.slug == slug))


async def all(work: Work) -> list[Board]:  # noqa: A001 - read as `boards.all`
    """Every board, by slug."""
    return await work.all(Board, work.rows(board).order_by(board.c.slug))


async def digests_due(work: Work, now: datetime) -> list[Board]:
    """The boards whose weekly digest is to be written now, by slug."""
    return await work.all(Board, work.rows(board).where(board.c.next_digest_at <= now).order_by(board.c.slug))


async def sponsors_due(work: Work, now: datetime) -> list[Board]:
    """The boards whose monthly report to the sponsor is to be written now, by slug."""
    return await work.all(Board, work.rows(board).where(board.c.next_sponsor_at <= now).order_by(board.c.slug))

"""Themes of the latest run; a new run takes the place of the one before."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.domain.themes import Excerpt, Theme
from bot.ids import BoardId, ThemeId
from storage import excerpts
from storage.tables import theme, theme_answer, theme_quote
from storage.work import Row, Work, row_of


async def replace(work: Work, board_id: BoardId, themes: Sequence[Theme]) -> None:
    """Let the board have just these themes."""
    if any(each.board_id != board_id for each in themes):
        raise ValueError("a theme of another board")
    known = await work.connection.scalars(
        select(theme.c.id).where(theme.c.organisation_id == work.organisation_id, theme.c.board_id == board_id)
    )
    ids = [str(each) for each in known]
    for table in (theme_answer, theme_quote):
        await excerpts.forget(work, table, "theme_id", ids)
    await work.change(
        delete(theme).where(theme.c.organisation_id == work.organisation_id, theme.c.board_id == board_id)
    )
    rows = work.own(_row(each) for each in themes)
    if rows:
        await work.connection.execute(theme.insert(), rows)
    await excerpts.replace_all(work, theme_answer, "theme_id", {each.id: each.members for each in themes})
    await excerpts.replace_all(
        work, theme_quote, "theme_id", {each.id: [each.quote] for each in themes if each.quote is not None}
    )


async def of_board(work: Work, board_id: BoardId) -> list[Theme]:
    """The board's themes: those of most companies first, then of most people."""
    query = (
        work.rows(theme)
        .where(theme.c.board_id == board_id)
        .order_by(theme.c.accounts.desc(), theme.c.people.desc(), theme.c.id)
    )
    rows = [dict(row) for row in (await work.connection.execute(query)).mappings()]
    ids = [str(row["id"]) for row in rows]
    members = await excerpts.of(work, theme_answer, "theme_id", ids)
    quotes = await excerpts.of(work, theme_quote, "theme_id", ids)
    return [Theme(**row, members=members[row["id"]], quote=next(iter(quotes[row["id"]]), None)) for row in rows]


async def members(work: Work, theme_id: ThemeId) -> tuple[Excerpt, ...]:
    """Every stretch of every answer in a theme."""
    return (await excerpts.of(work, theme_answer, "theme_id", [theme_id]))[theme_id]


def _row(one: Theme) -> Row:
    row = row_of(one)
    del row["members"], row["quote"]
    return row

"""Themes of the latest run, of which a new one takes the place; and what people set right by hand, which stays."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.domain.corrections import Correction
from bot.domain.themes import Excerpt, Theme
from bot.ids import BoardId, CorrectionId, ThemeId
from storage import excerpts
from storage.tables import correction, theme, theme_answer, theme_quote
from storage.upsert import put
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


async def find(work: Work, theme_id: ThemeId) -> BoardId | None:
    """The board that has this theme now; None where the theme is no more."""
    query = select(theme.c.board_id).where(theme.c.organisation_id == work.organisation_id, theme.c.id == theme_id)
    found = (await work.connection.execute(query)).scalar_one_or_none()
    return None if found is None else BoardId(found)


async def title_of(work: Work, theme_id: ThemeId) -> str:
    """What a theme is called; empty where it is no more."""
    query = select(theme.c.title).where(theme.c.organisation_id == work.organisation_id, theme.c.id == theme_id)
    return str((await work.connection.execute(query)).scalar_one_or_none() or "")


async def members(work: Work, theme_id: ThemeId) -> tuple[Excerpt, ...]:
    """Every stretch of every answer in a theme."""
    return (await excerpts.of(work, theme_answer, "theme_id", [theme_id]))[theme_id]


async def corrections(work: Work, board_id: BoardId) -> list[Correction]:
    """What people set right about the board's themes and did not take back, the oldest first."""
    query = work.rows(correction).where(correction.c.board_id == board_id, correction.c.undone_at.is_(None))
    return await work.all(Correction, query.order_by(correction.c.at, correction.c.id))


async def correction_of(work: Work, correction_id: CorrectionId) -> Correction | None:
    """One of them, also one that was taken back; None where there is none."""
    return await work.one(Correction, work.rows(correction).where(correction.c.id == correction_id))


async def correct(work: Work, one: Correction) -> None:
    """Add or replace what was set right by hand."""
    await put(work, correction, [row_of(one)])


def _row(one: Theme) -> Row:
    row = row_of(one)
    del row["members"], row["quote"]
    return row

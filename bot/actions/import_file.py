"""Finds out what a CSV file holds and imports it into a board."""

from pathlib import Path

from bot.actions.import_answers import import_answers, kind_of_sheet
from bot.actions.import_members import ImportReport, import_members
from bot.actions.import_votes import import_votes, statements_in
from bot.actions.operator import board_meant
from bot.actions.sheets import read_sheet
from bot.bot import Bot
from bot.domain.cadence_zone import typed_instant


async def import_file(
    bot: Bot, board_name: str | None, path: Path, statements: Path | None, said_at: str | None, *, again: bool = False
) -> ImportReport:
    """Import one file; what it holds is told by its columns. Without a name the only board is meant."""
    sheet = read_sheet(path)
    kind = kind_of_sheet(sheet)
    when = typed_instant(said_at, "UTC") if said_at else bot.now()
    board = await board_meant(bot, board_name)
    match kind:
        case "votes":
            return await import_votes(bot, board, sheet, _statements(path, statements), said_at=when)
        case "answers":
            return await import_answers(bot, board, sheet, said_at=when)
        case _:
            return await import_members(bot, board, sheet, again=again)


def _statements(votes: Path, given: Path | None) -> dict[str, str]:
    """The statements' texts: the file given, or the one that lies beside the votes as Polis names it."""
    beside = votes.with_name(votes.name.replace("votes", "statements"))
    path = given or (beside if beside != votes and beside.exists() else None)
    return statements_in(read_sheet(path)) if path else {}

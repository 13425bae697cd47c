"""Takes the suggestions of a board out of the product, as rows or as JSON: what a tracker would get, and no more."""

import csv
import io
from collections.abc import Sequence

from bot.actions.brief import brief_of
from bot.actions.export import harmless
from bot.bot import Bot
from bot.cards.export import export_suggestions_card
from bot.cards.parts import Card
from bot.domain import briefs
from bot.domain.boards import Board
from bot.domain.briefs import Brief
from bot.domain.suggestions import rank_key
from storage import suggestions


async def exported_suggestions(bot: Bot, board: Board) -> list[Brief]:
    """Every suggestion of the board, those of most companies first."""
    async with bot.database.read(board.organisation_id) as work:
        known = sorted(await suggestions.of_board(work, board.id), key=rank_key)
        return [await brief_of(bot, work, each) for each in known]


def suggestions_csv(some: Sequence[Brief]) -> str:
    """The rows beneath a header, by RFC 4180, with nothing in them that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(briefs.HEADER)
    writer.writerows([[harmless(cell) for cell in briefs.as_row(each)] for each in some])
    return out.getvalue()


def suggestions_json(some: Sequence[Brief]) -> dict[str, object]:
    """One document, with the version of its form."""
    return {"version": briefs.VERSION, "suggestions": [briefs.as_json(each) for each in some]}


async def export_suggestions_of(bot: Bot, board: Board) -> Card:
    """How many there are, and how to get them as a file."""
    async with bot.database.read(board.organisation_id) as work:
        known = await suggestions.of_board(work, board.id)
    return export_suggestions_card(board=board, rows=len(known))

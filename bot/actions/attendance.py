"""Reads which companies of a board took part in which of its polls."""

from datetime import datetime

from bot.actions.find_themes import companies_of
from bot.actions.gather import rounds_lately
from bot.cards.digest_page import Participation, PollColumn
from bot.domain.attendance import attendance, countable
from bot.domain.boards import Board
from bot.domain.rounds import Round, Stage
from storage import accounts, answers, engagements, targets
from storage.database import Work

MOST_POLLS = 16
"""Columns that still fit beside each other; older polls of the window are left out."""


async def participation_of(work: Work, board: Board, at: datetime) -> Participation:
    """Every company of the board over the polls that closed in the 90 days before `at`."""
    known = await rounds_lately(work, board, at)
    over = [each for each in known if each.stage in (Stage.CLOSED, Stage.REPORTED) and (each.closed_at or at) <= at]
    polls = countable(over)[-MOST_POLLS:]
    names = {account.id: account.name for account in await accounts.all(work)}
    rows = attendance(
        polls,
        {each: names[each] for each in await companies_of(work, board)},
        [said for each in polls for said in await answers.of_round(work, each.id)],
        {each.id: await targets.of_round(work, each.id) for each in polls},
    )
    return Participation(
        polls=tuple([await _column(work, each) for each in polls]),
        rows=tuple(rows),
        anonymous=len(over) - len(countable(over)),
    )


async def _column(work: Work, poll: Round) -> PollColumn:
    title = (await engagements.get(work, poll.engagement_id)).title
    return PollColumn(label=poll.label, title=title, at=poll.closed_at or poll.closes_at)

"""Counts what a month on a board came to, for its sponsor."""

from datetime import datetime, timedelta
from statistics import median

from bot.actions.find_themes import companies_of
from bot.actions.heard_back import heard_back
from bot.cards.parts import Card
from bot.cards.sponsor import MonthTold, month_card
from bot.domain.boards import Board
from bot.domain.rounds import Round, Stage
from bot.domain.sponsors import span_of
from bot.domain.suggestions import State, rank_key
from bot.domain.tallies import turnout
from bot.domain.visibility import Visibility
from storage import accounts, anonymous, answers, members, rounds, suggestions
from storage.database import Work

TOP = 3


async def sponsor_report(work: Work, board: Board, month: str) -> Card:
    """The report about `month` (`2026-03`), from the rows as they are."""
    return month_card(board, await month_of(work, board, month))


async def month_of(work: Work, board: Board, month: str) -> MonthTold:
    """What the month came to: answers said in it, polls that closed in it, customers who heard back in it."""
    begins, ends = span_of(month, board.zone)
    known = await rounds.of_board(work, board.id)
    closed = [each for each in known if each.stage in (Stage.CLOSED, Stage.REPORTED) and _within(each, begins, ends)]
    said = [
        one
        for each in known
        if each.visibility is not Visibility.ANONYMOUS and each.opened_at is not None and each.opened_at < ends
        for one in await answers.of_round(work, each.id)
        if begins <= one.said_at < ends and not one.withdrawn
    ]
    hidden = [each for each in closed if each.visibility is Visibility.ANONYMOUS]
    companies = await companies_of(work, board)
    asked = {seat.person_id for seat in await members.of_board(work, board.id)} | {one.person_id for one in said}
    names = {account.id: account.name for account in await accounts.all(work)}
    made = [each for each in await suggestions.of_board(work, board.id) if each.state is not State.MERGED]
    days = await _days_to_hear_back(work, known, board, begins, ends)
    return MonthTold(
        month=month,
        polls=len(closed),
        spoke=turnout(said, people_asked=len(asked), accounts_asked=len(companies | {one.account_id for one in said})),
        anonymous=sum([await anonymous.answers_told(work, each.id) for each in hidden if each.gate_passed]),
        top=tuple(sorted((each for each in made if each.created_at < ends), key=rank_key)[:TOP]),
        heard_back=len(days),
        days_to_hear_back=round(median(days)) if days else None,
        silent=tuple(sorted(names[each] for each in companies - {one.account_id for one in said})),
    )


def _within(each: Round, begins: datetime, ends: datetime) -> bool:
    return each.closed_at is not None and begins <= each.closed_at < ends


async def _days_to_hear_back(
    work: Work, known: list[Round], board: Board, begins: datetime, ends: datetime
) -> list[float]:
    """For each poll whose customers first heard back in the month: the days from its close until then.

    The same polls as in the status, each in one month only: news that came before a poll's close counts at its close.
    """
    told = await heard_back(work, board.id, known)
    heard = [
        (max(told[each.id], each.closed_at), each.closed_at)
        for each in known
        if each.closed_at is not None and each.id in told
    ]
    return [(at - closed_at) / timedelta(days=1) for at, closed_at in heard if begins <= at < ends]

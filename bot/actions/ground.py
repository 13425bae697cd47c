"""Finds the statement that companies of every segment agree with, for the digest."""

from bot.actions.by_segment import shared_ground
from bot.actions.compose import said_in, subject_of
from bot.cards.by_segment import ground_phrase
from bot.domain.answers import Answer
from bot.domain.boards import Board
from bot.domain.questions import Agree
from bot.domain.rounds import Stage
from bot.domain.visibility import Visibility
from bot.texts import Phrase
from storage import accounts, rounds
from storage.database import Work


async def ground_line(work: Work, board: Board) -> list[Phrase]:
    """For the digest: what every segment agreed with most, in the latest poll of statements that was not anonymous."""
    segments = {each.id: each.segment for each in await accounts.all(work)}
    closed = [each for each in await rounds.of_board(work, board.id) if each.stage is Stage.REPORTED]
    for each in sorted(closed, key=lambda one: one.number, reverse=True):
        if each.visibility is Visibility.ANONYMOUS:
            continue
        subject = await subject_of(work, each.id)
        asked = [question for question in subject.questions if isinstance(question, Agree)]
        if asked:
            said = [one for one in await said_in(work, each) if isinstance(one, Answer)]
            rows = [row for question in asked for row in shared_ground(question, said, segments) if row.shared]
            best = max(rows, key=lambda row: row.consensus, default=None)
            return [ground_phrase(best)] if best is not None else []
    return []

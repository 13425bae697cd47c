"""What the schedules of several boards ask next, in one list, and where it will be held up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from bot.actions.held_ahead import Date, HeldUp, Surroundings
from bot.actions.turns import DATES_TRIED, turns_ahead
from bot.cards.app_home import Coming
from bot.cards.timetable import held_notes
from bot.domain.boards import Board
from bot.domain.cadence import Cadence, begun, due_after
from bot.domain.engagements import Engagement
from storage import cadences
from storage.database import Work

DATES_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    at: datetime
    engagement: Engagement
    cadence: Cadence
    board: Board


async def calendar_of(work: Work, known: Sequence[Board], now: datetime) -> list[Coming]:
    """The next ten polls of all schedules, each with the question whose turn it is, by the clock of its schedule."""
    dates: list[list[_Ask]] = []
    for board in known:
        for cadence in await cadences.of_board(work, board.id):
            if cadence.paused or cadence.next_due_at is None:
                continue
            slots = list(islice(due_after(cadence, begun(cadence, now)), DATES_TRIED))
            turns = await turns_ahead(work, board, cadence, slots, now)
            dates.append(
                [
                    _Ask(at=at, engagement=each, cadence=cadence, board=board)
                    for at, each in zip(slots, turns, strict=True)
                    if isinstance(each, Engagement)
                ]
            )
    soonest = list(islice(merge(*dates, key=lambda each: (each.at, each.board.id, each.engagement.id)), DATES_SHOWN))
    around = {board.id: Surroundings(work, board) for board in known}
    return [_line(each, await _held(around[each.board.id], each)) for each in soonest]


async def _held(around: Surroundings, ask: _Ask) -> HeldUp:
    (up,) = await around.held_up(ask.cadence.timetable, ask.cadence, [Date(at=ask.at, engagement=ask.engagement)])
    return up


def _line(ask: _Ask, up: HeldUp) -> Coming:
    zone = ask.cadence.zone
    notes = held_notes(up.later, of=up.channels, zone=zone)
    return Coming(at=ask.at, title=ask.engagement.title, board=ask.board.name, zone=zone, notes=notes)

"""Finds out which engagement of a schedule is asked when, from what its board has read lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.domain.boards import Board
from bot.domain.cadence import Cadence, due_after
from bot.domain.engagements import Engagement
from bot.domain.rotation import REST, Asked, asked_as, forecast, free_again, free_on, in_turn
from bot.ids import BoardId
from storage import cadences, engagements, recent_asks, rounds
from storage.database import Work

LOOK_BACK = REST + timedelta(days=2)
"""Days are counted on the board's calendar, which may be a day off from ours."""
DATES_TRIED = 60
"""Dates of a schedule that are looked at for one on which something may be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a schedule asks at one due time."""

    engagement: Engagement | None
    """None when every text of the rotation was asked too lately."""
    free_on: date
    """From then on something may be asked again."""


class Read:
    """What boards have read lately, as far as a transaction knows already: schedules that fall due together ask it all.

    Each round opened meanwhile is noted here too, or the next schedule might ask the same.
    """

    def __init__(self) -> None:
        self._asked: dict[tuple[BoardId, datetime], list[Asked]] = {}

    async def lately(self, work: Work, board: Board, at: datetime) -> Sequence[Asked]:
        """Everything that was asked on the board so lately that it matters at that instant."""
        if (board.id, at) not in self._asked:
            self._asked[board.id, at] = await asked_lately(work, board, at)
        return self._asked[board.id, at]

    def note(self, board: Board, engagement: Engagement, slot: datetime) -> None:
        """A round of the engagement was opened."""
        for (board_id, _), asked in self._asked.items():
            if board_id == board.id:
                asked.append(asked_as(engagement, day_of(board, slot)))


async def turn_of(work: Work, board: Board, cadence: Cadence, slot: datetime, read: Read) -> Turn:
    """Whose turn it is at `slot`."""
    rotation = await rotation_of(work, cadence)
    lately = await read.lately(work, board, slot)
    turn = await rounds.count_of(work, cadence.id)
    chosen = in_turn(rotation, turn, lately, day_of(board, slot))
    return Turn(engagement=chosen, free_on=free_again(rotation, lately))


def rested_notice(cadence: Cadence, turn: Turn) -> str:
    """The subject of the one notice about all the dates that a schedule leaves out until something may be asked."""
    return f"rested@{cadence.id}@{turn.free_on.isoformat()}"


async def turns_ahead(
    work: Work, board: Board, cadence: Cadence, slots: Sequence[datetime], now: datetime
) -> list[Engagement | date]:
    """What will be asked at each of the ascending due times, or from which day on something may be."""
    rotation = await rotation_of(work, cadence)
    lately = await asked_lately(work, board, now)
    turn = await rounds.count_of(work, cadence.id)
    return list(forecast(rotation, turn, lately, [day_of(board, slot) for slot in slots]))


async def next_poll(work: Work, board: Board, now: datetime) -> tuple[datetime, Engagement] | date | None:
    """What goes out next by the board's schedules, and when; or the day from which something may, where all rests.

    None where nothing is scheduled.
    """
    found: list[tuple[datetime, Engagement]] = []
    rests: list[date] = []
    for cadence in await cadences.of_board(work, board.id):
        if cadence.paused or cadence.next_due_at is None or cadence.slot is None:
            continue
        slots = [cadence.slot, *islice(due_after(cadence, cadence.slot), DATES_TRIED)]
        ahead = list(zip(slots, await turns_ahead(work, board, cadence, slots, now), strict=True))
        asked = next(((slot, turn) for slot, turn in ahead if isinstance(turn, Engagement)), None)
        if asked is not None:
            slot, engagement = asked
            found.append((cadence.next_due_at if slot == cadence.slot else slot, engagement))
        rests += [turn for _, turn in ahead[:1] if isinstance(turn, date)]
    if found:
        return min(found, key=lambda each: each[0])
    return min(rests, default=None)


async def rests_until(work: Work, board: Board, engagement: Engagement, at: datetime) -> date | None:
    """The day before which the engagement comes too soon for somebody who would read it; None when it may be asked."""
    free = free_on(engagement, await asked_lately(work, board, at))
    return free if free > day_of(board, at) else None


async def rotation_of(work: Work, cadence: Cadence) -> list[Engagement]:
    """The engagements of a schedule, in their order."""
    return [await engagements.get(work, each) for each in cadence.engagement_ids]


async def asked_lately(work: Work, board: Board, at: datetime) -> list[Asked]:
    """Everything that was asked on the board so lately that it matters at that instant."""
    return await recent_asks.since(work, board.id, at - LOOK_BACK, board.zone)


def day_of(board: Board, at: datetime) -> date:
    """The day on the board's calendar."""
    return at.astimezone(ZoneInfo(board.zone)).date()

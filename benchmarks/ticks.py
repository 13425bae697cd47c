"""What a look at the schedules costs when there are a hundred thousand, and how late a crowd of them is asked."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure, figure, megabytes
from bot.actions import enrol
from bot.actions.tick import tick
from bot.app import House, opened
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.boards import Board, BoardKind
from bot.domain.cadence import Cadence
from bot.domain.channels import ChannelKind
from bot.ids import CadenceId, EngagementId
from storage import boards, rounds
from storage.tables import cadence
from storage.upsert import add_new
from storage.work import row_of
from tests.databases import Postgres
from tests.slack.town import fresh_database

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MANY = 100_000
TURNS = 30
CROWD = 1_000
ASK = """
title = "Ask {number}"
why = "We plan the next quarter."

[[question]]
kind = "single"
text = "What first, number {number}?"
options = ["Offline mode", "Faster search"]
"""


async def ticks(many: int = MANY) -> list[Figure]:
    """The time of a look at none and at `many` schedules of which none is due, and the memory it takes."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Settings(home=Path(folder)), clock=SetClock(MONDAY), works=True) as house:
            board = await _board(house)
            one = [await _ask(house, 0)]
            alone = await _looked(house)
            for begin in range(0, many, 5_000):
                await _schedule(house, board, one * 5_000, since=begin, due=MONDAY + timedelta(days=1))
            among = await _looked(house)
            return [
                figure(f"a look at {many:,} schedules", "ms", among, baseline=alone, at_most=100),
                figure("memory of the whole process meanwhile", "MB", megabytes(os.getpid()), at_most=300),
            ]


async def lateness(postgres: Postgres | None, crowd: int = CROWD) -> list[Figure]:
    """How long after its time each of `crowd` schedules is asked, all being due within the same minute."""
    found = await _late("SQLite", "", crowd)
    if postgres is not None:
        found += await _late("PostgreSQL", fresh_database(postgres, "lateness"), crowd)
    return found


async def _late(name: str, database_url: str, crowd: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock(MONDAY)
        async with opened(Settings(home=Path(folder), database_url=database_url), clock=clock, works=True) as house:
            board = await _board(house)
            asks = [await _ask(house, number) for number in range(crowd)]  # The same text would not be asked twice.
            await _schedule(house, board, asks, since=0, due=MONDAY + timedelta(minutes=1))
            clock.put(MONDAY + timedelta(minutes=1))
            began = perf_counter()
            await tick(house.bot)
            await house.queue.idle()
            took = perf_counter() - began
            async with house.bot.database.read(board.organisation_id) as work:
                asked = await rounds.of_board(work, board.id)
            assert len({each.cadence_id for each in asked}) == len(asked) == crowd, len(asked)
            return [figure(f"{name}: {crowd:,} schedules due at once, all asked", "s", took, at_most=60)]


async def _board(house: House) -> Board:
    await enrol.create_board(house.bot, "Council", kind=BoardKind.CLIENT_ZERO, zone="Europe/Berlin", language="en")
    place = "console:council:product"
    await enrol.add_channel(house.bot, "council", place, kind=ChannelKind.PRODUCT, account=None)
    owner = (await house.bot.database.organisations())[0].id
    async with house.bot.database.read(owner) as work:
        return (await boards.all(work))[0]


async def _ask(house: House, number: int) -> EngagementId:
    text = ASK.format(number=number)
    return (await enrol.add_engagement(house.bot, "council", text, slug=f"ask-{number}")).value.id


async def _schedule(house: House, board: Board, asks: Sequence[EngagementId], *, since: int, due: datetime) -> None:
    def rows() -> Iterator[dict[str, object]]:
        for number, engagement_id in enumerate(asks, since):
            yield row_of(
                Cadence(
                    id=CadenceId(f"schedule-{number}"),
                    organisation_id=board.organisation_id,
                    board_id=board.id,
                    engagement_ids=(engagement_id,),
                    rule="weekly on Mon at 09:01",
                    zone=board.zone,
                    start=MONDAY,
                    next_due_at=due,
                )
            )

    async with house.bot.database.begin(board.organisation_id) as work:
        await add_new(work, cadence, rows())


async def _looked(house: House) -> float:
    took: list[float] = []
    for _ in range(TURNS):
        began = perf_counter()
        await tick(house.bot)
        took.append(perf_counter() - began)
    return median(took) * 1000

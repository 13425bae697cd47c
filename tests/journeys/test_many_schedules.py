"""A crowd of schedules falls due in the same minute: each is asked once, at the first try, whatever the others do.

Few of them here, for every commit; `CAB_TEST_SIZE=full` stands for a thousand.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import update

from bot.actions import enrol
from bot.actions.ask_due import TOGETHER, ask_due
from bot.actions.tick import tick
from bot.app import House, opened
from bot.bot import Bot
from bot.clock import SetClock
from bot.config import Settings
from bot.domain.boards import Board, BoardKind
from bot.domain.cadence import Cadence
from bot.domain.channels import ChannelKind
from bot.domain.rounds import Round, Stage
from bot.errors import Refusal
from bot.ids import CadenceId, EngagementId
from storage import boards, cadences, rounds
from storage.tables import cadence
from tests.databases import Made, prepared
from tests.size import FULL, LENIENCE

CROWD = 1_000 if FULL else 2 * TOGETHER + 3
DUE = datetime(2026, 3, 2, 8, 1, tzinfo=UTC)
ASK = """
title = "Ask {number}"
why = "We plan the next quarter."

[[question]]
kind = "single"
text = "What first, number {number}?"
options = ["Offline mode", "Faster search"]
"""


@asynccontextmanager
async def crowd(settings: Settings, *, works: bool = False) -> AsyncIterator[tuple[House, Board]]:
    """A board with a crowd of schedules, all of them due now."""
    async with opened(settings, clock=SetClock(DUE), works=works) as house:
        await enrol.create_board(house.bot, "Council", kind=BoardKind.CLIENT_ZERO, zone="Europe/Berlin", language="en")
        place = "console:council:product"
        await enrol.add_channel(house.bot, "council", place, kind=ChannelKind.PRODUCT, account=None)
        owner = (await house.bot.database.organisations())[0].id
        async with house.bot.database.read(owner) as work:
            board = (await boards.all(work))[0]
        for number in range(CROWD):
            ask = (
                await enrol.add_engagement(house.bot, "council", ASK.format(number=number), slug=f"ask-{number}")
            ).value
            async with house.bot.database.begin(owner) as work:
                await cadences.save(work, scheduled(board, number, ask.id))
        yield house, board


def scheduled(board: Board, number: int, engagement_id: EngagementId) -> Cadence:
    """One of the crowd."""
    return Cadence(
        id=CadenceId(f"schedule-{number}"),
        organisation_id=board.organisation_id,
        board_id=board.id,
        engagement_ids=(engagement_id,),
        rule="weekly on Mon at 09:01",
        zone=board.zone,
        start=DUE - timedelta(days=1),
        next_due_at=DUE,
    )


async def asked(bot: Bot, board: Board) -> Sequence[Round]:
    """The rounds there are."""
    async with bot.database.read(board.organisation_id) as work:
        return await rounds.of_board(work, board.id)


async def test_all_are_asked_once_at_the_first_try(tmp_path: Path) -> None:
    async with crowd(Settings(home=prepared(tmp_path / "cab")), works=True) as (house, board):
        began = perf_counter()
        await tick(house.bot)
        await house.queue.idle()
        took = perf_counter() - began
        print(f"{CROWD} schedules that were due in one minute have their polls after {took:.1f} s")
        assert took <= 60 * LENIENCE
        found = await asked(house.bot, board)
        assert len({each.cadence_id for each in found}) == len(found) == CROWD
        assert {each.stage for each in found} == {Stage.OPEN}
        async with house.bot.database.read(board.organisation_id) as work:
            assert {each.next_due_at for each in await cadences.of_board(work, board.id)} == {DUE + timedelta(days=7)}


@pytest.mark.soak
async def test_two_processes_that_ask_them_at_once_ask_each_once_and_one_that_is_broken_holds_up_no_other(
    made: Made, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, database_url=made.url, database_migration_url=made.owner_url or "")
    async with crowd(settings) as (house, board), opened(settings, clock=SetClock(DUE)) as other:
        async with house.bot.database.begin(board.organisation_id) as work:
            broken = update(cadence).where(cadence.c.id == "schedule-1").values(engagement_ids=("gone",))
            await work.connection.execute(broken)
        began = perf_counter()
        both = [ask_due(each.bot, board.organisation_id, DUE) for each in (house, other)]
        for error in await asyncio.gather(*both, return_exceptions=True):
            assert isinstance(error, LookupError | Refusal)  # The other one may be in the way for too long.
        took = perf_counter() - began
        print(f"{CROWD} schedules that two processes ask at once have their polls after {took:.1f} s")
        assert took <= 60 * LENIENCE
        with pytest.raises(LookupError):
            await ask_due(house.bot, board.organisation_id, DUE)
        found = await asked(house.bot, board)
        assert len({each.cadence_id for each in found}) == len(found) == CROWD - 1

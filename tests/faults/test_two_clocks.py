"""Two processes that both say what is due: each occurrence becomes one round, and each message stands once."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.domain.channels import Place
from bot.domain.deliveries import Kind, State
from bot.domain.questions import Open
from bot.ids import AccountId, BoardId, CadenceId, ChannelId, EngagementId, QuestionId
from storage import accounts, boards, cadences, channels, deliveries, engagements, rounds
from storage.database import Database
from tests.databases import Postgres
from tests.faults.apart import apart
from tests.size import FULL
from tests.slack.town import KEYS, fresh_database
from tests.storage.seeds import NORTHWIND

DUE = 100 if FULL else 20
PROCESSES = ("serve", "serve") if not FULL else ("serve", "serve", "clock", "clock", "worker", "worker")


async def make_due(database: Database) -> None:
    """Schedules that fell due a minute ago, each on a board of its own."""
    house, due = NORTHWIND, SystemClock().now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    await database.add_organisation(house.organisation)
    async with database.begin(house.id) as work:
        for number in range(DUE):
            # Nobody is asked so many things at once.
            board = replace(house.board, id=BoardId(f"b{number}"), slug=f"b{number}", next_digest_at=None)
            account = replace(house.account, id=AccountId(f"a{number}"), key=f"a{number}")
            place = Place.parse(f"console:home:room{number}")
            channel = replace(
                house.channel, id=ChannelId(f"c{number}"), board_id=board.id, account_id=account.id, place=place
            )
            await boards.save(work, board)
            await accounts.save(work, account)
            await channels.save(work, channel)
            question = Open(id=QuestionId(f"q{number}"), text=f"What of {number}?")
            engagement = replace(
                house.engagement,
                id=EngagementId(f"e{number}"),
                board_id=board.id,
                slug=f"e{number}",
                segments=(),
                questions=(question,),
            )
            await engagements.save(work, engagement)
            cadence = replace(
                house.cadence,
                id=CadenceId(f"c{number}"),
                board_id=board.id,
                engagement_ids=(engagement.id,),
                rule=f"every day at {due:%H:%M}",
                zone="UTC",
                blackout=(),
                start=due - timedelta(days=1),
                next_due_at=due,
            )
            await cadences.save(work, cadence)


@pytest.mark.soak
async def test_two_clocks_make_one_round_of_each_schedule_that_fell_due(tmp_path: Path, postgres: Postgres) -> None:
    url = fresh_database(postgres, "clocks")
    database = await Database.open(url)
    try:
        await make_due(database)
        environment = {"CAB_DATABASE_URL": url, "CAB_SECRET_KEYS": KEYS, "CAB_PORT": "0"}
        async with AsyncExitStack() as stack:
            for verb in PROCESSES:
                await stack.enter_async_context(apart(tmp_path, environment, verb))
            async with asyncio.timeout(90):
                while await opened(database) < DUE:  # noqa: ASYNC110 - the rows are other processes'
                    await asyncio.sleep(1)
            await asyncio.sleep(3)  # Every clock ticks some times more.
        async with database.read(NORTHWIND.id) as work:
            asked = Counter(
                [each.cadence_id for board in await boards.all(work) for each in await rounds.of_board(work, board.id)]
            )
            counts = await deliveries.counts(work, threads=False)
        assert asked == {f"c{number}": 1 for number in range(DUE)}
        assert sum(n for (kind, _), n in counts.items() if kind is Kind.ASK) == DUE, counts
        assert (Kind.ASK, State.UNKNOWN) not in counts
    finally:
        await database.close()


async def opened(database: Database) -> int:
    """How many rounds there are."""
    async with database.read(NORTHWIND.id) as work:
        return sum([len(await rounds.of_board(work, board.id)) for board in await boards.all(work)])

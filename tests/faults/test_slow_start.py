"""A queue that begins on a slow server takes its time, and meanwhile the process does everything else."""

from handlers.queue import DbosQueue
from tests.databases import PRODUCT, Postgres
from tests.fakes.wire import wire
from tests.slack.town import fresh_database


async def test_a_queue_begins_without_holding_up_the_loop_that_its_servers_answers_come_through(
    postgres: Postgres,
) -> None:
    fresh_database(postgres, "slowstart")
    async with wire(postgres.socket / ".s.PGSQL.5432") as line:  # Passed on by this very loop.
        queue = DbosQueue(f"postgresql://{PRODUCT}@127.0.0.1:{line.port}/slowstart")
        await queue.start()
        try:
            assert await queue.well()
        finally:
            await queue.stop()

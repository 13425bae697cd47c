"""The database is held by somebody else, or gone: who presses is told so at once, and nothing is kept by halves."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

import asyncpg  # type: ignore[import-untyped]

from tests.databases import Postgres
from tests.size import FULL, LENIENCE
from tests.slack.running import until
from tests.slack.town import A, B, fresh_database, rush, town

TOLD, WELL = 2.5, 5.0
"""Seconds until somebody is told that it did not work, and until it works again once the database is back."""
HELD = 8.0 if FULL else 3.0


AWAY = 30.0 if FULL else 0.0
"""Seconds that the database server is gone."""


async def test_who_presses_while_another_program_holds_the_file_is_told_so_and_presses_again(tmp_path: Path) -> None:
    async with town(tmp_path, people=8, limits=False) as here:
        served = await here.start()
        message = await here.ask(f'"What next?" "{A}" "{B}"')
        ana, ben, *others = here.crowd
        assert (await here.slack.people.press(message, A, as_=ana)).ok
        other = sqlite3.connect(tmp_path / "cab" / "app.db", isolation_level=None, timeout=10)
        try:
            other.execute("BEGIN IMMEDIATE")
            told = await here.slack.people.press(message, A, as_=ben)
            assert told.status == 503
            assert told.delivery is not None
            assert told.delivery.took <= TOLD * LENIENCE
            await until(lambda: told.private_text)
            assert "again" in told.private_text
            waiting = asyncio.gather(*(here.slack.people.press(message, B, as_=each) for each in others))
            await asyncio.sleep(HELD)
            assert await here.rows() == 1
            other.execute("ROLLBACK")
        finally:
            other.close()
        back = perf_counter()
        heard = {each.user.id for each in await waiting if each.ok}
        assert max(each.delivery.took for each in await waiting if each.delivery) <= TOLD * LENIENCE
        assert set(await here.standing()) == {ana.id} | heard
        acks = await rush(await here.clicks(message, B, [ben, *others]), (served.address,))
        assert {each.status for each in acks} == {200}
        assert perf_counter() - back <= WELL * LENIENCE
        assert await here.rows() == 8


async def test_while_the_database_server_is_gone_nothing_is_acknowledged_that_is_not_kept(
    tmp_path: Path, postgres: Postgres
) -> None:
    database_url = fresh_database(postgres, "gone")
    async with town(tmp_path, people=60, database_url=database_url, limits=False) as here:
        served = await here.start()
        message = await here.ask(f'"What next?" "{A}" "{B}"')
        clicks = await here.clicks(message, A, here.crowd)
        assert {each.status for each in await rush(clicks[:10], (served.address,))} == {200}
        async with gone(postgres, "gone"):
            turned_away = await asyncio.gather(*(here.slack.people.courier.again(each) for each in clicks[10:30]))
            assert {each.status for each in turned_away} <= {503, None}
            print(f"told after at most {max(each.took for each in turned_away):.1f} s")
            assert max(each.took for each in turned_away) <= TOLD * LENIENCE
            await asyncio.sleep(AWAY)
        acks = await rush(clicks[10:30], (served.address,))
        # A process whose place among its peers was lost ends, and is started again by whoever looks after it.
        acks += await rush(clicks[30:], ((await here.start()).address,))
        assert {each.status for each in acks} <= {200, 0}
        kept = {each.id for each, ack in zip(here.crowd[10:], acks, strict=True) if ack.status == 200}
        assert {each.id for each in here.crowd[30:]} <= kept <= set(await here.standing())


@asynccontextmanager
async def gone(postgres: Postgres, database: str) -> AsyncIterator[None]:
    """Meanwhile the server of that database cannot be reached, and no connection to it lives on."""
    door = postgres.socket / ".s.PGSQL.5432"
    inside = await asyncpg.connect(host=str(postgres.socket), user="postgres", database="postgres")
    door.rename(door.with_name("locked"))
    try:
        await inside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database)
        yield
    finally:
        door.with_name("locked").rename(door)
        await inside.close()

"""A process is asked to end while hundreds press: it ends in time, and every answer it acknowledged is kept."""

import asyncio
from pathlib import Path

import pytest

from tests.databases import Postgres
from tests.faults.apart import apart
from tests.size import FULL
from tests.slack.town import A, B, fresh_database, rush, town

PEOPLE = 500 if FULL else 120
IN_TIME = 10.0


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
async def test_asked_to_end_with_hundreds_of_clicks_in_flight_it_ends_in_time_and_loses_none(
    tmp_path: Path, postgres: Postgres, kind: str
) -> None:
    url = "" if kind == "sqlite" else fresh_database(postgres, "stopping")
    async with town(tmp_path, people=PEOPLE, database_url=url, limits=False) as here:
        home = {"CAB_HOME": here.environment["CAB_HOME"]}
        async with apart(tmp_path, here.environment, "serve", **home) as served:
            here.slack.people.request_url = f"{served.address}/slack/events"
            message = await here.ask(f'"What next?" "{A}" "{B}"')
            clicks = await here.clicks(message, A, here.crowd)
            pressing = asyncio.create_task(rush(clicks, (served.address,), at_once=PEOPLE))
            while not await here.rows():  # noqa: ASYNC110 - the rows are another process's
                await asyncio.sleep(0.01)
            served.process.terminate()
            code, took = await served.ended()
            acks = await pressing
        kept = set(await here.standing())
        told = {each.id for each, ack in zip(here.crowd, acks, strict=True) if ack.status == 200}
        print(f"{kind}: ended after {took:.1f} s, {len(told)} acknowledged, {len(kept)} kept of {PEOPLE}")
        assert told <= kept
        assert {each.status for each in acks} <= {200, 503, 0}
        assert code == 0
        assert took <= IN_TIME * (1 if FULL else 5)
        async with apart(tmp_path, here.environment, "serve", **home) as served:
            assert {each.status for each in await rush(clicks, (served.address,))} == {200}
        assert await here.rows() == PEOPLE

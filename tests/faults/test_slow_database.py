"""A database that takes five seconds for each answer: people are told at once, and nothing piles up."""

import asyncio
from pathlib import Path
from time import perf_counter

import aiohttp
import httpx
import pytest

from tests.databases import PRODUCT, Postgres
from tests.fakes.wire import wire
from tests.faults.apart import apart
from tests.size import FULL
from tests.slack.town import A, B, fresh_database, rush, town

SLOW = 5.0
AFTER = 2.5
"""Seconds within which somebody who presses is told that it did not work."""
LAG = 0.1
"""Seconds that the event loop may be late."""


@pytest.mark.soak
async def test_while_every_answer_of_the_database_takes_five_seconds_people_are_told_at_once(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = fresh_database(postgres, "slow")
    async with (
        wire(postgres.socket / ".s.PGSQL.5432") as line,
        town(tmp_path, people=60, database_url=url, limits=False) as here,
    ):
        slow = {"CAB_DATABASE_URL": f"postgresql://{PRODUCT}@127.0.0.1:{line.port}/slow"}
        async with apart(tmp_path, here.environment, "serve", **slow) as served:
            here.slack.people.request_url = f"{served.address}/slack/events"
            message = await here.ask(f'"What next?" "{A}" "{B}"')
            clicks = await here.clicks(message, A, here.crowd)
            assert {each.status for each in await rush(clicks[:20], (served.address,))} == {200}
            line.latency = SLOW
            lags = asyncio.create_task(lag(served.address))
            took = await asyncio.gather(*(once(served.address, each) for each in clicks[20:40]))
            assert (await served.ready())["database"] is False
            await asyncio.sleep(20 if FULL else 8)
            late = sorted(await stopped(lags))
            line.latency = 0.0
            back = perf_counter()
            async with asyncio.timeout(30):
                while not all((await served.ready()).values()):  # noqa: ASYNC110 - asked over HTTP
                    await asyncio.sleep(0.1)
            print(
                f"told after at most {max(each for _, each in took):.1f} s; loop late by p99"
                f" {late[len(late) * 99 // 100] * 1000:.0f} ms, at most {late[-1] * 1000:.0f} ms;"
                f" well {perf_counter() - back:.1f} s after"
            )
            assert {status for status, _ in took} <= {200, 503}
            assert max(each for _, each in took) <= AFTER
            assert late[len(late) * 99 // 100] <= LAG * (1 if FULL else 5)
            acks = await rush(clicks[20:], (served.address,))
            assert {each.status for each in acks} == {200}
        assert len(await here.standing()) == 60


async def once(address: str, click: object) -> tuple[int, float]:
    """Press once; the status, and how long it took."""
    began = perf_counter()
    async with aiohttp.ClientSession() as session:
        raw, headers = click.raw, click.headers  # type: ignore[attr-defined]
        async with session.post(f"{address}/slack/events", data=raw, headers=headers) as answer:
            await answer.read()
            return answer.status, perf_counter() - began


async def lag(address: str) -> list[float]:
    """How long the cheapest page takes, again and again, until cancelled."""
    found: list[float] = []
    async with httpx.AsyncClient(trust_env=False, timeout=30) as browser:
        try:
            while True:
                began = perf_counter()
                await browser.get(f"{address}/healthz")
                found.append(perf_counter() - began)
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            return found


async def stopped(task: "asyncio.Task[list[float]]") -> list[float]:
    """What it found."""
    task.cancel()
    return await task

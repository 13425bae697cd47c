"""A disk that takes seconds for each write: who presses is told in time, and what was acknowledged is on it."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.apart import apart
from tests.faults.test_slow_database import AFTER, LAG, lag, once, stopped
from tests.size import FULL, LENIENCE
from tests.slack.town import A, B, rush, town

SLOW = (0.5, 1.2, 4.0)
"""Seconds for a write: one that people hardly notice, one that some wait for, one that nobody can wait for."""
CROWD = 60 if FULL else 15
"""How many people press at each of them."""


@pytest.mark.soak
async def test_however_long_the_disk_takes_people_are_told_in_time_and_what_was_acknowledged_is_kept(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "seconds"
    disk.write_text("0")
    async with town(tmp_path, people=CROWD * len(SLOW) + 5, limits=False) as here:
        home = {"CAB_HOME": here.environment["CAB_HOME"], "SLOW_DISK": str(disk)}
        async with apart(tmp_path, here.environment, "serve", **home) as served:
            here.slack.people.request_url = f"{served.address}/slack/events"
            message = await here.ask(f'"What next?" "{A}" "{B}"')
            clicks = await here.clicks(message, A, here.crowd)
            assert {each.status for each in await rush(clicks[-5:], (served.address,))} == {200}
            heard = {each.id for each in here.crowd[-5:]}
            for number, seconds in enumerate(SLOW):
                disk.write_text(str(seconds))
                mine = slice(number * CROWD, (number + 1) * CROWD)
                lags = asyncio.create_task(lag(served.address))
                took = await asyncio.gather(*(once(served.address, each) for each in clicks[mine]))
                late = sorted(await stopped(lags))
                told = {each.id for each, (status, _) in zip(here.crowd[mine], took, strict=True) if status == 200}
                longest, lagged = max(each for _, each in took), late[len(late) * 99 // 100]
                print(f"{seconds} s a write: {len(told)} of {CROWD} acknowledged", end=", ")
                print(f"told after at most {longest:.1f} s; loop late by p99 {lagged * 1000:.0f} ms")
                assert {status for status, _ in took} <= {200, 503}
                assert longest <= AFTER * LENIENCE
                assert lagged <= LAG * LENIENCE
                heard |= told
                assert heard <= set(await here.standing())
            assert not told, "nobody is acknowledged before the write is over"
            disk.write_text("0")
            async with asyncio.timeout(30):
                while not all((await served.ready()).values()):  # noqa: ASYNC110 - asked over HTTP
                    await asyncio.sleep(0.1)
            assert {each.status for each in await rush(clicks, (served.address,))} == {200}
        assert set(await here.standing()) == {each.id for each in here.crowd}
        assert await here.rows() == len(here.crowd)

"""One installation in several processes: who hears, who says what is due, and who does it."""

import asyncio
import json
import re
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.databases import Postgres
from tests.faults.apart import apart, free_port
from tests.slack.running import until
from tests.slack.town import A, B, fresh_database, rush, town


@pytest.mark.soak
async def test_a_poll_goes_its_whole_way_through_three_processes_that_share_only_a_database(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = fresh_database(postgres, "apart")
    async with town(tmp_path, people=6, database_url=url, limits=False) as here:
        loaded = tmp_path / "loaded"
        async with (
            apart(tmp_path, here.environment, "web", MODULES_TO=str(loaded)) as web,
            apart(tmp_path, here.environment, "clock", CAB_HEALTH_PORT=free_port()) as clock,
            apart(tmp_path, here.environment, "worker", CAB_HEALTH_PORT=free_port()) as worker,
        ):
            everywhere = {"database", "migrations", "clock"}
            assert await web.ready() == dict.fromkeys(everywhere, True)
            assert await clock.ready() == dict.fromkeys(everywhere | {"queue", "ticks"}, True)
            assert await worker.ready() == dict.fromkeys(everywhere | {"queue", "lanes"}, True)
            here.slack.people.request_url = f"{web.address}/slack/events"
            message = await here.ask(f'"What next?" "{A}" "{B}"')
            acks = await rush(await here.clicks(message, A, here.crowd), (web.address,))
            assert {each.status for each in acks} == {200}
            closed = await here.slack.people.command("/cab", "close P1", as_=here.pat, channel=here.product)
            assert closed.ok
            await until(lambda: "6 people" in here.slack.people.reads(here.pat, here.product))
            assert len(here.messages()) == 1
            ends = []
            for each in (web, clock, worker):
                each.process.terminate()
                ends.append(await each.ended())
            print("stopped after", [f"{took:.1f} s" for _, took in ends])
            assert [code for code, _ in ends] == [0, 0, 0]
            assert [each.text.count("\n") for each in (clock, worker)] == [1, 1], clock.text + worker.text
        assert "dbos" not in loaded.read_text().splitlines()
        assert "bot.running" in loaded.read_text().splitlines()


@pytest.mark.soak
async def test_two_web_processes_count_a_vote_once_that_comes_to_both_and_share_what_they_know(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = fresh_database(postgres, "twice")
    async with town(tmp_path, people=7, database_url=url, limits=False) as here:
        where = {"CAB_PUBLIC_URL": "http://127.0.0.1:9"}
        async with (
            apart(tmp_path, here.environment, "web", **where) as one,
            apart(tmp_path, here.environment, "web", **where) as other,
            apart(tmp_path, here.environment, "clock", CAB_HEALTH_PORT=free_port()),
            apart(tmp_path, here.environment, "worker", CAB_HEALTH_PORT=free_port()),
        ):
            people = here.slack.people
            people.request_url = f"{one.address}/slack/events"
            message = await here.ask(f'"What next?" "{A}" "{B}"')
            clicks = await here.clicks(message, A, here.crowd)
            # As many as are odd: the second time each goes to the process that it did not go to before.
            acks = await rush([*clicks, *clicks], (one.address, other.address))
            assert {each.status for each in acks} == {200}
            people.request_url = f"{other.address}/slack/events"
            changed = await here.clicks(message, B, here.crowd[:2])
            assert {each.status for each in await rush(changed, (other.address,))} == {200}
            shown = await people.command("/cab", "web", as_=here.pat, channel=here.product)
            said = json.dumps([each.blocks for each in shown.private])
            (token,) = set(re.findall(r'http://127\.0\.0\.1:9/in/([^"|> ]+)', said))
            async with httpx.AsyncClient(trust_env=False, timeout=20) as browser:
                entered = await browser.post(f"{one.address}/in/{token}")
                assert entered.status_code == 303
                cookie = entered.headers["set-cookie"].partition(";")[0]
                assert (await browser.get(f"{other.address}/desk", headers={"cookie": cookie})).status_code == 200
                assert (await browser.post(f"{other.address}/in/{token}")).status_code == 410
            gone = here.crowd[-1]
            who = f"slack:{gone.team_id}:{gone.id}"
            asked = await people.command("/cab", f"erase person {who}", as_=here.pat, channel=here.product)
            done = await people.press(asked.private[-1], "Erase for good", as_=here.pat)
            assert done.ok, done.trouble
            async with asyncio.timeout(30):
                while await here.rows() == len(here.crowd):  # noqa: ASYNC110 - it happens in another process
                    await asyncio.sleep(0.2)
            assert (await people.command("/cab", "close P1", as_=here.pat, channel=here.product)).ok
            await until(lambda: "6 of 6 people" in people.reads(here.pat, here.product))
            assert len(here.messages()) == 1
            assert await here.rows() == 6
            assert Counter((await here.standing()).values()) == {A: 4, B: 2}

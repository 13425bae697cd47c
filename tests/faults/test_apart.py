"""One installation in several processes: who hears, who says what is due, and who does it."""

from pathlib import Path

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

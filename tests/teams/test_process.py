"""The product as it is run beside Teams: `cab serve`, killed between acknowledgement and work, and started again."""

import json
import re
from pathlib import Path

import pytest

from tests.fakes.teams import Connector
from tests.processes import started
from tests.slack.running import Served, cab, serving, until


def environment(teams: Connector, home: Path, **more: str) -> dict[str, str]:
    """The settings of a process that belongs to this stand-in."""
    return {
        "CAB_HOME": str(home),
        "CAB_PORT": "0",
        "CAB_SEND_DELAY": "0",
        "CAB_TEAMS_APP_ID": teams.app_id,
        "CAB_TEAMS_APP_PASSWORD": teams.password,
        "CAB_TEAMS_TENANT_ID": teams.tenant.id,
        "CAB_TEAMS_OPENID_METADATA": teams.openid_url,
        "CAB_TEAMS_LOGIN_URL": teams.login_url,
        "CAB_TEAMS_SERVICE_HOSTS": teams.host,
        **more,
    }


@pytest.mark.soak
async def test_a_line_that_was_acknowledged_survives_a_kill_and_a_fresh_process_still_finds_its_ways(
    tmp_path: Path,
) -> None:
    async with Connector() as teams:
        world, people = teams.world, teams.people
        pat = world.add_person("Pat Manager", teams.tenant)
        crew = world.add_team("Northwind Product", teams.tenant, [pat])
        settings = environment(teams, tmp_path / "cab")
        await cab(tmp_path, settings, "board", "create", "Northwind Council")
        async with serving(tmp_path, settings) as served:
            people.request_url = f"{served.address}/teams/messages"
            await until(lambda: any("claim " in line for line in served.said))
            said = "".join(served.said)
            found = re.search(r"claim ([A-Z0-9]{4}-[A-Z0-9]{2,4})", said)
            assert found, said
            await people.install(as_=pat)
            await people.add_to_team(crew, by=pat)
            await people.write(f"claim {found[1]}", as_=pat)
            await until(lambda: "You are the admin" in people.reads(pat))
            await cab(
                tmp_path,
                settings,
                "channel",
                "add",
                "northwind-council",
                f"teams:{teams.tenant.id}:{crew.id}",
                "--kind",
                "product",
            )
            teams.script.delay("member", 30.0, times=None)
            teams.script.delay("members", 30.0, times=None)
            before = len(teams.calls("member", "members"))
            acknowledged = await people.write("status", as_=pat)
            assert acknowledged.ok, acknowledged.trouble
            served.kill()
            assert "How the boards are doing" not in people.reads(pat)
        teams.script.clear()
        assert len(teams.calls("member", "members")) >= before
        async with serving(tmp_path, settings) as again:
            people.request_url = f"{again.address}/teams/messages"
            await until(lambda: "How the boards are doing" in people.reads(pat))
            assert people.reads(pat).count("How the boards are doing") == 1
            world.add_person("Ana Ruiz", world.add_tenant("Acme"), guest_of=teams.tenant)
            assert json.dumps([each.failure for each in people.deliveries if each.failure]) == "[]"
            assert again.stop() == 0
        assert teams.mistakes() == []


@pytest.mark.soak
async def test_where_no_tenant_is_named_the_code_of_each_is_shown_when_something_first_comes_from_it(
    tmp_path: Path,
) -> None:
    async with Connector() as teams:
        teams.sign_in.of_no_tenant = True
        people, pat = teams.people, teams.world.add_person("Pat Manager", teams.tenant)
        settings = environment(teams, tmp_path / "cab", CAB_TEAMS_TENANT_ID="")

        async def shown(served: Served) -> str:
            await until(lambda: any("claim " in line for line in served.said))
            [line] = [each for each in served.said if "claim " in each]
            assert teams.tenant.id in line
            return line.partition("claim ")[2].strip()

        async with serving(tmp_path, settings) as served:
            people.request_url = f"{served.address}/teams/messages"
            await until(lambda: any("No tenant is named" in line for line in served.said))
            assert not any("claim " in line for line in served.said)
            await people.install(as_=pat)
            await people.write("hello", as_=pat)
            old = await shown(served)
            assert served.stop() == 0
        async with serving(tmp_path, settings) as again:
            people.request_url = f"{again.address}/teams/messages"
            new = await shown(again)
            for code in (old, new):
                await people.write(f"claim {code}", as_=pat)
            await until(lambda: "You are the admin" in people.reads(pat))
            assert again.stop() == 0
        assert teams.mistakes() == []


async def test_without_an_app_id_it_does_not_start_and_says_why(tmp_path: Path) -> None:
    async with Connector() as teams:
        settings = environment(teams, tmp_path / "cab", CAB_TEAMS_APP_ID="")
        process = started(tmp_path, "serve", **settings)
        _, said = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "CAB_TEAMS_APP_ID" in said

"""`cab doctor teams` says of each channel whether it can be reached, and writes to none."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.actions.find_way import ways_to
from bot.actions.where import every_channel
from bot.config import Settings
from bot.domain.findings import Finding, Verdict
from handlers.teams.checkup import checkup
from handlers.teams.keys import TeamsKeys
from prompts.catalogue import say_in
from tests.teams.office import Office, office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office with two customers."""
    async with office(tmp_path_factory.mktemp("floor") / "cab") as one:
        await one.customer("Acme", "Ana Ruiz")
        await one.customer("Globex", "Cem Kaya")
        yield one


async def looked(floor: Office) -> dict[str, Finding]:
    """What is said of channels, in words."""
    teams = floor.teams
    keys = TeamsKeys(
        app_id=teams.app_id,
        password=teams.password,
        tenant=teams.tenant.id,
        openid_metadata=teams.openid_url,
        login_url=teams.login_url,
        service_hosts=(teams.host,),
    )
    places = await ways_to(floor.house.bot, await every_channel(floor.house.bot), "teams")
    said = [each async for each in checkup(keys, Settings().host, [], floor.clock.now(), places)]
    return {say_in("en")(each.what): each for each in said if each.what.id.startswith("doctor.teams_channel")}


async def test_each_channel_is_looked_at_and_none_is_written_to(floor: Office) -> None:
    before = len(floor.teams.calls("create", "send", "update"))
    said = await looked(floor)
    assert {each.verdict for each in said.values()} == {Verdict.GOOD}
    assert "Acme can be reached." in said
    assert len(said) == 3
    assert len(floor.teams.calls("create", "send", "update")) == before


async def test_a_channel_the_app_was_thrown_out_of_is_told_with_what_to_do(floor: Office) -> None:
    world = floor.teams.world
    world.teams[str(floor.customers["Globex"].team_id)].installed = False  # Nobody told us.
    await floor.teams.people.remove_from_team(world.teams[str(floor.customers["Acme"].team_id)], by=floor.pat)
    await floor.settle()
    bad = {words for words, each in (await looked(floor)).items() if each.verdict is Verdict.BAD}
    assert any(words.startswith("Globex cannot be reached (BotNotInConversationRoster)") for words in bad)
    assert any(words.startswith("Acme cannot be reached: the app was removed there") for words in bad)

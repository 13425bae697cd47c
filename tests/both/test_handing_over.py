"""A suggestion is handed to a tracker, merged and taken apart by the same words and buttons in Slack and in Teams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio
from pydantic import SecretStr

from tests.both.desk import Desk
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.both.polls import asked, closed
from tests.fakes.trackers import JiraStandIn
from tests.slack.office import office as in_slack
from tests.teams.office import office as in_teams

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, slots=True)
class Planning:
    """A desk with a Jira beside it."""

    desk: Desk
    jira: JiraStandIn


@asynccontextmanager
async def planning_in(platform: str, tmp: pytest.TempPathFactory) -> AsyncIterator[Planning]:
    """The vendor on one platform, Jira set up."""
    home = tmp.mktemp("planning") / "cab"
    async with JiraStandIn() as jira:
        more: dict[str, object] = {
            "jira_url": jira.url,
            "jira_email": jira.email,
            "jira_token": SecretStr(jira.token),
            "jira_project": jira.project,
            "outbound_private": "127.0.0.1",
        }
        if platform == "slack":
            async with in_slack(home, limits=False, more=more) as office:
                jira.clock = office.clock
                yield Planning(SlackDesk(office), jira)
        else:
            async with in_teams(home, more=more) as there:
                jira.clock = there.clock
                yield Planning(TeamsDesk(there), jira)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["slack", "teams"])
async def planning(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Planning]:
    """The same in Slack and in Teams."""
    async with planning_in(str(request.param), tmp_path_factory) as made:
        yield made


@pytest.mark.soak
async def test_a_suggestion_is_handed_over_merged_and_taken_apart_again(planning: Planning) -> None:
    desk, jira = planning.desk, planning.jira
    acme, (ana, ben) = await desk.customer("Acme", "Ana Ruiz", "Ben Ott")
    globex, (cem,) = await desk.customer("Globex", "Cem Kaya")
    for question, option in (("What next?", "Offline mode"), ("And then?", "Work offline")):
        poll = await asked(desk, f'poll "{question}" "{option}" "Nothing"')
        for who, where in ((ana, acme), (ben, acme), (cem, globex)):
            await desk.press(option, as_=who, where=where)
        await closed(desk, poll)
    assert "S2" in await desk.say("roadmap")

    await desk.say("why S1")
    handing = await desk.press("Hand off", as_=desk.pat)
    assert "Jira: on its way" in handing
    await desk.wait(minutes=1)
    assert "CAB-1 in Jira" in desk.public(desk.product)
    assert "CAB-1 in Jira" in await desk.say("handoff S1")
    assert len(jira.issues) == 1

    decided = await desk.say('decide S2 plan "it is the same thing"')
    assert "What we did" in decided
    assert "Acme" in decided
    assert "at once" in decided
    await desk.wait(minutes=1)
    assert len(jira.issues) == 2
    assert "it is the same thing" not in str(jira.issues)

    assert "S1 was merged into S2" in await desk.say("merge S1 S2")
    assert "stands alone again" in await desk.press("Undo", as_=desk.pat)
    await desk.wait(minutes=1)
    assert len(jira.comments["CAB-1"]) == 2
    assert jira.wrong == []
    assert "That is for the team" in await desk.say("handoff S1", as_=ana, where=acme)
    assert "2 suggestions can be taken out" in await desk.say("export suggestions")

"""The same desk on each platform, shared by the tests of a module; those run on the module's loop."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.both.desk import Desk
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.slack.office import office as in_slack
from tests.teams.office import office as in_teams

ADDRESS = "https://council.example.com"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["slack", "teams"])
async def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A vendor with a customers' board, in Slack and in Teams."""
    home = tmp_path_factory.mktemp("desk") / "cab"
    if request.param == "slack":
        async with in_slack(home, limits=False, more={"public_url": ADDRESS}) as office:
            yield SlackDesk(office)
    else:
        async with in_teams(home, more={"public_url": ADDRESS}) as there:
            yield TeamsDesk(there)

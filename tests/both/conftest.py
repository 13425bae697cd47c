"""The same desk on each platform, shared by the tests of a module; those run on the module's loop."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.both.desk import Desk
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.slack.office import office as in_slack
from tests.teams.office import office as in_teams

ON_BOTH_EACH_TIME = ("test_members", "test_product_team", "test_leaving")
"""Modules that run on both platforms before every commit. The others take turns: in the gate one of the two platforms,
chosen by the place of the test in its module, in the soak both. What they share is tested with each platform alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave half of the longer journeys to the soak."""
    turns: dict[str, int] = {}
    for item in items:
        module, name = item.nodeid.partition("::")[0], item.nodeid.partition("[")[0]
        if "/both/" not in module or module.rpartition("/")[2].removesuffix(".py") in ON_BOTH_EACH_TIME:
            continue
        turn = turns.setdefault(name, len([each for each in turns if each.startswith(f"{module}::")]))
        if item.nodeid.endswith(("[slack]", "[teams]")[turn % 2]):
            item.add_marker(pytest.mark.soak)


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

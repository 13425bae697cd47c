"""Desks on which boards are drawn by lot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.both.desk import Desk
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.slack.office import office as in_slack
from tests.teams.office import office as in_teams

PLATFORMS = ("slack", "teams")
ADDRESS = "https://council.example.com"


@asynccontextmanager
async def desk_on(platform: str, home: Path) -> AsyncIterator[Desk]:
    """A vendor with a customers' board, nobody on it yet."""
    if platform == "slack":
        async with in_slack(home, limits=False, more={"public_url": ADDRESS}) as office:
            yield SlackDesk(office)
    else:
        async with in_teams(home, more={"public_url": ADDRESS}) as there:
            yield TeamsDesk(there)

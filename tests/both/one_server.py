"""One server for both platforms: a vendor who meets some customers in Slack and others in Microsoft Teams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from bot.app import House, answering, opened
from bot.clock import SetClock
from bot.config import Settings
from tests.both.on_slack import SlackDesk
from tests.both.on_teams import TeamsDesk
from tests.databases import prepared
from tests.fakes.slack import SlackStandIn
from tests.fakes.teams import Connector
from tests.slack.office import MONDAY
from tests.slack.office import Office as SlackOffice
from tests.teams.office import Office as TeamsOffice

PUBLIC = "https://council.example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneServer:
    """The same product at two desks; what happens at one is settled at the other too."""

    slack: SlackDesk
    teams: TeamsDesk
    browser: httpx.AsyncClient
    house: House


@asynccontextmanager
async def one_server(home: Path) -> AsyncIterator[OneServer]:
    """A server that was set up for both before its first start; there is no board yet, and nobody is an admin."""
    clock = SetClock(MONDAY)
    async with SlackStandIn(clock=clock, limits=False) as slack, Connector(clock=clock) as teams:
        pat = slack.world.add_user("Pat Manager", slack.team)
        product = slack.world.add_channel("product", slack.team, [pat, slack.bot])
        other = teams.world.add_person("Pat Manager", teams.tenant)
        crew = teams.world.add_team("Northwind Product", teams.tenant, [other])
        settings = Settings(
            home=prepared(home),
            port=0,
            send_delay=0,
            public_url=PUBLIC,
            slack_bot_token=SecretStr(slack.bot_token),
            slack_signing_secret=SecretStr(slack.signing_secret),
            slack_api_url=slack.api_url,
            teams_app_id=teams.app_id,
            teams_app_password=SecretStr(teams.password),
            teams_tenant_id=teams.tenant.id,
            teams_openid_metadata=teams.openid_url,
            teams_login_url=teams.login_url,
            teams_service_hosts=teams.host,
        )
        async with (
            opened(settings, clock=clock, works=True, platforms=True) as house,
            answering(house, settings) as address,
            httpx.AsyncClient(base_url=address, trust_env=False) as browser,
        ):
            slack.people.request_url = f"{address}/slack/events"
            teams.people.request_url = f"{address}/teams/messages"
            general = teams.world.conversations[crew.id]
            yield OneServer(
                slack=SlackDesk(
                    SlackOffice(slack=slack, house=house, clock=clock, address=address, pat=pat, product=product)
                ),
                teams=TeamsDesk(
                    TeamsOffice(
                        teams=teams,
                        house=house,
                        clock=clock,
                        address=address,
                        pat=other,
                        crew=crew,
                        product=general,
                    )
                ),
                browser=browser,
                house=house,
            )
        assert teams.mistakes() == []

"""A stand-in with a vendor, a customer, a team and a shared channel; an app that listens, and one that calls."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web

from bot.clock import SetClock
from tests.fakes.objects import Json, decoded
from tests.fakes.teams import Connector
from tests.fakes.teams.messages import Message
from tests.fakes.teams.world import Conversation, Person, Team, Tenant
from tests.fakes.teams_tests.ear import Ear
from tests.fakes.teams_tests.pieces import card, execute, message, words

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who is there: of the vendor Pat and the guest Gus, of the customer Ana; the app is in the team."""

    pat: Person
    gus: Person
    ana: Person
    acme: Tenant
    team: Team
    general: Conversation
    shared: Conversation
    home: Conversation
    """Pat's own chat with the app."""


class Caller:
    """An app that calls the vendor with a bearer of its own."""

    def __init__(self, teams: Connector, session: aiohttp.ClientSession) -> None:
        self._teams = teams
        self.session = session
        self.bearer = ""
        self.status = 0
        self.headers: dict[str, str] = {}

    async def sign_in(self, **changed: str) -> Json:
        """Ask for a token; `changed` replaces fields, `tenant` the tenant in the address."""
        tenant = changed.pop("tenant", self._teams.tenant.id)
        fields = {
            "grant_type": "client_credentials",
            "client_id": self._teams.app_id,
            "client_secret": self._teams.password,
            "scope": "https://api.botframework.com/.default",
        }
        async with self.session.post(
            f"{self._teams.login_url}/{tenant}/oauth2/v2.0/token", data=fields | changed
        ) as answer:
            self.status, body = answer.status, await answer.json()
        self.bearer = str(body.get("access_token", self.bearer))
        return dict(body)

    async def call(self, method: str, path: str, body: object = None, *, base: str = "") -> Json:
        """One call; the status is kept beside."""
        url = (base or self._teams.region_url) + "v3/" + path
        async with self.session.request(
            method, url, json=body, headers={"Authorization": f"Bearer {self.bearer}"}
        ) as answer:
            self.status, self.headers = answer.status, dict(answer.headers)
            return decoded(await answer.text()) or {}

    async def send(self, place: Conversation | str, content: Json | str, to: str = "") -> Json:
        """Send a message with a card or text, beneath another one if `to` says which."""
        return await self.call("POST", activities(place, to), message(content))

    async def update(self, on: Message, content: Json | str) -> Json:
        """Replace a message."""
        return await self.call("PUT", activities(on.place, on.id), message(content))


def activities(place: Conversation | str, activity: str = "") -> str:
    """The path of a conversation's activities."""
    where = quote(place if isinstance(place, str) else place.id, safe="")
    return f"conversations/{where}/activities" + (f"/{activity}" if activity else "")


@pytest.fixture
def clock() -> SetClock:
    """A clock that the test sets."""
    return SetClock(MONDAY)


@pytest.fixture
async def teams(clock: SetClock) -> AsyncIterator[Connector]:
    """The stand-in."""
    async with Connector(clock=clock) as running:
        running.people.courier.patience = 5
        yield running


@pytest.fixture
def town(teams: Connector) -> Town:
    """A small world, made without the app being told."""
    world = teams.world
    acme = world.add_tenant("Acme")
    pat, gus = world.add_person("Pat Manager", teams.tenant), world.add_person("Gus Guest", acme, guest_of=teams.tenant)
    ana = world.add_person("Ana Ruiz", acme)
    team = world.add_team("Council", teams.tenant, [pat, gus], installed=True)
    shared = world.add_channel("Acme", team, [pat, ana])
    home = world.personal(pat)
    home.installed = True
    general = world.conversations[team.id]
    return Town(pat=pat, gus=gus, ana=ana, acme=acme, team=team, general=general, shared=shared, home=home)


@pytest.fixture
async def app(teams: Connector) -> AsyncIterator[Caller]:
    """An app that has signed in."""
    async with aiohttp.ClientSession() as session:
        caller = Caller(teams, session)
        await caller.sign_in()
        yield caller


@pytest.fixture
async def ear(teams: Connector) -> AsyncIterator[Ear]:
    """An app that only listens."""
    listening = Ear(teams)
    server = web.Application()
    server.router.add_post("/teams/messages", listening.hear)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    teams.people.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/teams/messages"
    yield listening
    await runner.cleanup()


@pytest.fixture
async def poll(teams: Connector, app: Caller, town: Town) -> Message:
    """A post with two buttons in the shared channel."""
    await app.send(
        town.shared, card(words("Which?"), actions=[execute("Yes", cab="vote:1"), execute("No", cab="vote:2")])
    )
    return teams.people.latest(town.ana, town.shared)

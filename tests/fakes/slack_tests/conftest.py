"""A stand-in with a vendor, a customer and a channel they share; and a real Bolt app behind a real HTTP server."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack.world import Channel, Team, User
from tests.fakes.slack_tests.ear import Ear
from tests.fakes.slack_tests.pieces import actions, button


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who is there."""

    pat: User
    ana: User
    gus: User
    bot: User
    acme: Team
    shared: Channel
    inside: Channel


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    """The stand-in, with its rates off: the tests of rates switch them on."""
    async with SlackStandIn(limits=False) as running:
        yield running


@pytest.fixture
def town(slack: SlackStandIn) -> Town:
    """The vendor's Pat and guest Gus, the customer's Ana, a shared and an internal channel."""
    world = slack.world
    acme, bot = world.add_team("Acme", "T0ACME"), slack.vendor.bot_of(slack.installation)
    pat, gus, ana = (
        world.add_user("Pat Manager", slack.team),
        world.add_user("Gus Guest", slack.team),
        world.add_user("Ana Ruiz", acme),
    )
    gus.is_restricted = True
    shared = world.add_channel("acme", slack.team, [pat, bot, ana])
    inside = world.add_channel("product", slack.team, [pat, bot])
    return Town(pat=pat, ana=ana, gus=gus, bot=bot, acme=acme, shared=shared, inside=inside)


@pytest.fixture
async def client(slack: SlackStandIn) -> AsyncWebClient:
    """The vendor's own client library, without its repeats."""
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
async def app(slack: SlackStandIn, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app that listens where the stand-in sends."""
    bolt = AsyncApp(signing_secret=slack.signing_secret, client=client, process_before_response=True)

    async def handle(request: web.Request) -> web.Response:
        body, query = (await request.read()).decode(), request.query_string
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = await bolt.async_dispatch(AsyncBoltRequest(body=body, query=query, headers=headers))  # type: ignore[arg-type]
        flat = {name: values[0] for name, values in answer.headers.items() if name.lower() != "content-type"}
        kind = answer.headers.get("content-type", ["text/plain"])[0].split(";")[0]
        return web.Response(status=answer.status, text=answer.body, headers=flat, content_type=kind)

    server = web.Application()
    server.router.add_post("/slack/events", handle)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.people.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield bolt
    await runner.cleanup()


@pytest.fixture
async def ear(slack: SlackStandIn) -> AsyncIterator[Ear]:
    """An app that only listens."""
    listening = Ear(slack)
    server = web.Application()
    server.router.add_post("/slack/events", listening.hear)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.people.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield listening
    await runner.cleanup()


@pytest.fixture
async def poll(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> Message:
    """A message with one button in the shared channel."""
    posted = await client.chat_postMessage(channel=town.shared.id, text="x", blocks=[actions(button("Yes"))])
    message = slack.vendor.timeline.find(town.shared.id, str(posted["ts"]))
    assert message is not None
    return message

"""What people do in Slack passes the guard as it really comes over the wire, and finds its installation."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.actions import install
from bot.bot import Bot
from bot.clock import SystemClock
from bot.domain.channels import Place
from bot.domain.installations import Grant
from handlers.slack.guard import Refused, guarded
from handlers.slack.installations import Installations, lane_of_payload
from tests.databases import Made
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.messages import Message
from tests.fakes.slack_tests.pieces import actions, button, modal, option, section, typed_input
from tests.handlers.slack.bots import HOME, bot_on

pytestmark = pytest.mark.parametrize("made", ["sqlite"], indirect=True)


@dataclass(slots=True)
class Door:
    """Where the stand-in sends everything; notes what got in and through which installation."""

    bot: Bot
    slack: SlackStandIn
    let_in: list[tuple[str, str | None]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    view: dict[str, Any] | None = None

    async def receive(self, request: web.Request) -> web.Response:
        outcome = guarded(
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
            signing_secret=self.slack.signing_secret,
            now=self.bot.now(),
        )
        if isinstance(outcome, Refused):
            self.refused.append(outcome)
            return web.Response(status=outcome.status)
        kind = str(outcome.get("type") or outcome.get("command"))
        lane = await lane_of_payload(self.bot, Installations(self.bot), outcome)
        self.let_in.append((str(outcome["event"]["type"]) if kind == "event_callback" else kind, lane))
        if self.view is not None and kind == "block_actions":
            client = AsyncWebClient(self.slack.bot_token, base_url=self.slack.api_url)
            view, self.view = self.view, None
            await client.views_open(trigger_id=outcome["trigger_id"], view=view)
        return web.Response()

    async def posted(self, channel: str) -> Message:
        """A message of the bot's with buttons of every kind."""
        menu = {
            "type": "static_select",
            "action_id": "menu",
            "placeholder": {"type": "plain_text", "text": "Menu"},
            "options": [option("Red"), option("Blue")],
        }
        client = AsyncWebClient(self.slack.bot_token, base_url=self.slack.api_url)
        blocks = [section("Which?"), actions(button("Offline", "vote:1"), menu)]
        told = await client.chat_postMessage(channel=channel, text="Which?", blocks=blocks)
        message = self.slack.vendor.timeline.find(channel, str(told["ts"]))
        assert message is not None
        return message


@pytest.fixture
async def door(made: Made) -> AsyncIterator[Door]:
    async with bot_on(made, clock=SystemClock()) as bot, SlackStandIn(limits=False) as slack:
        grant = Grant(name="Vendor", bot_token=slack.bot_token, bot_user_id=slack.installation.bot_user_id, bot_id="B1")
        await install.install(bot, HOME, grant)
        one = Door(bot, slack)
        app = web.Application()
        app.router.add_post("/slack/events", one.receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.people.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield one
        await runner.cleanup()


async def test_staff_and_outsiders_alike_get_in(door: Door) -> None:
    slack, world = door.slack, door.slack.world
    acme = world.add_team("Acme", "T0ACME")
    pat, ana = world.add_user("Pat", slack.team), world.add_user("Ana", acme)
    bot = world.users[slack.installation.bot_user_id]
    shared = world.add_channel("acme", slack.team, [pat, ana, bot])
    owner = await door.bot.database.organisation_of(HOME)
    assert owner is not None
    await door.bot.database.bind_place(Place(platform="slack", workspace=slack.team.id, id=shared.id), owner)
    message = await door.posted(shared.id)
    for person in (pat, ana):
        await slack.people.press(message, "Offline", as_=person)
        await slack.people.choose(message, "Blue", as_=person)
        door.view = modal(typed_input("Why?"))
        view = (await slack.people.press(message, "Offline", as_=person)).opened
        assert view is not None
        await slack.people.submit(view, {"Why?": "because <of> & 🙂"}, as_=person)
    await slack.people.command("/cab", 'poll "Was?" | 100 % & mehr', as_=pat, channel=shared)
    await slack.people.rename(shared, "acme-2")
    await slack.people.change_user(pat)
    await slack.people.uninstall(slack.team)
    assert door.refused == []
    assert {lane for _, lane in door.let_in} == {HOME}
    kinds = [kind for kind, _ in door.let_in]
    assert kinds.count("block_actions") == 6
    assert kinds.count("view_submission") == 2
    assert {"/cab", "user_change", "app_uninstalled"} <= set(kinds)


async def test_what_the_stand_in_did_not_sign_stays_out(door: Door) -> None:
    courier = door.slack.people.courier
    told = await courier.raw(b'{"type":"url_verification","challenge":"x"}', {"content-type": "application/json"})
    assert (told.status, door.let_in) == (401, [])

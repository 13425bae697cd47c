"""Socket Mode: the vendor's own client connects, is served, is sent away, and notices a dead line."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import SlackStandIn
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.pieces import actions, button, modal, section, typed_input


@pytest.fixture
async def bolt(slack: SlackStandIn, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app connected over Socket Mode."""
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=client, ping_interval=2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.sockets.connected()
    slack.people.via = "socket"
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_clicks_commands_events_and_submissions_go_over_the_socket(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, bolt: AsyncApp
) -> None:
    seen: list[str] = []

    @bolt.action("go")
    async def go(ack: Any, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(typed_input("Why?")))
        await ack()

    @bolt.command("/cab")
    async def cab(ack: Any) -> None:
        await ack("hello from the socket")

    @bolt.view("feedback")
    async def feedback(ack: Any) -> None:
        await ack(response_action="errors", errors={"say": "More, please"})

    @bolt.event("app_mention")
    async def mentioned(event: dict[str, Any]) -> None:
        seen.append(event["text"])

    @bolt.event("message")
    async def written() -> None:
        pass

    posted = await client.chat_postMessage(channel=town.shared.id, text="x", blocks=[actions(button("Go"))])
    message = slack.vendor.timeline.find(town.shared.id, str(posted["ts"]))
    assert message is not None
    view = (await slack.people.press(message, "Go", as_=town.ana)).opened
    assert view is not None
    assert (await slack.people.submit(view, {"Why?": "so"}, as_=town.ana)).errors == {"say": "More, please"}
    outcome = await slack.people.command("/cab", as_=town.pat, channel="acme")
    assert outcome.private_text == "hello from the socket"
    _, told = await slack.people.mention("hi", as_=town.pat, channel="acme")
    assert told.ok
    assert seen == [f"<@{town.bot.id}> hi"]


async def test_a_client_sent_away_comes_back(slack: SlackStandIn, bolt: AsyncApp) -> None:
    first = slack.sockets.connections[0]
    assert first.sent[0]["type"] == "hello"
    await slack.sockets.disconnect("refresh_requested")
    await slack.sockets.turnover(first)
    assert slack.sockets.connections[0] is not first
    assert len(slack.calls("apps.connections.open")) == 2


async def test_a_half_open_connection_is_noticed_by_a_client_that_pings(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    caller = SocketModeClient(slack.app_token, web_client=client, ping_interval=0.3)
    await caller.connect_to_new_endpoint(force=True)
    await slack.sockets.connected()
    first = slack.sockets.connections[0]
    first.fall_silent()
    slack.people.via, slack.people.courier.patience = "socket", 0.1
    told = await slack.people.event("ping_test", repeats=False)
    assert told.attempts[0].failure == "http_timeout"
    await slack.sockets.turnover(first, within=20)
    await caller.close()  # type: ignore[no-untyped-call]


async def test_nobody_connected_is_a_failed_connection(slack: SlackStandIn) -> None:
    slack.people.via = "socket"
    told = await slack.people.event("ping_test", repeats=False)
    assert told.attempts[0].failure == "connection_failed"


async def test_a_switched_off_socket_says_so_to_everybody_who_comes(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    said: list[str] = []

    async def listen(_: Any, message: dict[str, Any], __: str | None) -> None:
        said.append(str(message.get("type")))

    await slack.sockets.disconnect("link_disabled")
    caller = SocketModeClient(slack.app_token, web_client=client, auto_reconnect_enabled=False)
    caller.message_listeners.append(listen)
    with pytest.raises(SlackApiError) as caught:
        await caller.connect_to_new_endpoint(force=True)
    assert caught.value.response["error"] == "socket_mode_disabled"
    await caller.close()  # type: ignore[no-untyped-call]


async def test_only_the_app_token_opens_connections(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    for token, word in (("xapp-no", "invalid_auth"), (slack.bot_token, "not_allowed_token_type")):
        with pytest.raises(SlackApiError) as caught:
            await client.apps_connections_open(app_token=token)
        assert caught.value.response["error"] == word
    await client.chat_postMessage(channel=town.shared.id, text="x", blocks=[section("x")])

"""Rates and scripted faults: what an app meets on a bad day."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SetClock
from tests.fakes.script import HTML_PAGE
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.refusals import TooMany
from tests.fakes.slack.script import CUT_JSON
from tests.fakes.slack_tests.conftest import Town

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def failed(call: Awaitable[Any]) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value


async def test_a_channel_takes_a_short_burst_then_one_post_a_second() -> None:
    clock = SetClock(NOON)
    async with SlackStandIn(clock=clock) as slack:
        bot = slack.vendor.bot_of(slack.installation)
        one, two = (slack.world.add_channel(name, slack.team, [bot]) for name in ("one", "two"))
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(3):
            await client.chat_postMessage(channel=one.id, text="x")
        error = await failed(client.chat_postMessage(channel=one.id, text="x"))
        assert (error.response.status_code, error.response.headers["Retry-After"]) == (429, "1")
        assert error.response["error"] == "ratelimited"
        await client.chat_postMessage(channel=two.id, text="x")
        clock.put(NOON + timedelta(seconds=1))
        await client.chat_postMessage(channel=one.id, text="x")
        slack.limits.enabled = False
        for _ in range(10):
            await client.chat_postMessage(channel=one.id, text="x")


async def test_a_workspace_takes_300_posts_and_50_updates_a_minute() -> None:
    clock = SetClock(NOON)
    async with SlackStandIn(clock=clock) as slack:
        limits = slack.limits
        for number in range(300):
            limits.spend("A", "T1", "chat.postMessage", 5, f"C{number}")
        with pytest.raises(TooMany):
            limits.spend("A", "T1", "chat.postMessage", 5, "C300")
        limits.spend("A", "T2", "chat.postMessage", 5, "C300")
        for _ in range(50):
            limits.spend("A", "T1", "chat.update", 3)
        with pytest.raises(TooMany):
            limits.spend("A", "T1", "chat.update", 3)
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(50):
            await failed(client.chat_update(channel="C404", ts="1.1", text="x"))
        error = await failed(client.chat_update(channel="C404", ts="1.1", text="x"))
        assert (error.response.status_code, error.response.headers["Retry-After"]) == (429, "2")
        assert limits.refused == 3


@pytest.mark.parametrize("value", [None, "0", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "99999"])
async def test_retry_after_can_be_anything(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, value: str | None
) -> None:
    slack.script.too_many("chat.postMessage", value)
    error = await failed(client.chat_postMessage(channel=town.shared.id, text="x"))
    assert error.response.status_code == 429
    assert error.response.headers.get("Retry-After") == value
    assert (await client.chat_postMessage(channel=town.shared.id, text="x"))["ok"]


@pytest.mark.parametrize("word", ["ratelimited", "rate_limited", "message_limit_exceeded", "edit_window_closed"])
async def test_any_word_can_be_said_with_http_200(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, word: str
) -> None:
    slack.script.refuse("chat.postMessage", word, nth=2)
    await client.chat_postMessage(channel=town.shared.id, text="x")
    error = await failed(client.chat_postMessage(channel=town.shared.id, text="x"))
    assert (error.response.status_code, error.response["error"]) == (200, word)
    assert len(slack.vendor.timeline.standing()) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, "", "text/html"),
        (502, HTML_PAGE, "text/html"),
        (503, "{}", "application/json"),
        (504, "", "text/html"),
        (200, CUT_JSON, "application/json"),
    ],
)
async def test_a_gateway_can_answer_instead(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, status: int, body: str, kind: str
) -> None:
    slack.script.http("chat.postMessage", status, body, kind)
    await failed(client.chat_postMessage(channel=town.shared.id, text="x"))
    assert slack.vendor.timeline.standing() == []
    assert slack.calls("chat.postMessage")[0].status == status


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_is_cut_before_or_after_the_message_stands(
    slack: SlackStandIn, client: AsyncWebClient, town: Town, after: bool
) -> None:
    slack.script.reset("chat.postMessage", after=after)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=town.shared.id, text="x")
    assert len(slack.vendor.timeline.standing()) == int(after)
    assert slack.calls("chat.postMessage")[0].processed is after


async def test_the_clients_default_repeats_leave_two_messages_after_a_cut(slack: SlackStandIn, town: Town) -> None:
    hasty = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    slack.script.reset("chat.postMessage", after=True)
    await hasty.chat_postMessage(channel=town.shared.id, text="x")
    assert len(slack.vendor.timeline.standing()) == 2


async def test_a_dripping_answer_outlasts_a_callers_patience(slack: SlackStandIn, town: Town) -> None:
    slack.script.drip("chat.postMessage", 5.0)
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(asyncio.TimeoutError):
        await client.chat_postMessage(channel=town.shared.id, text="x")
    assert len(slack.vendor.timeline.standing()) == 1


async def test_methods_scopes_metadata_and_history_can_be_taken_away(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    slack.script.lose_method("users.info")
    slack.script.refuse_scope("conversations.info")
    slack.script.ignores_metadata = True
    assert (await failed(client.users_info(user=town.pat.id))).response["error"] == "unknown_method"
    assert (await failed(client.conversations_info(channel=town.shared.id))).response["error"] == "missing_scope"
    mark = {"event_type": "delivery", "event_payload": {"token": "t"}}
    await client.chat_postMessage(channel=town.shared.id, text="x", metadata=mark)
    page = await client.conversations_history(channel=town.shared.id, include_all_metadata=True)
    assert "metadata" not in page["messages"][0]
    slack.script.history_unreadable = "not_allowed_token_type"
    assert (await failed(client.conversations_history(channel=town.shared.id))).response["error"] == (
        "not_allowed_token_type"
    )
    slack.script.clear()
    assert (await client.users_info(user=town.pat.id))["ok"]


async def test_a_response_url_can_fail_too(slack: SlackStandIn, town: Town) -> None:
    url = slack.hooks.fresh(slack.installation, town.shared, town.ana.id, "T0VENDOR")
    slack.script.http("response_url", 500)
    async with aiohttp.ClientSession() as session:
        statuses = []
        for _ in range(2):
            async with session.post(url, json={"text": "x"}) as answer:
                statuses.append(answer.status)
    assert statuses == [500, 200]
    assert [call.status for call in slack.calls("response_url")] == [500, 200]

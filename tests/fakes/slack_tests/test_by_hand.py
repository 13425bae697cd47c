"""The stand-in starts by hand, and what the app shows can be searched for leaks."""

import asyncio
import sys
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import SlackStandIn
from tests.fakes.slack.audience import teams_of
from tests.fakes.slack_tests.conftest import Town
from tests.fakes.slack_tests.pieces import modal, section


async def test_everything_shown_is_listed_with_its_readers(
    slack: SlackStandIn, client: AsyncWebClient, town: Town
) -> None:
    await client.chat_postMessage(channel=town.shared.id, text="for both")
    posted = await client.chat_postMessage(channel=town.inside.id, text="first words")
    await client.chat_update(channel=town.inside.id, ts=str(posted["ts"]), text="second words")
    await client.chat_postEphemeral(channel=town.shared.id, user=town.ana.id, text="for Ana")
    await client.files_upload_v2(content="secret,1", filename="a.csv", channel=town.inside.id)
    trigger = slack.vendor.views.trigger(town.ana.id, "T0ACME")
    await client.views_open(trigger_id=trigger.id, view=modal(section("in a modal")))
    readers = {
        word: next(teams_of(slack.vendor, s.readers) for s in slack.shown() if word in s.content)
        for word in ("for both", "first words", "second words", "for Ana", "secret,1", "in a modal")
    }
    assert readers == {
        "for both": {"T0VENDOR", "T0ACME"},
        "first words": {"T0VENDOR"},
        "second words": {"T0VENDOR"},
        "for Ana": {"T0ACME"},
        "secret,1": {"T0VENDOR"},
        "in a modal": {"T0ACME"},
    }


async def test_history_can_be_narrow(slack: SlackStandIn, client: AsyncWebClient, town: Town) -> None:
    slack.limits.narrow_history = True
    for number in range(20):
        await client.chat_postMessage(channel=town.shared.id, text=str(number))
    page = await client.conversations_history(channel=town.shared.id, limit=100)
    assert (len(page["messages"]), page["has_more"]) == (15, True)


async def test_a_command_line_starts_it_by_hand() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.slack", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    lines: dict[str, Any] = {}
    while "channels" not in lines:
        name, _, value = (await process.stdout.readline()).decode().strip().partition("  ")
        lines[name] = value.strip()
    async with aiohttp.ClientSession() as browser, browser.get(lines["page"] + "/log") as page:
        assert "#acme" in await page.text()
    client = AsyncWebClient(lines["bot token"], base_url=lines["API address"])
    assert (await client.auth_test())["ok"]
    process.terminate()
    await process.wait()

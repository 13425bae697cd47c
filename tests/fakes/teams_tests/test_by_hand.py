"""The stand-in starts by hand, and its page lets one person act."""

import asyncio
import sys
from typing import Any

import aiohttp

from tests.fakes.teams import Connector
from tests.fakes.teams.messages import Message
from tests.fakes.teams_tests.conftest import Town
from tests.fakes.teams_tests.ear import Ear
from tests.fakes.teams_tests.pieces import card, own, words


async def test_somebody_presses_on_the_page(teams: Connector, town: Town, ear: Ear, poll: Message) -> None:
    ear.answer(own(card(words("You said Yes"))))
    async with aiohttp.ClientSession() as browser:
        form = {"as": town.ana.aad, "do": "press", "on": poll.ref, "what": "Yes"}
        async with browser.post(teams.url, data=form) as page:
            assert "You said Yes" in await page.text()
        async with browser.get(f"{teams.url}/?as={town.pat.aad}") as page:
            assert "Which?" in await page.text()


async def test_a_command_line_starts_it_by_hand() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.teams", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    lines: dict[str, Any] = {}
    while "channels" not in lines:
        name, _, value = (await process.stdout.readline()).decode().strip().partition("  ")
        lines[name] = value.strip()
    async with aiohttp.ClientSession() as browser:
        async with browser.get(lines["page"]) as page:
            assert "Chat with the app" in await page.text()
        async with browser.get(lines["CAB_TEAMS_OPENID_METADATA"]) as answer:
            assert (await answer.json())["jwks_uri"].startswith(lines["page"])
    process.terminate()
    await process.wait()

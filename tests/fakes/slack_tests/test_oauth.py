"""Installing the app: the page, the code, the tokens, and refresh tokens that work once."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SetClock
from tests.fakes.slack import SlackStandIn
from tests.fakes.slack_tests.test_faults import failed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # the vendor's client still uses it
BACK = "https://app.example/slack/oauth_redirect"


async def test_somebody_agrees_on_the_page_and_the_code_is_worth_a_token_once(slack: SlackStandIn) -> None:
    acme = slack.world.add_team("Acme", "T0ACME")
    query = {"client_id": slack.client_id, "scope": "chat:write,commands", "state": "s1", "redirect_uri": BACK}
    async with aiohttp.ClientSession() as browser:
        async with browser.get(slack.authorize_url, params=query) as page:
            assert "chat:write,commands" in await page.text()
        form = query | {"decision": "allow", "team": acme.id}
        async with browser.post(slack.authorize_url, data=form, allow_redirects=False) as answer:
            back = parse_qs(urlsplit(answer.headers["Location"]).query)
        form["decision"] = "cancel"
        async with browser.post(slack.authorize_url, data=form, allow_redirects=False) as answer:
            assert "error=access_denied" in answer.headers["Location"]
    assert back["state"] == ["s1"]
    client = AsyncWebClient(base_url=slack.api_url)
    grant = {"client_id": slack.client_id, "client_secret": slack.client_secret, "redirect_uri": BACK}
    granted = await client.oauth_v2_access(**grant, code=back["code"][0])
    assert (granted["team"]["id"], granted["scope"], granted["enterprise"]) == ("T0ACME", "chat:write,commands", None)
    assert (await client.auth_test(token=granted["access_token"]))["team_id"] == "T0ACME"
    for code, word in ((back["code"][0], "code_already_used"), ("made-up", "invalid_code")):
        error = await failed(client.oauth_v2_access(**grant, code=code))
        assert error.response["error"] == word
    wrong = grant | {"client_secret": "guess"}
    assert (await failed(client.oauth_v2_access(**wrong, code="x"))).response["error"] == "bad_client_secret"


async def test_a_code_dies_after_ten_minutes() -> None:
    clock = SetClock(NOON)
    async with SlackStandIn(clock=clock) as slack:
        code = parse_qs(urlsplit(slack.oauth.agreed("T0VENDOR", (), BACK, "s")).query)["code"][0]
        clock.put(NOON + timedelta(seconds=601))
        client = AsyncWebClient(base_url=slack.api_url)
        call = client.oauth_v2_access(client_id=slack.client_id, client_secret=slack.client_secret, code=code)
        assert (await failed(call)).response["error"] == "invalid_code"


async def test_of_twenty_refreshes_with_one_token_one_succeeds() -> None:
    async with SlackStandIn(rotating=True) as slack:
        refresh = slack.installation.refresh_tokens[0]
        client = AsyncWebClient(base_url=slack.api_url)
        old = slack.bot_token

        async def renew() -> str:
            try:
                fresh = await client.oauth_v2_access(
                    client_id=slack.client_id,
                    client_secret=slack.client_secret,
                    grant_type="refresh_token",
                    refresh_token=refresh,
                )
            except SlackApiError as error:
                return str(error.response["error"])
            return str(fresh["access_token"])

        answers = await asyncio.gather(*(renew() for _ in range(20)))
        assert answers.count("invalid_refresh_token") == 19
        fresh = next(answer for answer in answers if answer.startswith("xoxe.xoxb-"))
        for token in (old, fresh):
            assert (await client.auth_test(token=token))["ok"]


async def test_an_unknown_app_gets_no_page(slack: SlackStandIn) -> None:
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(slack.authorize_url, params={"client_id": "9.9"}) as page,
    ):
        assert page.status == 400


@pytest.mark.parametrize("grid", [None, "E0GRID"])
async def test_the_enterprise_is_named_where_there_is_one(slack: SlackStandIn, grid: str | None) -> None:
    team = slack.world.add_team("Big", enterprise=grid)
    code = parse_qs(urlsplit(slack.oauth.agreed(team.id, (), BACK, "s")).query)["code"][0]
    client = AsyncWebClient(base_url=slack.api_url)
    granted = await client.oauth_v2_access(client_id=slack.client_id, client_secret=slack.client_secret, code=code)
    assert (granted["enterprise"] or {}).get("id") == grid

"""Installing by browser: who began it finishes it, once and soon; anything else installs nothing and says so."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.actions import install
from bot.bot import Bot
from bot.clock import SetClock
from handlers.slack.grants import Grants
from handlers.slack.installations import Installations
from handlers.slack.oauth import LONGEST, router
from handlers.slack.scopes import BOT_SCOPES, DESIRABLE, missing_scopes
from storage import oauth_states, tables
from tests.databases import Made
from tests.fakes.slack.server import SlackStandIn
from tests.handlers.slack.bots import bot_on
from tests.makers import TUESDAY

PUBLIC = "https://council.example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A web server with the two pages, Slack, and somebody's browser."""

    bot: Bot
    slack: SlackStandIn
    app: FastAPI
    browser: httpx.AsyncClient
    installations: Installations

    def another_browser(self) -> httpx.AsyncClient:
        """Somebody else's."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=PUBLIC)

    async def begun(self) -> dict[str, str]:
        """What Slack is asked for, once somebody has opened the first page."""
        answer = await self.browser.get("/slack/install")
        assert answer.status_code == 302
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    def agreed(self, state: str, team: str = "T0VENDOR") -> str:
        """Where Slack sends the browser when somebody agrees."""
        return self.slack.oauth.agreed(team, BOT_SCOPES, f"{PUBLIC}/slack/oauth_redirect", state, "U1PIA")

    async def standing(self) -> list[str]:
        """The lanes of every installation."""
        return [each.lane for each in (await install.standing(self.bot)).readable]


@pytest.fixture
async def stage(made: Made) -> AsyncIterator[Stage]:
    clock = SetClock(TUESDAY)
    async with (
        bot_on(made, clock=clock) as bot,
        SlackStandIn(clock=clock) as slack,
        aiohttp.ClientSession() as session,
    ):
        known = Installations(bot)
        ask = Grants(session, api_url=slack.api_url, client_id=slack.client_id, client_secret=slack.client_secret)
        app = FastAPI()
        app.include_router(router(bot, known, ask, client_id=slack.client_id, api_url=slack.api_url, public_url=PUBLIC))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as browser:
            yield Stage(bot=bot, slack=slack, app=app, browser=browser, installations=known)


@pytest.fixture(autouse=True)
def silence(stage: Stage, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever comes of it, at no level is a token, the client's secret or a code logged."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        yield
    codes = [str(each.args.get("code") or "never") for each in stage.slack.calls("oauth.v2.access")]
    said = repr(lines) + "".join(each.getMessage() + str(each.exc_text or "") for each in caplog.records)
    for secret in ("xoxb", "xoxe", stage.slack.client_secret, *(each for each in codes if len(each) < 100)):
        assert secret not in said


async def test_the_first_page_sends_the_browser_to_slack_with_a_mark_and_a_cookie(stage: Stage) -> None:
    answer = await stage.browser.get("/slack/install")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.headers["location"].startswith(stage.slack.authorize_url)
    assert asked["client_id"] == [stage.slack.client_id]
    assert asked["scope"] == [",".join(BOT_SCOPES)]
    assert asked["redirect_uri"] == [f"{PUBLIC}/slack/oauth_redirect"]
    assert 64 < len(asked["state"][0]) <= LONGEST
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "secure", "samesite=lax", "path=/slack", "max-age=600"))


@pytest.mark.parametrize("rotating", [False, True])
async def test_who_agrees_has_the_bot(stage: Stage, rotating: bool) -> None:
    stage.slack.vendor.rotating = rotating
    with capture_logs() as lines:
        answer = await stage.browser.get(stage.agreed((await stage.begun())["state"]))
    assert answer.status_code == 200
    assert "Vendor" in answer.text
    assert "app_redirect?app=A0STANDIN&amp;team=T0VENDOR" in answer.text
    (one,) = (await install.standing(stage.bot)).readable
    token = stage.slack.vendor.installs.all[-1].bot_token
    assert (one.lane, one.grant.installed_by, one.grant.bot_token) == ("slack:T0VENDOR", "U1PIA", token)
    assert one.grant.bot_id
    assert set(one.grant.scopes) == set(BOT_SCOPES)
    assert bool(one.grant.refresh_token) == (one.grant.expires_at is not None) == rotating
    assert await stage.installations.token_for("slack:T0VENDOR") == token
    assert [each.name for each in await stage.bot.database.organisations()] == ["Vendor"]
    for text in (answer.text, repr(lines), str(answer.headers)):
        assert "xoxb" not in text
        assert "xoxe" not in text


async def test_a_second_workspace_becomes_an_organisation_of_its_own(stage: Stage) -> None:
    stage.slack.world.add_team("Acme", "T9ACME")
    for team in ("T0VENDOR", "T9ACME", "T0VENDOR"):
        assert (await stage.browser.get(stage.agreed((await stage.begun())["state"], team))).status_code == 200
    assert sorted(await stage.standing()) == ["slack:T0VENDOR", "slack:T9ACME"]
    assert sorted(each.name for each in await stage.bot.database.organisations()) == ["Acme", "Vendor"]


async def test_who_does_not_agree_has_nothing(stage: Stage) -> None:
    back = stage.slack.oauth.cancelled("/slack/oauth_redirect", (await stage.begun())["state"])
    answer = await stage.browser.get(back)
    assert answer.status_code == 400
    assert "nothing was installed" in answer.text
    assert await stage.standing() == []


@pytest.mark.parametrize("state", ["", "guessed", "x" * 5_000, "\x00", "é", "<script>alert(1)</script>"])
async def test_without_a_mark_of_ours_nothing_is_installed(stage: Stage, state: str) -> None:
    await stage.begun()
    answer = await stage.browser.get(stage.agreed(state))
    assert answer.status_code == 400
    assert "<script" not in answer.text
    assert await stage.standing() == []
    assert stage.slack.calls("oauth.v2.access") == []


@pytest.mark.parametrize("left_out", ["state", "code", "both"])
async def test_what_comes_back_without_a_mark_or_a_code_installs_nothing(stage: Stage, left_out: str) -> None:
    back = urlsplit(stage.agreed((await stage.begun())["state"]))
    query = {name: values[0] for name, values in parse_qs(back.query).items() if left_out not in (name, "both")}
    answer = await stage.browser.get(back.path, params=query)
    assert answer.status_code == 400
    assert await stage.standing() == []
    assert stage.slack.calls("oauth.v2.access") == []


async def test_a_mark_works_once(stage: Stage) -> None:
    back = stage.agreed((await stage.begun())["state"])
    assert (await stage.browser.get(back)).status_code == 200
    stage.browser.cookies.clear()
    assert (await stage.browser.get(back)).status_code == 400
    assert len(stage.slack.calls("oauth.v2.access")) == 1


async def test_a_mark_that_is_sent_twice_by_its_own_browser_is_refused_the_second_time(stage: Stage) -> None:
    state = (await stage.begun())["state"]
    kept = dict(stage.browser.cookies)
    for status in (200, 400):
        stage.browser.cookies.update(kept)  # The page takes its cookie back.
        assert (await stage.browser.get(stage.agreed(state))).status_code == status
    assert len(stage.slack.calls("oauth.v2.access")) == 1


async def test_who_opens_the_first_page_again_and_again_leaves_nothing_behind(stage: Stage) -> None:
    async def rows() -> int:
        async with stage.bot.database.read(oauth_states.NOBODY) as work:
            return await work.connection.scalar(select(func.count()).select_from(tables.oauth_state)) or 0

    states = {(await stage.begun())["state"] for _ in range(50)}
    assert (len(states), await rows()) == (50, 0)
    assert (await stage.browser.get(stage.agreed(states.pop()))).status_code == 200
    assert await rows() == 1


@pytest.mark.parametrize(("seconds", "status"), [(599, 200), (601, 400)])
async def test_a_mark_works_for_ten_minutes(stage: Stage, seconds: int, status: int) -> None:
    state = (await stage.begun())["state"]
    clock = stage.bot.clock
    assert isinstance(clock, SetClock)
    clock.put(TUESDAY + timedelta(seconds=seconds))
    assert (await stage.browser.get(stage.agreed(state))).status_code == status
    assert bool(await stage.standing()) == (status == 200)


async def test_another_browser_cannot_finish_it_and_the_first_still_can(stage: Stage) -> None:
    state = (await stage.begun())["state"]
    async with stage.another_browser() as other:
        assert (await other.get(stage.agreed(state))).status_code == 400
        await other.get("/slack/install")
        assert (await other.get(stage.agreed(state))).status_code == 400
    assert await stage.standing() == []
    assert (await stage.browser.get(stage.agreed(state))).status_code == 200


async def test_two_windows_of_one_browser_can_both_finish(stage: Stage) -> None:
    states = [(await stage.begun())["state"] for _ in range(2)]
    assert (await stage.browser.get(stage.agreed(states[0]))).status_code == 200


@pytest.mark.parametrize("code", ["", "never-given", "x" * 5_000])
async def test_a_code_that_slack_does_not_know_installs_nothing(stage: Stage, code: str) -> None:
    state = (await stage.begun())["state"]
    answer = await stage.browser.get("/slack/oauth_redirect", params={"code": code, "state": state})
    assert answer.status_code == 400
    assert await stage.standing() == []


async def test_a_code_that_was_used_installs_nothing(stage: Stage) -> None:
    back = stage.agreed((await stage.begun())["state"])
    assert (await stage.browser.get(back)).status_code == 200
    await install.uninstall(stage.bot, "slack:T0VENDOR")
    code = parse_qs(urlsplit(back).query)["code"][0]
    again = await stage.browser.get(
        "/slack/oauth_redirect", params={"code": code, "state": (await stage.begun())["state"]}
    )
    assert again.status_code == 400
    (one,) = (await install.standing(stage.bot)).readable
    assert one.gone_at is not None


@pytest.mark.soak
async def test_when_slack_is_away_it_is_said_and_nothing_is_installed(stage: Stage) -> None:
    stage.slack.script.http("oauth.v2.access", 502, "<html>", times=None)
    answer = await stage.browser.get(
        stage.agreed((await stage.begun())["state"]), headers={"accept-language": "xx, de-AT;q=0.9, en"}
    )
    assert answer.status_code == 503
    assert 'lang="de"' in answer.text
    assert await stage.standing() == []


async def test_when_only_the_description_fails_the_token_is_kept(stage: Stage) -> None:
    stage.slack.script.http("auth.test", 502, "<html>", times=None)
    assert (await stage.browser.get(stage.agreed((await stage.begun())["state"]))).status_code == 200
    assert await stage.standing() == ["slack:T0VENDOR"]


def test_every_right_is_asked_for_once_and_what_is_missing_is_named() -> None:
    assert list(BOT_SCOPES) == sorted(set(BOT_SCOPES))
    assert set(BOT_SCOPES) > DESIRABLE
    assert missing_scopes(BOT_SCOPES) == ()
    assert missing_scopes(tuple(set(BOT_SCOPES) - {"commands"})) == ("commands",)

"""The bot's own token is asked for seldom, by nobody twice, and served as long as it is good."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import SetClock
from bot.ports import NotPosted, Permanent, Shut, Unknown
from handlers.teams.app_token import AppToken
from tests.handlers.teams.keys_server import APP, NOW, TENANT, Microsoft, microsoft, session, until

REFUSED = (401, {"error": "invalid_client", "error_description": "AADSTS7000215: secret"}, dict[str, str]())


@asynccontextmanager
async def token_of(
    vendor: Microsoft, clock: SetClock, *, patience: float = 10.0, **settings: Any
) -> AsyncIterator[AppToken]:
    """The token under test."""
    async with session() as opened:
        token = AppToken(opened, vendor.keys(**settings), clock=clock, timeout=patience)
        try:
            yield token
        finally:
            await token.close()


def later(clock: SetClock, **span: float) -> None:
    """Let time go by."""
    clock.put(clock.now() + timedelta(**span))


async def outcome(token: AppToken) -> object:
    """The token, or what was raised."""
    try:
        return await token.bearer()
    except (NotPosted, Unknown, Permanent) as trouble:
        return trouble


async def test_a_crowd_asks_once_and_the_request_is_what_the_vendor_documents() -> None:
    async with microsoft() as vendor, token_of(vendor, SetClock(NOW)) as token:
        assert set(await asyncio.gather(*(token.bearer() for _ in range(50)))) == {"bearer-1"}
        assert vendor.forms == [
            {
                "grant_type": "client_credentials",
                "client_id": APP,
                "client_secret": "secret",
                "scope": "https://api.botframework.com/.default",
                "path": f"/{TENANT}/oauth2/v2.0/token",
            }
        ]


async def test_it_is_renewed_before_its_end_and_nobody_waits_for_that() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, token_of(vendor, clock) as token:
        await token.bearer()
        later(clock, minutes=54)
        assert (await token.bearer(), len(vendor.forms)) == ("bearer-1", 1)
        vendor.hangs = True
        later(clock, minutes=2)
        assert await token.bearer() == "bearer-1"
        await until(lambda: len(vendor.forms) == 2)
        assert await token.bearer() == "bearer-1"
        vendor.let_go.set()
        for _ in range(2_000):
            if await token.bearer() == "bearer-2":
                break
            await asyncio.sleep(0.005)
        assert (await token.bearer(), len(vendor.forms)) == ("bearer-2", 2)


@pytest.mark.parametrize("answer", [(500, {}, {}), REFUSED, (200, {"access_token": 5}, {})])
async def test_one_that_is_still_good_serves_on_when_no_other_can_be_had(answer: Any) -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, token_of(vendor, clock) as token:
        await token.bearer()
        vendor.bearers = [answer] * 3
        later(clock, minutes=56)
        for _ in range(20):
            assert await token.bearer() == "bearer-1"
        await until(lambda: len(vendor.forms) == 2)
        later(clock, minutes=5)
        assert isinstance(await outcome(token), NotPosted | Shut), "but not beyond its end"


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (REFUSED, "invalid_client"),
        ((400, {"error": "unauthorized_client"}, {}), "unauthorized_client"),
        ((400, {"error": "invalid_request"}, {}), "invalid_request"),
    ],
)
async def test_what_only_the_operator_can_change_shuts_the_workspace(answer: Any, word: str) -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, token_of(vendor, clock) as token:
        vendor.bearers = [answer]
        for _ in range(5):
            shut = await outcome(token)
            assert isinstance(shut, Shut)
            assert shut.reason == word
        assert len(vendor.forms) == 1
        later(clock, minutes=1)
        assert await token.bearer() == "bearer-2"


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}, {}),
        (503, {"error": "temporarily_unavailable"}, {}),
        (400, {"error": "temporarily_unavailable"}, {}),
        (404, {}, {}),
        (200, {}, {}),
        (200, {"access_token": "ü", "expires_in": 3600}, {}),
        (302, {}, {"Location": "https://evil.example/"}),
    ],
)
async def test_what_may_pass_is_tried_again_later_and_later(answer: Any) -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, token_of(vendor, clock) as token:
        vendor.bearers = [answer] * 2
        for wait in (10, 20):
            for _ in range(5):
                held = await outcome(token)
                assert isinstance(held, NotPosted)
                assert (held.retry_after, held.everywhere) == (wait, True)
            later(clock, seconds=wait)
        assert await token.bearer() == "bearer-3"


async def test_the_vendors_own_wait_is_kept() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, token_of(vendor, clock) as token:
        vendor.bearers = [(429, {}, {"Retry-After": "90"})]
        held = await outcome(token)
        assert isinstance(held, NotPosted)
        assert held.retry_after == 90


async def test_a_server_that_hangs_is_given_up() -> None:
    async with microsoft() as vendor, token_of(vendor, SetClock(NOW), patience=0.1) as token:
        vendor.hangs = True
        assert isinstance(await outcome(token), NotPosted)


async def test_a_server_out_of_reach_is_tried_later() -> None:
    async with microsoft() as vendor, token_of(vendor, SetClock(NOW), login_url="http://127.0.0.1:9") as token:
        assert isinstance(await outcome(token), NotPosted)


@pytest.mark.parametrize("said", ["3599", 5, "soon", -1, 10**12])
async def test_any_lifetime_is_understood(said: object) -> None:
    async with microsoft() as vendor, token_of(vendor, SetClock(NOW)) as token:
        vendor.bearers = [(200, {"access_token": "T", "expires_in": said}, {})]
        assert (await token.bearer(), await token.bearer(), len(vendor.forms)) == ("T", "T", 1)


async def test_in_local_mode_nobody_gets_a_token() -> None:
    async with microsoft() as vendor, token_of(vendor, SetClock(NOW), local=True) as token:
        assert (await token.bearer(), vendor.forms) == ("", [])

"""Only Microsoft is believed, only for this bot, only about Teams, and only for the tenants that were named."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.clock import SetClock
from handlers.teams.key_set import KeySet, NoKeys
from handlers.teams.tokens import LONGEST, Rejected, Tokens
from tests.handlers.teams.keys_server import (
    NOW,
    SERVICE,
    TENANT,
    Microsoft,
    message,
    microsoft,
    public_entry,
    session,
    signed,
)

SECONDS = int(NOW.timestamp())


@asynccontextmanager
async def judging(vendor: Microsoft, clock: SetClock | None = None, **settings: Any) -> AsyncIterator[Tokens]:
    """The judge under test."""
    keys, clock = vendor.keys(**settings), clock or SetClock(NOW)
    async with session() as opened:
        key_set = KeySet(opened, keys.openid_metadata, clock=clock)
        try:
            yield Tokens(keys, key_set, clock=clock)
        finally:
            await key_set.close()


async def verdict(
    authorization: str | None, activity: dict[str, Any] | None = None, listed: list[Any] | None = None, **settings: Any
) -> tuple[int, str]:
    """The status and the reason; (200, "") when the request is let in."""
    async with microsoft() as vendor:
        if listed is not None:
            vendor.listed = listed
        async with judging(vendor, **settings) as tokens:
            try:
                await tokens.verify(authorization, message() if activity is None else activity)
            except Rejected as rejected:
                return rejected.status, rejected.why
    return 200, ""


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_what_microsoft_signed_is_let_in_however_the_scheme_is_spelt(scheme: str) -> None:
    assert await verdict(f"{scheme} {signed()}") == (200, "")


def forged(header: dict[str, Any], claims: object) -> str:
    """A token nobody signed."""
    parts = (json.dumps(each).encode() for each in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + ".AAAA"


HEADER = {"alg": "RS256", "kid": "one"}
BAD: dict[str, tuple[str | None, str]] = {
    "nothing": (None, "no_token"),
    "an empty header": ("", "no_token"),
    "no token": ("Bearer", "not_a_token"),
    "no token but a space": ("Bearer ", "not_a_token"),
    "another scheme": (f"Basic {signed()}", "not_a_token"),
    "no scheme": (signed(), "not_a_token"),
    "two tokens": (f"Bearer {signed()} {signed()}", "not_a_token"),
    "two headers in one": (f"Bearer {signed()}, Bearer {signed()}", "not_a_token"),
    "garbage": ("Bearer a.b.c", "not_a_token"),
    "signs that are none": ("Bearer \xff.ü.\x00", "not_a_token"),
    "a very long one": ("Bearer " + "a" * 20_000 + ".b.c", "not_a_token"),
    "one that ended five minutes ago": (f"Bearer {signed(exp=SECONDS - 300)}", "expired"),
    "a genuine one that is too long": (f"Bearer {signed(padding='x' * 16_384)}", "not_a_token"),
    "a header that is no object": (f"Bearer {forged([], {})}", "not_a_token"),  # type: ignore[arg-type]
    "claims that are no object": (f"Bearer {forged(HEADER, [1])}", "not_a_token"),
    "a tower of brackets": (
        f"Bearer {base64.urlsafe_b64encode(json.dumps(HEADER).encode()).decode().rstrip('=')}."
        f"{base64.urlsafe_b64encode(b'[' * 9_000).decode().rstrip('=')}.AAAA",
        "not_a_token",
    ),
    "no algorithm": (f"Bearer {signed(algorithm='none')}", "not_a_token"),
    "an algorithm that is left out but signed": (f"Bearer {forged({'alg': 'none', 'kid': 'one'}, {})}", "algorithm"),
    "a shared secret": (f"Bearer {signed(algorithm='HS256')}", "algorithm"),
    "no key name": (f"Bearer {forged({'alg': 'RS256'}, {})}", "no_key_name"),
    "a key name that is a number": (f"Bearer {forged({'alg': 'RS256', 'kid': 1}, {})}", "not_a_token"),
    "another issuer": (f"Bearer {signed(iss='https://sts.windows.net/evil/')}", "issuer"),
    "no issuer": (f"Bearer {signed(without=('iss',))}", "issuer"),
    "another audience": (f"Bearer {signed(aud='another-bot')}", "audience"),
    "several audiences": (f"Bearer {signed(aud=['another-bot', 'c9e8c047-2a74-40a2-b28a-b162d5f5327c'])}", "audience"),
    "an empty audience": (f"Bearer {signed(aud='')}", "audience"),
    "no audience": (f"Bearer {signed(without=('aud',))}", "audience"),
    "no end": (f"Bearer {signed(without=('exp',))}", "no_end"),
    "an end that is a text": (f"Bearer {forged(HEADER, {'iss': 'https://api.botframework.com'})}", "audience"),
    "an end long ago": (f"Bearer {signed(exp=SECONDS - 301)}", "expired"),
    "an endless end": (f"Bearer {signed(exp=10**400)}", "no_end"),
    "an end before all time": (f"Bearer {signed(exp=-(10**12))}", "no_end"),
    "a start to come": (f"Bearer {signed(nbf=SECONDS + 301)}", "not_yet"),
    "a start that is a text": (f"Bearer {signed(nbf='now')}", "not_yet"),
    "a key of somebody else": (f"Bearer {signed('one', 2)}", "signature"),
    "a key that is not listed": (f"Bearer {signed('two', 2)}", "unknown_key"),
    "a signature cut short": (f"Bearer {signed()[:-342]}{'A' * 342}", "signature"),
    "changed claims": (f"Bearer {signed().replace(signed().split('.')[1], signed(x=1).split('.')[1])}", "signature"),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_proves_nothing_is_turned_away(what: str) -> None:
    authorization, why = BAD[what]
    assert await verdict(authorization) == (401, why)


async def test_a_token_is_read_up_to_its_largest_size() -> None:
    longest = signed(padding="x" * ((LONGEST - len(signed(padding=""))) * 3 // 4))
    assert (len(longest), await verdict(f"Bearer {longest}")) == (LONGEST, (200, ""))


async def test_clocks_may_differ_by_five_minutes() -> None:
    assert await verdict(f"Bearer {signed(exp=SECONDS - 299)}") == (200, "")
    assert await verdict(f"Bearer {signed(nbf=SECONDS + 300)}") == (200, "")
    assert await verdict(f"Bearer {signed(without=('nbf',))}") == (200, "")


def there(url: object) -> dict[str, Any]:
    """A message that wants to be answered there."""
    return message(serviceUrl=url)


FORBIDDEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "no address in the token": (signed(without=("serviceurl",)), message(), "no_service_url"),
    "an empty address in both": (signed(serviceurl=""), there(""), "no_service_url"),
    "an address that is a number": (signed(serviceurl=5), message(), "no_service_url"),
    "another address": (signed(serviceurl="https://smba.trafficmanager.net/emea/"), message(), "service_url"),
    "no address in the request": (signed(), message(serviceUrl=None), "service_url"),
    "a foreign server in both": (
        signed(serviceurl="https://evil.example/"),
        there("https://evil.example/"),
        "foreign_service_url",
    ),
    "a server that only begins alike": (
        signed(serviceurl="https://smba.trafficmanager.net.evil.example/"),
        there("https://smba.trafficmanager.net.evil.example/"),
        "foreign_service_url",
    ),
    "an open line": (
        signed(serviceurl="http://smba.trafficmanager.net/amer/"),
        there("http://smba.trafficmanager.net/amer/"),
        "foreign_service_url",
    ),
    "another channel": (signed(), message(channelId="webchat"), "channel"),
    "the emulator": (signed(), message(channelId="emulator"), "channel"),
    "no channel": (signed(), message(channelId=None), "channel"),
    "another tenant": (signed(), message(conversation={"id": "a:1", "tenantId": "other"}), "tenant"),
    "no tenant": (signed(), message(conversation={"id": "a:1"}, channelData=None), "tenant"),
    "a tenant that is a list": (
        signed(),
        message(conversation={"id": "a", "tenantId": [TENANT]}, channelData=[]),
        "tenant",
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
async def test_a_genuine_token_is_not_good_for_everything(what: str) -> None:
    token, activity, why = FORBIDDEN[what]
    assert await verdict(f"Bearer {token}", activity) == (403, why)


async def test_a_slash_at_the_end_of_the_address_means_nothing() -> None:
    assert await verdict(f"Bearer {signed()}", there(SERVICE.rstrip("/"))) == (200, "")


async def test_several_tenants_may_be_named_and_none_means_all() -> None:
    elsewhere = message(conversation={"id": "a:1", "tenantId": "Other"})
    assert await verdict(f"Bearer {signed()}", elsewhere, tenant=f"{TENANT}, OTHER") == (200, "")
    assert await verdict(f"Bearer {signed()}", elsewhere, tenant="") == (200, "")
    personal = message(conversation={"id": "a:1"}, channelData={"tenant": {"id": TENANT.upper()}})
    assert await verdict(f"Bearer {signed()}", personal) == (200, "")


@pytest.mark.parametrize("endorsements", [None, (), ("webchat",), "msteams", [7]])
async def test_a_key_that_does_not_endorse_teams_does_not_speak_for_it(endorsements: object) -> None:
    listed = [public_entry("one", 1, endorsements)]
    assert await verdict(f"Bearer {signed()}", listed=listed) == (403, "endorsement")


async def test_after_a_change_of_keys_the_new_one_is_good_within_a_minute() -> None:
    clock = SetClock(NOW)
    async with microsoft() as vendor, judging(vendor, clock) as tokens:
        await tokens.verify(f"Bearer {signed()}", message())
        vendor.listed = [public_entry("two", 2)]
        clock.put(NOW.replace(minute=1))
        await tokens.verify(f"Bearer {signed('two', 2)}", message())
        with pytest.raises(Rejected, match="unknown_key"):
            await tokens.verify(f"Bearer {signed()}", message())


async def test_who_makes_up_tokens_cannot_make_us_ask_for_keys() -> None:
    async with microsoft() as vendor, judging(vendor) as tokens:
        for each in range(30):
            with pytest.raises(Rejected):
                await tokens.verify(f"Bearer {signed(f'made up {each}', aud='another')}", message())
        assert vendor.lists == 0


async def test_while_no_key_can_be_had_nobody_can_tell() -> None:
    async with microsoft() as vendor, judging(vendor) as tokens:
        vendor.status = 503
        with pytest.raises(NoKeys):
            await tokens.verify(f"Bearer {signed()}", message())


async def test_without_an_app_id_nobody_judges() -> None:
    async with microsoft() as vendor:
        with pytest.raises(ValueError, match="app id"):
            async with judging(vendor, app_id=""):
                pass


async def test_on_one_machine_alone_the_emulator_needs_no_token_and_is_answered_there() -> None:
    here = message(channelId="emulator", serviceUrl="http://localhost:56150")
    assert await verdict(None, here, local=True, app_id="", tenant="") == (200, "")
    for url in ("https://evil.example/", 5, None):
        away = message(channelId="emulator", serviceUrl=url)
        assert await verdict(None, away, local=True, app_id="", tenant="") == (403, "foreign_service_url")
    elsewhere = message(channelId="webchat", serviceUrl="http://localhost:56150")
    assert await verdict(None, elsewhere, local=True, app_id="", tenant="") == (403, "channel")


async def test_the_government_cloud_has_an_issuer_of_its_own() -> None:
    async with microsoft() as vendor:
        metadata = "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
        assert vendor.keys(openid_metadata=metadata).issuer == "https://api.botframework.us"
        assert vendor.keys().issuer == "https://api.botframework.com"

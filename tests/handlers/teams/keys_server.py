"""A very small Microsoft for tests: signs tokens, lists its keys, hands out bearers, answers calls as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from handlers.teams.keys import TeamsKeys

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
APP = "c9e8c047-2a74-40a2-b28a-b162d5f5327c"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
SERVICE = "https://smba.trafficmanager.net/amer/"
ISSUER = "https://api.botframework.com"
SKETCHY = "a secret of enough bytes for any HMAC there is"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """A key of this process; making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_entry(kid: str, number: int, endorsements: object = ("msteams", "skype")) -> dict[str, Any]:
    """A key as it is listed; without endorsements for None."""
    made = RSAAlgorithm.to_jwk(private_key(number).public_key(), as_dict=True)
    entry = {"kty": "RSA", "use": "sig", "kid": kid, "x5t": kid, "n": made["n"], "e": made["e"]}
    if endorsements is not None:
        entry["endorsements"] = list(endorsements) if isinstance(endorsements, tuple) else endorsements
    return entry


def signed(
    kid: str = "one",
    number: int = 1,
    *,
    algorithm: str = "RS256",
    without: tuple[str, ...] = (),
    header: Mapping[str, Any] | None = None,
    **changed: object,
) -> str:
    """A token as Microsoft makes them, with some claims changed or left out."""
    now = int(NOW.timestamp())
    claims: dict[str, Any] = {"iss": ISSUER, "aud": APP, "serviceurl": SERVICE, "nbf": now - 60, "exp": now + 3600}
    claims = {name: value for name, value in (claims | changed).items() if name not in without}
    secret = private_key(number) if algorithm == "RS256" else "" if algorithm == "none" else SKETCHY
    return jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": kid, **(header or {})})


def message(**changed: object) -> dict[str, Any]:
    """A message as Teams posts it."""
    made: dict[str, Any] = {
        "type": "message",
        "id": "1485983408511",
        "timestamp": "2026-03-03T10:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "from": {"id": "29:1XJKJMvc5", "name": "Ana", "aadObjectId": "7faf8ab2-3d56-4244-b585-20c8a42ed2b8"},
        "conversation": {"conversationType": "personal", "id": "a:17I0kl8", "tenantId": TENANT},
        "recipient": {"id": f"28:{APP}", "name": "Council"},
        "text": "status",
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-US",
    }
    return {name: value for name, value in (made | changed).items() if value is not None}


def press(name: str = "adaptiveCard/action", **changed: object) -> dict[str, Any]:
    """A button pressed on a card, or something done in a dialog."""
    return message(type="invoke", name=name, id="f:622749630322482883", value={"action": {}}) | changed


@dataclass(slots=True)
class Microsoft:
    """What it lists, how it behaves, and what it was asked."""

    url: str = ""
    listed: list[dict[str, Any]] = field(default_factory=lambda: [public_entry("one", 1)])
    keys_url: str | None = None
    status: int = 200
    hangs: bool = False
    lists: int = 0
    handler: Handler | None = None
    bearers: list[tuple[int, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    seen: list[tuple[str, str, str, bytes]] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def keys(self, **changed: Any) -> TeamsKeys:
        """Settings that lead here."""
        settings: dict[str, Any] = {
            "app_id": APP,
            "password": "secret",
            "tenant": TENANT,
            "openid_metadata": f"{self.url}/metadata",
            "login_url": self.url,
            "service_hosts": ("smba.trafficmanager.net", "127.0.0.1"),
        }
        return TeamsKeys(**(settings | changed))

    async def metadata(self, _: web.Request) -> web.StreamResponse:
        """Where the keys are listed."""
        self.lists += 1
        if self.hangs:
            await self.let_go.wait()
        body = {"issuer": ISSUER, "jwks_uri": self.keys_url or f"{self.url}/keys"}
        return web.json_response(body, status=self.status)

    async def list_keys(self, _: web.Request) -> web.StreamResponse:
        """The keys."""
        return web.json_response({"keys": self.listed})

    async def token(self, request: web.Request) -> web.StreamResponse:
        """A bearer: the answers laid down in `bearers` one after the other, else a new one for an hour."""
        form = await request.post()
        self.forms.append({name: str(value) for name, value in form.items()} | {"path": request.path})
        if self.hangs:
            await self.let_go.wait()
        number = len(self.forms)
        granted = {"token_type": "Bearer", "expires_in": 3600, "access_token": f"bearer-{number}"}
        status, body, headers = self.bearers.pop(0) if self.bearers else (200, granted, {})
        return web.json_response(body, status=status, headers=headers)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Anything else is a call of the message service."""
        body = await request.read()
        self.seen.append((request.method, request.raw_path, request.headers.get("Authorization", ""), body))
        assert self.handler is not None
        return await self.handler(request)


@asynccontextmanager
async def microsoft() -> AsyncIterator[Microsoft]:
    """The stand-in, listening on this machine."""
    vendor, app = Microsoft(), web.Application(client_max_size=8 * 1024 * 1024)
    app.router.add_get("/metadata", vendor.metadata)
    app.router.add_get("/keys", vendor.list_keys)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", vendor.token)
    app.router.add_route("*", "/{rest:.*}", vendor.call)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    vendor.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield vendor
    finally:
        vendor.let_go.set()
        await runner.cleanup()


def answering(status: int = 200, body: object = None, headers: Mapping[str, str] | None = None) -> Handler:
    """Always the same answer; `body` as JSON unless it is bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body if body is not None else {}).encode()

    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=raw, headers={"Content-Type": "application/json", **(headers or {})})

    return handle


@asynccontextmanager
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session as the adapter opens one."""
    from handlers.teams.calls import open_session

    async with open_session() as opened:
        yield opened


async def until(condition: Callable[[], bool]) -> None:
    """Let the others run until it holds."""
    for _ in range(2_000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to that")

"""Stands in for what the check-up asks of Microsoft: published keys, a place to sign in, and our own public door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web

from handlers.teams.keys import TeamsKeys
from tests.handlers.teams.packed import APP_ID

PASSWORD = "Zx8~the.value"
TENANT = "0a7c1c2e-5d0f-4e0b-8f6e-2a1b3c4d5e6f"
KEY = {"kty": "RSA", "kid": "k1", "endorsements": ["msteams"]}


@dataclass(slots=True)
class Microsoft:
    """What it answers; a test changes one thing."""

    now: datetime
    address: str = ""
    keys: dict[str, object] = field(default_factory=lambda: {"keys": [KEY, {"kid": "k2", "endorsements": ["sms"]}]})
    metadata: dict[str, object] | None = None
    door: int = 401
    knocks: list[bytes] = field(default_factory=list)
    """What arrived at our own public door."""

    def set_up(self, *, password: str = PASSWORD, public_url: str | None = None, tenant: str = TENANT) -> TeamsKeys:
        """Settings that lead here."""
        return TeamsKeys(
            app_id=APP_ID,
            password=password,
            tenant=tenant,
            openid_metadata=f"{self.address}/openid",
            login_url=self.address,
            service_hosts=("smba.trafficmanager.net",),
            public_url=self.address if public_url is None else public_url,
        )

    async def tell_metadata(self, _: web.Request) -> web.Response:
        """Where the keys are; with the time as it is there."""
        told = {"jwks_uri": f"{self.address}/keys"} if self.metadata is None else self.metadata
        return web.json_response(told, headers={"Date": format_datetime(self.now, usegmt=True)})

    async def tell_keys(self, _: web.Request) -> web.Response:
        """The keys."""
        return web.json_response(self.keys)

    async def sign_in(self, request: web.Request) -> web.Response:
        """A token for whoever knows the password."""
        given = await request.post()
        if given.get("client_secret") == PASSWORD:
            return web.json_response({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600})
        told = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
        return web.json_response(told, status=401)

    async def answer_the_door(self, request: web.Request) -> web.Response:
        """What our own server would say to somebody without a token."""
        self.knocks.append(await request.read())
        return web.Response(status=self.door)


@asynccontextmanager
async def microsoft(now: datetime) -> AsyncIterator[Microsoft]:
    """Such a stand-in, listening while this is open."""
    one = Microsoft(now)
    app = web.Application()
    app.router.add_get("/openid", one.tell_metadata)
    app.router.add_get("/keys", one.tell_keys)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", one.sign_in)
    app.router.add_post("/teams/messages", one.answer_the_door)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        one.address = f"http://{host}:{port}"
        yield one
    finally:
        await runner.cleanup()

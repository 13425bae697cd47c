"""A program that receives our webhook as its document tells it to: it checks the signature, the clock and the key."""

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from aiohttp import web

from bot.clock import Clock, SystemClock
from tests.fakes.trackers.server import StandIn

WINDOW = 300


@dataclass(slots=True)
class Receiver(StandIn):
    """Keeps each event once, by its `Idempotency-Key`."""

    secret: str = "a-secret-of-twenty-signs"
    clock: Clock = field(default_factory=SystemClock)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def hook(self) -> str:
        """Where it is called."""
        return f"{self.url}/cab"

    def routes(self) -> list[web.RouteDef]:
        """One address."""
        return [web.post("/cab", self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        at, signed = request.headers.get("Cab-Timestamp", ""), request.headers.get("Cab-Signature", "")
        key = request.headers.get("Idempotency-Key", "")
        wanted = "v1=" + hmac.new(self.secret.encode(), at.encode() + b"." + body, sha256).hexdigest()
        now: datetime = self.clock.now()
        if not hmac.compare_digest(wanted, signed):
            self.wrong.append("signature")
            return web.Response(status=401)
        if abs(now.timestamp() - int(at)) > WINDOW:
            self.wrong.append("replayed")
            return web.Response(status=401)
        if not key or request.content_type != "application/json":
            self.wrong.append("headers")
            return web.Response(status=400)
        event = json.loads(body)
        if event.get("version") != 1 or event.get("id") != key or not event.get("suggestion", {}).get("title"):
            self.wrong.append("body")
            return web.Response(status=422)
        self.events.setdefault(key, event)
        return web.Response(status=204)

"""Brings what people did to the app: signed HTTP requests or Socket Mode envelopes, three seconds for an answer."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

from tests.fakes import courier
from tests.fakes.objects import Json, encoded
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.wire import signature

PATIENCE = 3.0
"""Seconds the vendor waits for an answer."""

FORM = "application/x-www-form-urlencoded"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery(courier.Delivery):
    """One request to the app; `failure` is the vendor's word for what went wrong."""

    kind: str
    body: Json


class Courier(courier.Courier[Delivery]):
    """Signs and sends; `via` is "http" or "socket"."""

    LATE, UNREACHED, REFUSED = "http_timeout", "connection_failed", "http_error"

    def __init__(self, vendor: Vendor, sockets: SocketMode) -> None:
        super().__init__()
        self._vendor = vendor
        self._sockets = sockets
        self.via = "http"
        self.patience = PATIENCE
        self._change: Callable[[Json], None] | None = None

    async def interactive(self, payload: Json) -> Delivery:
        """A click, a submission, a shortcut: a form with one field `payload`."""
        if self._change is not None:
            self._change(payload)
        if self.via == "socket":
            return await self._over_socket("interactive", payload)
        return await self._signed("interactive", payload, urlencode({"payload": encoded(payload)}), FORM)

    async def command(self, fields: dict[str, str]) -> Delivery:
        """A slash command: a plain form."""
        if self.via == "socket":
            return await self._over_socket("slash_commands", dict(fields))
        return await self._signed("slash_commands", dict(fields), urlencode(fields), FORM)

    async def event(self, envelope: Json, *, retry: int = 0, reason: str = "") -> Delivery:
        """An event: JSON, with headers that tell a repeat."""
        if self.via == "socket":
            return await self._over_socket("events_api", envelope, retry, reason)
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        return await self._signed("events_api", envelope, encoded(envelope), "application/json", headers)

    @contextmanager
    def forging(self, change: Callable[[Json], None]) -> Iterator[None]:
        """Meanwhile `change` alters every interactive payload before it is signed: what no honest client would send."""
        self._change = change
        try:
            yield
        finally:
            self._change = None

    async def again(self, delivery: Delivery) -> Delivery:
        """The very same signed bytes once more, as somebody who overheard them would send them."""
        repeat = Delivery(kind=delivery.kind, body=delivery.body, raw=delivery.raw, headers=delivery.headers)
        return await self._send(repeat)

    async def raw(self, body: bytes, headers: dict[str, str] | None = None, *, signed: bool = False) -> Delivery:
        """Any bytes at all, by default unsigned."""
        proof = self.proof(body) if signed else {}
        return await self._send(Delivery(kind="raw", body={}, raw=body, headers=proof | (headers or {})))

    def proof(self, body: bytes, *, skew: float = 0.0, secret: str | None = None) -> dict[str, str]:
        """The two headers that prove a body; `skew` = seconds off the present."""
        stamp = str(int(self._vendor.stamps.now() + skew))
        signed = signature(secret or self._vendor.signing_secret, stamp, body)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}

    async def _signed(
        self, kind: str, body: Json, text: str, content_type: str, extra: dict[str, str] | None = None
    ) -> Delivery:
        raw = text.encode()
        headers = {"Content-Type": content_type, "User-Agent": AGENT} | self.proof(raw) | (extra or {})
        delivery = Delivery(kind=kind, body=body, raw=raw, headers=headers)
        return await self._sent_or_held(delivery)

    async def _send(self, delivery: Delivery) -> Delivery:
        await self._post(delivery, self.patience)
        return delivery

    async def _over_socket(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Delivery:
        delivery = Delivery(kind=kind, body=payload)
        self.deliveries.append(delivery)
        started = perf_counter()
        answer = await self._sockets.deliver(kind, payload, within=self.patience, retry=retry, reason=reason)
        delivery.took = perf_counter() - started
        if answer is None:
            delivery.failure = self.LATE if self._sockets.connections else self.UNREACHED
        else:
            delivery.status, delivery.text = 200, encoded(answer) if answer else ""
        await asyncio.sleep(0)
        return delivery

"""Brings what people did to the app: signed HTTP requests or Socket Mode envelopes, three seconds for an answer."""

import asyncio
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.wire import Json, decoded, encoded, signature

PATIENCE = 3.0
"""Seconds the vendor waits for an answer."""

FORM = "application/x-www-form-urlencoded"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One request to the app, and how it went; `failure` is the vendor's word for what went wrong."""

    kind: str
    body: Json
    raw: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    text: str = ""
    answer_headers: dict[str, str] = field(default_factory=dict)
    took: float = 0.0
    failure: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the app answered in time, with a 2xx."""
        return self.failure is None

    @property
    def json(self) -> Json:
        """The answer, where it is a JSON object."""
        parsed = decoded(self.text)
        return parsed if isinstance(parsed, dict) else {}


class Courier:
    """Signs and sends; `url` is the app's one address, `via` is "http" or "socket"."""

    def __init__(self, vendor: Vendor, sockets: SocketMode) -> None:
        self._vendor = vendor
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self.url = ""
        self.via = "http"
        self.patience = PATIENCE
        self.deliveries: list[Delivery] = []
        self.held: list[Delivery] = []
        self._holding = False
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

    @contextmanager
    def holding(self) -> Iterator[list[Delivery]]:
        """Meanwhile nothing is sent, only made and signed; hand the list to `release` in any order."""
        self._holding = True
        try:
            yield self.held
        finally:
            self._holding = False

    async def release(self, deliveries: Iterable[Delivery]) -> None:
        """Send what was held, in the order given, one after the other."""
        for delivery in list(deliveries):
            if delivery in self.held:
                self.held.remove(delivery)
            await self._send(delivery)

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

    @property
    def errors(self) -> list[str]:
        """What went wrong so far."""
        return [d.failure for d in self.deliveries if d.failure]

    async def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    async def _signed(
        self, kind: str, body: Json, text: str, content_type: str, extra: dict[str, str] | None = None
    ) -> Delivery:
        raw = text.encode()
        headers = {"Content-Type": content_type, "User-Agent": AGENT} | self.proof(raw) | (extra or {})
        delivery = Delivery(kind=kind, body=body, raw=raw, headers=headers)
        if self._holding:
            self.held.append(delivery)
            return delivery
        return await self._send(delivery)

    async def _send(self, delivery: Delivery) -> Delivery:
        if not self.url:
            raise RuntimeError("tell people where the app is: slack.people.request_url = ...")
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self.deliveries.append(delivery)
        started = perf_counter()
        try:
            within = aiohttp.ClientTimeout(total=self.patience)
            async with self._session.post(
                self.url, data=io.BytesIO(delivery.raw), headers=delivery.headers, timeout=within
            ) as answer:
                delivery.status = answer.status
                delivery.answer_headers = {name.lower(): value for name, value in answer.headers.items()}
                delivery.text = await answer.text(errors="replace")
                delivery.failure = None if 200 <= answer.status < 300 else "http_error"
        except TimeoutError:
            delivery.failure = "http_timeout"
        except aiohttp.ClientError:
            delivery.failure = "connection_failed"
        delivery.took = perf_counter() - started
        return delivery

    async def _over_socket(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Delivery:
        delivery = Delivery(kind=kind, body=payload)
        self.deliveries.append(delivery)
        started = perf_counter()
        answer = await self._sockets.deliver(kind, payload, within=self.patience, retry=retry, reason=reason)
        delivery.took = perf_counter() - started
        if answer is None:
            delivery.failure = "http_timeout" if self._sockets.connections else "connection_failed"
        else:
            delivery.status, delivery.text = 200, encoded(answer) if answer else ""
        await asyncio.sleep(0)
        return delivery

"""Brings activities to the app: freshly signed requests, 15 seconds for an answer, and once more where none came."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

import aiohttp
import jwt

from tests.fakes.teams.key_set import ISSUER, SigningKey
from tests.fakes.teams.vendor import Vendor
from tests.fakes.teams.wire import Json, copied, decoded, encoded

PATIENCE = 15.0
"""Seconds the vendor waits for an answer, and before it sends the same activity again."""
DIALOG_PATIENCE = 5.0
"""Seconds it waits after a dialog was submitted."""
REPEATS = 1
"""How often an activity that nobody answered comes again (https://github.com/MicrosoftDocs/msteams-docs/issues/1571)."""
TOKEN_LIFETIME = 3600

UNANSWERED = {502, 503, 504}
"""Answers of something in front of the app."""


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One request to the app, and how it went; `failure` is what went wrong."""

    activity: Json = field(repr=False)
    raw: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    at: float = 0.0
    attempt: int = 1
    status: int | None = None
    text: str = ""
    took: float = 0.0
    failure: str | None = None

    @property
    def kind(self) -> str:
        """The activity's type, of an invoke its name."""
        return str(self.activity.get("name") or self.activity.get("type") or "raw")

    @property
    def ok(self) -> bool:
        """Whether the app answered in time, with a 2xx."""
        return self.failure is None

    @property
    def json(self) -> Json:
        """The answer, where it is a JSON object."""
        parsed = decoded(self.text)
        return parsed if isinstance(parsed, dict) else {}


@dataclass(slots=True, kw_only=True)
class Forgery:
    """What is changed about a token before it goes out; `key` signs in place of the vendor's, `raw` replaces it all."""

    claims: Json = field(default_factory=dict)
    without: tuple[str, ...] = ()
    header: Json = field(default_factory=dict)
    key: SigningKey | None = None
    algorithm: str = "RS256"
    raw: str | None = None
    activity: Callable[[Json], None] | None = None


class Courier:
    """Signs and sends; `url` is the app's one address, `patience` in real seconds."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._session: aiohttp.ClientSession | None = None
        self.url = ""
        self.patience = PATIENCE
        self.dialog_patience = DIALOG_PATIENCE
        self.reuses_tokens = False
        """For crowds: one token serves until a minute before it ends, as the vendor's own do."""
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}
        self.deliveries: list[Delivery] = []
        self.unanswered: list[Delivery] = []
        self.held: list[Delivery] = []
        self._holding = False
        self._forgery: Forgery | None = None

    async def bring(self, activity: Json) -> Delivery:
        """One activity, signed and sent; where nobody answers it is kept for `redeliver`."""
        delivery = self._signed(activity)
        if self._holding:
            self.held.append(delivery)
            return delivery
        return await self._send(delivery)

    @contextmanager
    def forging(self, forgery: Forgery) -> Iterator[None]:
        """Meanwhile every token and activity is changed as `forgery` says: what the vendor would never send."""
        self._forgery = forgery
        try:
            yield
        finally:
            self._forgery = None

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
        """The same activity once more under a fresh token, as the vendor repeats itself."""
        repeat = self._signed(delivery.activity)
        repeat.attempt = delivery.attempt + 1
        return await self._send(repeat)

    async def overheard(self, delivery: Delivery) -> Delivery:
        """The very same bytes and token once more, as somebody who overheard them would send them."""
        return await self._send(Delivery(activity=delivery.activity, raw=delivery.raw, headers=delivery.headers))

    async def raw(self, body: bytes, headers: dict[str, str] | None = None) -> Delivery:
        """Any bytes at all, unsigned unless `headers` say otherwise."""
        return await self._send(Delivery(activity={}, raw=body, headers=headers or {}))

    async def redeliver(self) -> list[Delivery]:
        """Send again what nobody answered, as far as 15 seconds have passed by the clock since."""
        now = self._vendor.stamps.now()
        due = [each for each in self.unanswered if each.at + PATIENCE <= now]
        self.unanswered = [each for each in self.unanswered if each not in due]
        return [await self.again(each) for each in due]

    def token(self, service_url: str, forgery: Forgery | None = None) -> str:
        """A token for an activity of this service URL, as true as `forgery` leaves it."""
        change, now = forgery or Forgery(), int(self._vendor.stamps.now())
        if change.raw is not None:
            return change.raw
        key = change.key or self._vendor.keys.current
        claims: Json = {
            "serviceurl": service_url,
            "nbf": now,
            "exp": now + TOKEN_LIFETIME,
            "iss": ISSUER,
            "aud": self._vendor.app_id,
        }
        claims = {name: value for name, value in (claims | change.claims).items() if name not in change.without}
        header = {"kid": key.kid, "x5t": key.kid} | change.header
        header = {name: value for name, value in header.items() if name not in change.without}
        if change.algorithm == "RS256":
            return jwt.encode(claims, key.private, algorithm="RS256", headers=header)
        secret = "" if change.algorithm == "none" else "a secret of enough bytes for any HMAC there is"
        return jwt.encode(claims, secret, algorithm=change.algorithm, headers=header)

    @property
    def errors(self) -> list[str]:
        """What went wrong so far."""
        return [each.failure for each in self.deliveries if each.failure]

    async def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    def _signed(self, activity: Json) -> Delivery:
        told, forgery = copied(activity), self._forgery
        token = self._token(str(told.get("serviceUrl", "")), forgery)
        if forgery is not None and forgery.activity is not None:
            forgery.activity(told)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        return Delivery(activity=told, raw=encoded(told).encode(), headers=headers)

    def _token(self, service_url: str, forgery: Forgery | None) -> str:
        if forgery is not None or not self.reuses_tokens:
            return self.token(service_url, forgery)
        now, key = self._vendor.stamps.now(), (service_url, self._vendor.keys.current.kid)
        kept, until = self._tokens.get(key, ("", now))
        if until <= now:
            kept = self.token(service_url)
            self._tokens[key] = kept, now + TOKEN_LIFETIME - 60
        return kept

    async def _send(self, delivery: Delivery) -> Delivery:
        if not self.url:
            raise RuntimeError("tell people where the app is: connector.people.request_url = ...")
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self.deliveries.append(delivery)
        delivery.at, started = self._vendor.stamps.now(), perf_counter()
        within = self.dialog_patience if delivery.kind == "task/submit" else self.patience
        try:
            async with self._session.post(
                self.url,
                data=delivery.raw,
                headers=delivery.headers,
                timeout=aiohttp.ClientTimeout(total=within),
            ) as answer:
                delivery.status, delivery.text = answer.status, await answer.text(errors="replace")
                delivery.failure = None if 200 <= answer.status < 300 else f"HTTP {answer.status}"
        except TimeoutError:
            delivery.failure = "no answer in time"
        except (aiohttp.ClientError, ConnectionError):
            delivery.failure = "connection failed"
        delivery.took = perf_counter() - started
        unanswered = delivery.status is None or delivery.status in UNANSWERED
        if unanswered and delivery.attempt <= REPEATS and delivery.activity.get("type") not in (None, "invoke"):
            self.unanswered.append(delivery)
        await asyncio.sleep(0)
        return delivery

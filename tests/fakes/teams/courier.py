"""Brings activities to the app: freshly signed requests, 15 seconds for an answer, and once more where none came."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import jwt

from tests.fakes import courier
from tests.fakes.objects import Json, copied, encoded
from tests.fakes.teams.key_set import ISSUER, SigningKey
from tests.fakes.teams.vendor import Vendor

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
class Delivery(courier.Delivery):
    """One request to the app, and how it went."""

    activity: Json = field(repr=False)
    at: float = 0.0
    attempt: int = 1

    @property
    def kind(self) -> str:
        """The activity's type, of an invoke its name."""
        return str(self.activity.get("name") or self.activity.get("type") or "raw")


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


class Courier(courier.Courier[Delivery]):
    """Signs and sends; `patience` in real seconds."""

    def __init__(self, vendor: Vendor) -> None:
        super().__init__()
        self._vendor = vendor
        self.patience = PATIENCE
        self.dialog_patience = DIALOG_PATIENCE
        self.reuses_tokens = False
        """For crowds: one token serves until a minute before it ends, as the vendor's own do."""
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}
        self.unanswered: list[Delivery] = []
        self._forgery: Forgery | None = None

    async def bring(self, activity: Json) -> Delivery:
        """One activity, signed and sent; where nobody answers it is kept for `redeliver`."""
        return await self._sent_or_held(self._signed(activity))

    @contextmanager
    def forging(self, forgery: Forgery) -> Iterator[None]:
        """Meanwhile every token and activity is changed as `forgery` says: what the vendor would never send."""
        self._forgery = forgery
        try:
            yield
        finally:
            self._forgery = None

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
        delivery.at = self._vendor.stamps.now()
        await self._post(delivery, self.dialog_patience if delivery.kind == "task/submit" else self.patience)
        unanswered = delivery.status is None or delivery.status in UNANSWERED
        if unanswered and delivery.attempt <= REPEATS and delivery.activity.get("type") not in (None, "invoke"):
            self.unanswered.append(delivery)
        await asyncio.sleep(0)
        return delivery

"""Tells whether Microsoft itself sent a request, for this bot, from Teams, and for a tenant that may use it.

The rules are the vendor's (https://learn.microsoft.com/azure/bot-service/rest-api/
bot-framework-rest-connector-authentication, "Connector to Bot", step 4). A token that proves nothing is 401; one that
is genuine and does not allow this request is 403, as that page asks for a missing endorsement.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.types import Options

from bot.clock import Clock, SystemClock
from handlers.teams.addresses import same
from handlers.teams.key_set import KeySet, SigningKey
from handlers.teams.keys import TeamsKeys

SKEW = 300.0
"""Seconds that clocks may differ; "industry-standard clock-skew is 5 minutes"."""
LONGEST = 16 * 1024
"""Characters; the vendor's tokens have about 1,200."""
CHANNEL, EMULATOR = "msteams", "emulator"
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_UNREAD: Options = {"verify_signature": False}
_SIGNATURE_ALONE: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
_TOO_LATE = 1e12
"""Seconds; no clock shows such a time, and no number below it can make arithmetic fail."""


class Rejected(Exception):
    """Not let in; `why` is one word for the log and the tests, the caller is told the status alone."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a genuine token says, and the key it was signed with."""

    claims: Mapping[str, Any]
    key: SigningKey


class Tokens:
    """Judges the tokens of requests. With `keys.local` it asks for none."""

    def __init__(self, keys: TeamsKeys, key_set: KeySet, *, clock: Clock | None = None) -> None:
        if not keys.app_id and not keys.local:
            raise ValueError("without an app id every bot's tokens would be good for this one")
        self._keys = keys
        self._key_set = key_set
        self._clock = clock or SystemClock()

    async def verify(self, authorization: str | None, activity: Mapping[str, Any]) -> None:
        """Return when this request may be worked on. Raises Rejected, or NoKeys while nobody can tell."""
        self.allow(await self.genuine(authorization), activity)

    async def genuine(self, authorization: str | None) -> Signed | None:
        """What the token says, once it is known to be Microsoft's and meant for us; None where none is asked for.

        Needs nothing of the request but its header, so that nothing is read of a request nobody signed. Who spells
        the scheme `bearer` is understood: its case means nothing (RFC 9110, 11.1).
        """
        if self._keys.local:
            return None
        token = _bearer(authorization)
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(token, options=_UNREAD)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise Rejected(401, "not_a_token") from None
        # What is no secret is looked at first: a token that cannot be right is not worth asking for a key.
        if header.get("alg") != "RS256":
            raise Rejected(401, "algorithm")
        name = header.get("kid")
        if not isinstance(name, str) or not name:
            raise Rejected(401, "no_key_name")
        self._judge(claims)
        key = await self._key_set.key(name)
        if key is None:
            raise Rejected(401, "unknown_key")
        try:
            jwt.decode(token, key.public, algorithms=["RS256"], options=_SIGNATURE_ALONE)
        except (jwt.PyJWTError, ValueError, TypeError):
            raise Rejected(401, "signature") from None
        return Signed(claims=claims, key=key)

    def _judge(self, claims: Mapping[str, Any]) -> None:
        audience = claims.get("aud")
        if claims.get("iss") != self._keys.issuer:
            raise Rejected(401, "issuer")
        if not isinstance(audience, str) or audience.lower() != self._keys.app_id.lower():
            raise Rejected(401, "audience")
        now = self._clock.now().timestamp()
        ends = _seconds(claims.get("exp"))
        if ends is None:
            raise Rejected(401, "no_end")
        if ends <= now - SKEW:
            raise Rejected(401, "expired")
        if "nbf" in claims:
            begins = _seconds(claims["nbf"])
            if begins is None or begins > now + SKEW:
                raise Rejected(401, "not_yet")

    def allow(self, signed: Signed | None, activity: Mapping[str, Any]) -> None:
        """Return when a genuine token covers this request; Rejected(403) when it does not."""
        channel = activity.get("channelId")
        if channel != CHANNEL and not (self._keys.local and channel == EMULATOR):
            raise Rejected(403, "channel")
        service_url = activity.get("serviceUrl")
        if signed is not None:
            said = signed.claims.get("serviceurl", signed.claims.get("serviceUrl"))
            if not isinstance(said, str) or not said:
                raise Rejected(403, "no_service_url")
            if not isinstance(service_url, str) or not same(said, service_url):
                raise Rejected(403, "service_url")
            # "If endorsement for a channel ID is required" it must be there, and for a published channel it is by
            # default required: so a key that endorses nothing does not endorse Teams.
            if CHANNEL not in signed.key.endorsements:
                raise Rejected(403, "endorsement")
        if not isinstance(service_url, str) or not self._keys.trusts(service_url):
            raise Rejected(403, "foreign_service_url")
        if self._keys.tenants and tenant_of(activity).lower() not in self._keys.tenants:
            raise Rejected(403, "tenant")


def tenant_of(activity: Mapping[str, Any]) -> str:
    """The tenant that the conversation belongs to; in a shared channel its host's. Empty where nobody says.

    Personal messages may name it in `channelData` alone.
    """
    match activity:
        case {"conversation": {"tenantId": str(tenant)}} if tenant:
            return tenant
        case {"channelData": {"tenant": {"id": str(tenant)}}}:
            return tenant
    return ""


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise Rejected(401, "no_token")
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or len(token) > LONGEST or not _TOKEN.fullmatch(token):
        raise Rejected(401, "not_a_token")
    return token


def _seconds(value: object) -> float | None:
    """A point in time as tokens spell it; None for anything else that JSON can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_TOO_LATE < value < _TOO_LATE:
        return None
    return float(value)

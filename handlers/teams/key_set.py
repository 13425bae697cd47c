"""Holds the public keys that Microsoft signs its requests with, and fetches them without ever making a loop wait.

The keys are listed in two steps: an OpenID document says where the list is. It asks to be read again once a day, and
"new keys may be added at any time" (https://learn.microsoft.com/azure/bot-service/rest-api/
bot-framework-rest-connector-authentication, steps 2 and 3): so a key we have not seen is worth a look, but whoever
makes up key names must not make us ask all the time.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm
from yarl import URL

from bot.clock import Clock, SystemClock
from handlers.outbound import TooLarge, read_at_most
from handlers.wire import Malformed, read_json

log = structlog.get_logger()
TIMEOUT = 5.0
"""Seconds for both documents together; a request of Teams is sent again after 15."""
LARGEST = 1024 * 1024
MOST_KEYS = 200
SHORTEST_KEY = 2048
"""Bits; RFC 7518, 3.3."""

DAY = timedelta(hours=24)
AGAIN = timedelta(minutes=1)
"""Between two looks for a key we have not seen. The first is made at once, however new the list is, and does not
count as one that was made in vain: a bot that has just started knows its keys, and they may change that minute."""
FLOODED = timedelta(minutes=5)
"""The same, after a look that found none: nobody can make us ask oftener by making names up."""
PAUSE = timedelta(seconds=5)
"""Between two tries while we have no key at all."""


class NoKeys(Exception):
    """No key could be fetched so far, so nobody can tell who signed a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key, and the channels (`msteams`, …) whose requests it may sign."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class KeySet:
    """The keys in force, by their names. Belongs to the event loop of its session; `close` it there."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, *, clock: Clock | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._session = session
        self._url = url
        self._clock = clock or SystemClock()
        self._timeout = timeout
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._sought_at: datetime | None = None
        self._at_once = False
        self._in_vain = False
        self._looks = 0
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, name: str) -> SigningKey | None:
        """The key of that name; None where Microsoft lists none. NoKeys when none could be fetched yet.

        A known key never waits: the daily look goes on behind. An unknown one waits for a look, if one is due.
        """
        known = self._keys.get(name)
        if known is not None:
            if self._past(self._fetched_at, DAY) and self._past(self._tried_at, AGAIN):
                self._begin()
            return known
        before = self._looks
        if not await self._look() and self._keys:
            return None
        if not self._keys:
            raise NoKeys
        found = self._keys.get(name)
        # A server that did not answer says nothing of the name.
        self._in_vain = found is None and self._looks > before and not self._at_once
        if self._in_vain:
            self._sought_at = self._tried_at
        return found

    async def close(self) -> None:
        """Give up a look that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait({self._fetching})

    async def _look(self) -> bool:
        """Wait for the look that is under way, or for a new one; False when it is too early for that."""
        if self._fetching is None:
            since, apart = self._sought_at, FLOODED if self._in_vain else AGAIN
            if not self._keys:
                since, apart = self._tried_at, PAUSE
            if not self._past(since, apart):
                return False
            self._at_once = bool(self._keys) and not self._past(self._tried_at, AGAIN)
            self._sought_at = self._clock.now() if self._keys else None
        # Whoever waits may give up: the look goes on for the others.
        await asyncio.shield(self._begin())
        return True

    def _begin(self) -> "asyncio.Task[None]":
        if self._fetching is None:
            self._tried_at = self._clock.now()
            self._fetching = asyncio.create_task(self._fetch(), name="keys of Teams")
            self._fetching.add_done_callback(self._ended)
        return self._fetching

    def _ended(self, _: "asyncio.Task[None]") -> None:
        self._fetching = None

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                metadata = await self._read(self._url)
                listed = await self._read(_list_in(metadata, self._url))
            keys = _keys_in(listed)
        except (aiohttp.ClientError, OSError, TimeoutError, TooLarge, Malformed) as wrong:
            # What we have stays good: an attacker who holds the key server up must not shut us.
            why = wrong.why if isinstance(wrong, Malformed) else type(wrong).__name__
            log.warning("keys of Teams could not be fetched", why=why, known=len(self._keys))
            return
        self._keys, self._fetched_at = keys, self._clock.now()
        self._looks += 1

    async def _read(self, url: str) -> dict[str, Any]:
        async with self._session.get(
            url, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=self._timeout)
        ) as response:
            if response.status != 200:
                raise Malformed(f"status_{response.status}")
            return read_json(await read_at_most(response, LARGEST))

    def _past(self, since: datetime | None, span: timedelta) -> bool:
        """True when `span` has gone by; a clock that was set back counts as if it had."""
        return since is None or not timedelta() <= self._clock.now() - since < span


def _list_in(metadata: Mapping[str, Any], asked: str) -> str:
    """Where the list of keys is; only over an encrypted line, or on the very server that was asked."""
    url = metadata.get("jwks_uri")
    if not isinstance(url, str):
        raise Malformed("no_list")
    try:
        where = URL(url)
    except ValueError:
        raise Malformed("no_list") from None
    if where.scheme != "https" and where.origin() != URL(asked).origin():
        raise Malformed("open_line")
    return url


def _keys_in(listed: Mapping[str, Any]) -> dict[str, SigningKey]:
    """The keys a document lists; those of other kinds are left out."""
    entries = listed.get("keys")
    keys = dict[str, SigningKey]()
    for entry in entries[:MOST_KEYS] if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str) or entry.get("kty") != "RSA":
            continue
        if entry.get("use", "sig") != "sig" or "d" in entry:
            continue
        try:
            public = RSAAlgorithm.from_jwk(entry)
        except (PyJWTError, ValueError, TypeError, KeyError):
            continue
        if not isinstance(public, RSAPublicKey) or public.key_size < SHORTEST_KEY:
            continue
        endorsed = entry.get("endorsements")
        names = endorsed if isinstance(endorsed, list) else []
        keys[entry["kid"]] = SigningKey(
            public=public, endorsements=frozenset(name for name in names if isinstance(name, str))
        )
    if not keys:
        raise Malformed("no_keys")
    return keys

"""Gets the token the bot shows to the message service, and keeps it as long as it is good.

Client credentials, as https://learn.microsoft.com/azure/bot-service/rest-api/
bot-framework-rest-connector-authentication describes under "Bot to Connector".
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog

from bot.clock import Clock, SystemClock
from bot.ports import NotPosted, Shut
from bot.retry import LONGEST, retry_after
from handlers.outbound import TooLarge, of_line, read_at_most
from handlers.teams.addresses import call_url
from handlers.teams.keys import TeamsKeys
from handlers.wire import Malformed, read_json

log = structlog.get_logger()
TIMEOUT = 10.0
"""Seconds for one request."""
LARGEST = 256 * 1024
EARLY = timedelta(minutes=5)
"""Before its end a token is renewed, while it still serves."""
SHORTEST = timedelta(minutes=1)
"""What a token is good for at least, whatever is said of it."""
MOST = 86_400
"""Seconds a token is good for at most, likewise."""
FIRST_PAUSE = timedelta(seconds=10)
"""Until a request is made again after one that failed; doubled each time, at most `LONGEST`."""
SHUT_PAUSE = timedelta(minutes=1)
"""The same, after an answer that only the operator can change."""
FOR_NOW = frozenset({"temporarily_unavailable", "server_error"})
"""Words that mean: later."""


class AppToken:
    """The bot's own token. Belongs to the event loop of its session; `close` it there."""

    def __init__(
        self, session: aiohttp.ClientSession, keys: TeamsKeys, *, clock: Clock | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._session = session
        self._keys = keys
        self._clock = clock or SystemClock()
        self._timeout = timeout
        self._token = ""
        self._renew_at: datetime | None = None
        self._ends_at: datetime | None = None
        self._refused_at: datetime | None = None
        self._pause = FIRST_PAUSE
        self._not_before: datetime | None = None
        self._refused: NotPosted | Shut | None = None
        self._asking: asyncio.Task[None] | None = None

    async def bearer(self) -> str:
        """A token that is good now; empty in local mode, where nobody must get one.

        NotPosted where none can be had for now, Shut where the vendor does not take id, secret or tenant. A token
        that is due is renewed behind the call that notices, and serves to its end when that fails.
        """
        if self._keys.local:
            return ""
        now = self._clock.now()
        if self._is_good(now):
            if self._renew_at is not None and now >= self._renew_at and self._may_ask(now):
                self._ask()
            return self._token
        if self._asking is None and not self._may_ask(now):
            raise self._held(now)
        # Whoever waits may give up: the request goes on for the others.
        await asyncio.shield(self._ask())
        now = self._clock.now()
        if not self._is_good(now):  # What failed may have begun while the old one was good, and left it in its place.
            raise self._held(now)
        return self._token

    def refuse(self, token: str) -> bool:
        """Forget a token that the message service did not take; True when it is worth trying with another one.

        At most once a minute: when new ones are refused as well it is not the token, and Entra must not be asked for
        one with every call.
        """
        if token != self._token:
            return True
        now = self._clock.now()
        if self._refused_at is not None and timedelta() <= now - self._refused_at < SHORTEST:
            return False
        self._token, self._ends_at, self._refused_at = "", None, now
        return True

    async def close(self) -> None:
        """Give up a request that is under way."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})

    def _is_good(self, now: datetime) -> bool:
        return bool(self._token) and self._ends_at is not None and now < self._ends_at

    def _may_ask(self, now: datetime) -> bool:
        return self._not_before is None or now >= self._not_before

    def _held(self, now: datetime) -> NotPosted | Shut:
        """Why there is none, again for each who asks: an exception is raised once."""
        if isinstance(self._refused, Shut):
            return Shut(self._refused.reason)
        left = (self._not_before - now).total_seconds() if self._not_before is not None else 0.0
        return NotPosted(max(left, 1.0), everywhere=True)

    def _ask(self) -> "asyncio.Task[None]":
        if self._asking is None:
            self._asking = asyncio.create_task(self._renew(), name="token for Teams")
            self._asking.add_done_callback(self._ended)
        return self._asking

    def _ended(self, _: "asyncio.Task[None]") -> None:
        self._asking = None

    async def _renew(self) -> None:
        try:
            token, good_for = await self._fetch()
        except (NotPosted, Shut) as refused:
            now = self._clock.now()
            if isinstance(refused, Shut):
                pause = SHUT_PAUSE
            else:
                pause = max(self._pause, timedelta(seconds=refused.retry_after or 0.0))
                self._pause = min(self._pause * 2, timedelta(seconds=LONGEST))
            self._refused, self._not_before = refused, now + pause
            why = refused.reason if isinstance(refused, Shut) else "not_now"
            log.warning("no token for Teams", why=why, seconds=pause.total_seconds())
            if self._ends_at is None or now >= self._ends_at:
                self._token = ""
            return
        now = self._clock.now()
        self._token, self._ends_at = token, now + good_for
        self._renew_at = now + max(good_for - EARLY, good_for / 2)
        self._pause, self._not_before, self._refused = FIRST_PAUSE, None, None

    async def _fetch(self) -> tuple[str, timedelta]:
        url = call_url(self._keys.login_url, self._keys.home_tenant, "oauth2", "v2.0", "token")
        form = {
            "grant_type": "client_credentials",
            "client_id": self._keys.app_id,
            "client_secret": self._keys.password,
            "scope": f"{self._keys.issuer}/.default",
        }
        try:
            async with self._session.post(
                url, data=form, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=self._timeout)
            ) as response:
                status, headers = response.status, response.headers
                said = read_json(await read_at_most(response, LARGEST))
        except (Malformed, TooLarge):
            raise NotPosted(everywhere=True) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as broken:
            raise _for_all(of_line(broken, posts=False)) from None
        if status == 429:
            raise NotPosted(retry_after(headers, self._clock.now()), everywhere=True)
        return _granted(status, said)


def _for_all(trouble: Exception) -> NotPosted:
    """Without a token nothing can be sent to anybody."""
    return NotPosted(trouble.retry_after if isinstance(trouble, NotPosted) else None, everywhere=True)


def _granted(status: int, said: dict[str, Any]) -> tuple[str, timedelta]:
    match said:
        case {"access_token": str(token), "expires_in": int() | str() as seconds} if status == 200 and token.isascii():
            good_for = int(seconds) if str(seconds).isdecimal() else 0
            return token, max(timedelta(seconds=min(good_for, MOST)), SHORTEST)
        case {"error": str(word)} if status in (400, 401, 403) and word not in FOR_NOW:
            # `invalid_client`: the secret; `unauthorized_client`: the id; `invalid_request`: the tenant.
            raise Shut(word[:60])
    raise NotPosted(everywhere=True)

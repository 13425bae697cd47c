"""Asks Slack for tokens and what they are good for: for a code, for a refresh token, for a token somebody set.

None of these calls is ever repeated by itself: a code and a refresh token work once.
"""

import asyncio
import logging
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.installations import Grant
from bot.ports import NotPosted, Permanent, Unknown
from handlers.slack.client import NO_ANSWER

PATIENCE = 10.0
"""Seconds for one call."""
PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Errors that may be gone next time."""


class Asking(Protocol):
    """One call of the vendor's library, ready to be awaited."""

    def __await__(self) -> Any: ...


class Grants:
    """The three calls; `session` is the one HTTP session of this loop."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        api_url: str,
        client_id: str = "",
        client_secret: str = "",
        patience: float = PATIENCE,
    ) -> None:
        self._session = session
        self._api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._client_id = client_id
        self._client_secret = client_secret
        self._patience = patience
        self._logger = logging.getLogger("cab.slack.grants")
        self._logger.setLevel(logging.ERROR)  # Below that the library writes whole answers, tokens and all.

    async def for_code(self, code: str, redirect_uri: str, now: datetime) -> tuple[str, Grant]:
        """The lane and the grant of an installation that somebody agreed to.

        NotPosted or Unknown when Slack cannot be asked now, Permanent with its word when it refuses.
        """
        told = await self._ask(self._access({"code": code, **({"redirect_uri": redirect_uri} if redirect_uri else {})}))
        lane, grant = _granted(told, now)
        try:
            return lane, (await self._described(grant))[1]
        except (NotPosted, Unknown):
            return lane, grant  # The token is ours; the rest can wait, the code would not work again.

    async def renew(self, grant: Grant, now: datetime) -> Grant:
        """The grant that takes this one's place; from now on its refresh token is worthless.

        NotPosted when Slack certainly did nothing, Unknown when that is not certain, Permanent when it refuses.
        """
        told = await self._ask(self._access({"grant_type": "refresh_token", "refresh_token": grant.refresh_token}))
        _, fresh = _granted(told, now)
        return replace(
            grant,
            bot_token=fresh.bot_token,
            refresh_token=fresh.refresh_token,
            expires_at=fresh.expires_at,
            scopes=fresh.scopes or grant.scopes,
        )

    async def of_token(self, token: str) -> tuple[str, Grant]:
        """The lane and the grant of a token that the operator has set; one `auth.test`."""
        return await self._described(Grant(name="", bot_token=token, bot_user_id=""))

    async def _described(self, grant: Grant) -> tuple[str, Grant]:
        told = await self._ask(self._client(grant.bot_token).auth_test())
        whole, enterprise = bool(told.get("is_enterprise_install")), str(told.get("enterprise_id") or "")
        scopes = told.headers.get("x-oauth-scopes") or told.headers.get("X-OAuth-Scopes") or ""
        lane = f"slack:{enterprise if whole and enterprise else told['team_id']}"
        return lane, replace(
            grant,
            name=grant.name or str(told.get("team") or ""),
            bot_user_id=str(told["user_id"]),
            bot_id=str(told.get("bot_id") or ""),
            enterprise_id=enterprise or grant.enterprise_id,
            url=str(told.get("url") or ""),
            scopes=_listed(scopes) or grant.scopes,
        )

    def _access(self, data: dict[str, str]) -> Asking:
        """The library's own method builds its proof with something that aiohttp will drop."""
        proof = b64encode(f"{self._client_id}:{self._client_secret}".encode()).decode()
        return self._client().api_call("oauth.v2.access", data=data, headers={"Authorization": f"Basic {proof}"})

    def _client(self, token: str | None = None) -> AsyncWebClient:
        return AsyncWebClient(
            token=token, base_url=self._api_url, session=self._session, retry_handlers=[], logger=self._logger
        )

    async def _ask(self, call: Asking) -> AsyncSlackResponse:
        try:
            async with asyncio.timeout(self._patience):
                told: AsyncSlackResponse = await call
        except SlackApiError as error:
            raise _meaning(error) from None
        except aiohttp.ClientConnectorError:
            raise NotPosted from None
        except NO_ANSWER:
            raise Unknown from None
        return told


def _meaning(error: SlackApiError) -> Exception:
    """What an answer that is no success means for us; its text may hold a body and goes nowhere."""
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    told = response.get("error") if hasattr(response, "get") else None
    if status == 429 or told in PASSING:
        return NotPosted()
    if not isinstance(told, str) or (isinstance(status, int) and status >= 500):
        return Unknown()
    return Permanent(told)


def _granted(told: Mapping[str, Any] | AsyncSlackResponse, now: datetime) -> tuple[str, Grant]:
    """An answer of `oauth.v2.access`; Permanent `no_bot_token` when it grants nothing to a bot."""
    token, bot_user = told.get("access_token"), told.get("bot_user_id")
    team, enterprise = told.get("team") or {}, told.get("enterprise") or {}
    home = enterprise.get("id") if told.get("is_enterprise_install") else team.get("id")
    if not token or not bot_user or not home or told.get("token_type") != "bot":
        raise Permanent("no_bot_token")
    lasts = told.get("expires_in")
    grant = Grant(
        name=str((team if team.get("name") else enterprise).get("name") or home),
        bot_token=str(token),
        bot_user_id=str(bot_user),
        app_id=str(told.get("app_id") or ""),
        scopes=_listed(str(told.get("scope") or "")),
        enterprise_id=str(enterprise.get("id") or ""),
        installed_by=str((told.get("authed_user") or {}).get("id") or ""),
        refresh_token=str(told.get("refresh_token") or ""),
        expires_at=now + timedelta(seconds=int(lasts)) if lasts else None,
    )
    return f"slack:{home}", grant


def _listed(scopes: str) -> tuple[str, ...]:
    return tuple(sorted(scope.strip() for scope in scopes.split(",") if scope.strip()))

"""Socket Mode: the same payloads over a connection that we open, for a first try behind a firewall."""

import asyncio
import json
import logging
import time
from contextlib import suppress

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.retry import retry_after
from handlers.slack.doors import Doors
from handlers.slack.failures import BUSY
from handlers.slack.shapes import fault_in

log = structlog.get_logger()
LOOK_EVERY = 5.0
PATIENCE = 10.0
"""Seconds for one call."""
PING_EVERY = 5.0
"""Seconds between two signs of life; four of them without an answer, and the client itself connects anew."""
SELDOM = 60.0
"""Seconds, at the most, between two tries where the vendor refuses: twice as long after each, and as it asks itself."""
GIVE_UP_AFTER = 30.0
"""Seconds without a connection after which a new client takes over; the old one may have died without a word."""


class Socket:
    """One connection that is kept open, and replaced when it is silent."""

    def __init__(self, doors: Doors, web: AsyncWebClient, app_token: str) -> None:
        self._doors = doors
        self._web = web
        self._app_token = app_token
        self._client: SocketModeClient | None = None
        self._watch: asyncio.Task[None] | None = None
        self.refused = ""
        """The vendor's word for why it does not let us connect; empty while it does."""
        self._opening = _Opening(web, app_token)

    async def start(self) -> None:
        """Connect, and go on trying where that does not work at once."""
        await self._connect()
        self._watch = asyncio.create_task(self._keep_watch(), name="socket")

    async def connected(self) -> bool:
        """True while payloads can come in."""
        return self._client is not None and bool(await self._client.is_connected())

    async def stop(self) -> None:
        """Let go of the connection; what was not acknowledged comes again."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        await self._drop()

    async def _connect(self) -> None:
        await self._drop()
        quiet = logging.getLogger("cab.slack.socket")
        quiet.setLevel(logging.CRITICAL)  # It would write whole payloads.
        client = _Client(self._opening, app_token=self._app_token, web=self._web, logger=quiet)
        client.socket_mode_request_listeners.append(self._hear)
        self._client = client
        try:
            await asyncio.wait_for(client.connect_to_new_endpoint(force=True), timeout=2 * PATIENCE)
            self.refused = ""
        except Exception as wrong:
            self.refused = _word(wrong)
            log.warning("socket cannot connect", why=self.refused)

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                await asyncio.wait_for(client.close(), timeout=5)  # type: ignore[no-untyped-call]

    async def _keep_watch(self) -> None:
        well = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if await self.connected():
                well = time.monotonic()
            elif (time.monotonic() - well >= GIVE_UP_AFTER or self.refused) and self._opening.may_be_asked():
                log.warning("socket is connected anew", silent=round(time.monotonic() - well))
                await self._connect()
                well = time.monotonic()

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if fault_in(request.payload):
            answer = BoltResponse(status=200)  # Taken and dropped: it would come again just the same.
        else:
            answer = await self._doors.receive(request.payload)
        if answer.status == 200:  # Anything else is not acknowledged: an event comes again, a person is told.
            await client.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id, payload=_body(answer))
            )


class _Opening:
    """Asks where to connect to, and after a refusal not before it is time again, whoever wants to connect."""

    def __init__(self, web: AsyncWebClient, app_token: str) -> None:
        self._web = web
        self._app_token = app_token
        self._refusals = 0
        self._not_before = 0.0

    def may_be_asked(self) -> bool:
        """Whether it is time."""
        return time.monotonic() >= self._not_before

    async def address(self) -> str:
        """Where to connect to; TimeoutError where it is not time yet, or whatever the vendor's library raises."""
        if not self.may_be_asked():
            raise TimeoutError
        try:
            async with asyncio.timeout(PATIENCE):
                told = await self._web.apps_connections_open(app_token=self._app_token)
        except Exception as wrong:
            longer = min(LOOK_EVERY * 2.0 ** min(self._refusals, 10), SELDOM)
            self._not_before = time.monotonic() + max(longer, _asked_to_wait(wrong))
            self._refusals += 1
            raise
        self._refusals = 0
        return str(told["url"])


class _Client(SocketModeClient):
    """The library's own, but that it would ask again every few seconds, and sleep within a call that is limited."""

    def __init__(self, opening: _Opening, *, app_token: str, web: AsyncWebClient, logger: logging.Logger) -> None:
        self._opening = opening
        super().__init__(app_token=app_token, web_client=web, logger=logger, ping_interval=PING_EVERY)

    async def issue_new_wss_url(self) -> str:
        """Where to connect to."""
        return await self._opening.address()


def _body(answer: BoltResponse) -> dict[str, object] | None:
    return json.loads(answer.body) if answer.body and answer.body.startswith("{") else None


def _word(wrong: Exception) -> str:
    said = getattr(wrong, "response", None)
    return str(said.get("error")) if said is not None and said.get("error") else type(wrong).__name__


def _asked_to_wait(wrong: Exception) -> float:
    """The seconds for which the vendor wants to be left alone; 0 where it does not say so."""
    said = getattr(wrong, "response", None)
    if getattr(said, "status_code", None) != 429 and _word(wrong) not in BUSY:
        return 0.0
    return retry_after(getattr(said, "headers", None) or {}, SystemClock().now())

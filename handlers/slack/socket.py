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

from handlers.slack.doors import Doors
from handlers.slack.shapes import fault_in

log = structlog.get_logger()
LOOK_EVERY = 5.0
PING_EVERY = 5.0
"""Seconds between two signs of life; four of them without an answer, and the client itself connects anew."""
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
        client = SocketModeClient(
            app_token=self._app_token, web_client=self._web, logger=quiet, ping_interval=PING_EVERY
        )
        client.socket_mode_request_listeners.append(self._hear)
        self._client = client
        try:
            await asyncio.wait_for(client.connect_to_new_endpoint(force=True), timeout=10)
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
            elif time.monotonic() - well >= GIVE_UP_AFTER or self.refused:
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


def _body(answer: BoltResponse) -> dict[str, object] | None:
    return json.loads(answer.body) if answer.body and answer.body.startswith("{") else None


def _word(wrong: Exception) -> str:
    said = getattr(wrong, "response", None)
    return str(said.get("error")) if said is not None and said.get("error") else type(wrong).__name__

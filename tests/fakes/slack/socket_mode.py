"""The vendor's Socket Mode server: envelopes over a websocket, each to be acknowledged by its id."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fakes.objects import Json, decoded, encoded
from tests.fakes.slack.vendor import APP_ID, Vendor

MOST_CONNECTIONS = 10


@dataclass(slots=True, eq=False)
class Connection:
    """One websocket of the app."""

    id: str
    socket: web.WebSocketResponse
    silent: bool = False
    sent: list[Json] = field(default_factory=list)
    pings: int = 0

    async def say(self, message: Json) -> None:
        """Send something; into the void where the connection is half open."""
        self.sent.append(message)
        if not self.silent and not self.socket.closed:
            await self.socket.send_str(encoded(message))

    def fall_silent(self) -> None:
        """From now on nothing comes through either way, and nobody is told: the half-open connection."""
        self.silent = True


class SocketMode:
    """Every open connection; a payload goes to any one of them."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._tickets: set[str] = set()
        self._turn = 0
        self.connections: list[Connection] = []
        self.acks: list[Json] = []
        self.enabled = True
        self._changed = asyncio.Condition()

    def address(self) -> str:
        """Where a new connection may be opened, once."""
        ticket = self._vendor.ids.secret()
        self._tickets.add(ticket)
        return f"{self._vendor.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """GET /link/: one connection, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="invalid ticket")
        self._tickets.discard(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        connection = Connection(self._vendor.ids.secret()[:8], ws)
        if not self.enabled or len(self.connections) >= MOST_CONNECTIONS:
            await connection.say(_goodbye("too_many_websockets" if self.enabled else "link_disabled"))
            await ws.close()
            return ws
        self.connections.append(connection)
        await connection.say(self._hello())
        await self._tell()
        try:
            async for message in ws:
                if connection.silent:
                    continue
                if message.type == WSMsgType.PING:
                    connection.pings += 1
                    await ws.pong(message.data)
                elif message.type == WSMsgType.TEXT:
                    self._acked(message.data)
        finally:
            self.connections.remove(connection)
            await self._tell()
        return ws

    async def deliver(
        self, kind: str, payload: Json, *, within: float, retry: int = 0, reason: str = ""
    ) -> Json | None:
        """Send an envelope over one of the connections; the answer's payload, or None when nobody acknowledged."""
        if not self.connections:
            return None
        self._turn += 1
        connection = self.connections[self._turn % len(self.connections)]
        envelope_id = self._vendor.ids.secret()
        envelope: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        await connection.say(envelope)
        try:
            ack = await asyncio.wait_for(waiting, within)
        except TimeoutError:
            return None
        finally:
            del self._waiting[envelope_id]
        answer: Json = ack.get("payload") or {}
        return answer

    async def disconnect(self, reason: str = "refresh_requested", *, only: Connection | None = None) -> None:
        """Announce an end: `warning` (about 10 s before), `refresh_requested`, `link_disabled` (Socket Mode is off)."""
        if reason == "link_disabled":
            self.enabled = False
        for connection in [only] if only else list(self.connections):
            await connection.say(_goodbye(reason))

    async def close(self, *, only: Connection | None = None) -> None:
        """Close connections from the vendor's side."""
        for connection in [only] if only else list(self.connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def connected(self, count: int = 1, within: float = 5.0) -> None:
        """Wait until this many connections are open."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: len(self.connections) >= count)

    async def turnover(self, gone: Connection, within: float = 5.0) -> None:
        """Wait until `gone` is gone and another connection is open."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: bool(self.connections) and gone not in self.connections)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _acked(self, text: str) -> None:
        message = decoded(text)
        if isinstance(message, dict) and "envelope_id" in message:
            self.acks.append(message)
            waiting = self._waiting.get(str(message["envelope_id"]))
            if waiting is not None and not waiting.done():
                waiting.set_result(message)

    def _hello(self) -> Json:
        debug = {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": {"app_id": APP_ID},
        }


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}

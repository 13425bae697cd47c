"""The web server: which addresses there are, and how they are served next to the bot's other work in one process."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from bot.bot import Bot
from bot.errors import Refusal
from bot.texts import Phrase
from handlers.web.api import json_api
from handlers.web.deciding import deciding_pages
from handlers.web.desk import desk_pages
from handlers.web.drawing import FOLDER
from handlers.web.frame import Paces, guest, notice
from handlers.web.headers import Application, Guarded
from handlers.web.health import Check, health
from handlers.web.my_data import data_pages
from handlers.web.pages import answer_pages
from handlers.web.scheduling import scheduling_pages

GRACE = 8
"""Seconds in which requests under way may end, once the server is told to."""
BACKLOG = 2048


def web_app(bot: Bot, *, routers: Sequence[APIRouter] = (), ready: Sequence[Check] = ()) -> FastAPI:
    """Every address of one bot: `routers` are those of the chat platforms, `ready` is what `/readyz` asks.

    It publishes no list of its addresses; only the JSON API describes its own.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_exception_handler(404, _nothing_there)
    app.add_middleware(Guarded, encrypted=bot.policy.address.startswith("https://"))
    app.include_router(health(ready))
    app.include_router(answer_pages(bot))
    paces = Paces()
    app.include_router(deciding_pages(bot, paces))
    app.include_router(scheduling_pages(bot, paces))
    app.include_router(desk_pages(bot, paces))
    app.include_router(data_pages(bot))
    for router in routers:
        app.include_router(router)
    app.mount("/api", json_api(bot))
    app.mount("/static", StaticFiles(directory=FOLDER / "static"))
    return app


async def _nothing_there(request: Request, _: Exception) -> Response:
    """A page for whoever opens the bare address in a browser; a program reads what it always did."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": "Not Found"}, status_code=404)
    return notice(guest(request), Phrase("desk.nothing_here"), Phrase("desk.how_to_come_back"), status=404)


@asynccontextmanager
async def serving(app: Application, host: str, port: int) -> AsyncIterator[str]:
    """While this is open, `app` takes requests; yields its address, e.g. `http://127.0.0.1:8700`.

    Port 0 takes a free one. At the end no new connection is taken and requests under way are answered, for at most
    `GRACE` seconds. Refusal when the port is taken, forbidden, or no address of this machine.
    """
    listening = await _listening(host, port)
    with listening:
        config = uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=30,
        )
        server = _Quiet(config)
        task = asyncio.create_task(server.serve(sockets=[listening]), name="web server")
        try:
            await asyncio.wait({task, up := asyncio.create_task(server.up.wait())}, return_when=asyncio.FIRST_COMPLETED)
            up.cancel()
            if task.done():
                await task
            yield address_of(listening)
        finally:
            server.should_exit = True
            await task


async def check_port(host: str, port: int) -> None:
    """Refusal, as from `serving`, when the port could not be had at this moment: before anything else is begun."""
    (await _listening(host, port)).close()


def address_of(listening: socket.socket) -> str:
    """Where a browser on this machine finds the server."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - every network: on this machine that is the local address
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Quiet(uvicorn.Server):
    """Leaves the signals to whoever runs the bot, and says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        await super().startup(sockets=sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def _listening(host: str, port: int) -> socket.socket:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError):
        raise Refusal(Phrase("web.bad_host", {"host": host})) from None
    family, kind, protocol, _, address = found[0]
    made = socket.socket(family, kind, protocol)
    try:
        with suppress(OSError):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
        made.setblocking(False)
    except OSError as wrong:
        made.close()
        where = {"host": host, "port": str(port)}
        match wrong.errno:
            case errno.EADDRINUSE:
                raise Refusal(Phrase("web.port_taken", where)) from None
            case errno.EACCES | errno.EPERM:
                raise Refusal(Phrase("web.port_denied", where)) from None
            case _:
                raise Refusal(Phrase("web.bad_host", {"host": host})) from None
    return made

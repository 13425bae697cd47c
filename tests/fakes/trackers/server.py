"""What the stand-ins share: an HTTP server on a free port, a list of what came, and a script of what goes wrong."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware


class Mishap(StrEnum):
    """What goes wrong with one request."""

    LIMITED = "limited"
    """429 with a `Retry-After` of 90 seconds; nothing is done."""
    BROKEN = "broken"
    """500; nothing is done."""
    CUT_BEFORE = "cut_before"
    """The line breaks before anything is done."""
    CUT_AFTER = "cut_after"
    """It is done, and the line breaks before that is said."""
    REDIRECT = "redirect"
    """302 to `StandIn.elsewhere`."""


@dataclass(slots=True)
class StandIn(ABC):
    """One server; `async with` starts and stops it."""

    came: list[str] = field(default_factory=list)
    """Method and path of every request."""
    script: list[Mishap | None] = field(default_factory=list)
    """What happens to the next requests that would change something; None lets one pass."""
    always: Mishap | None = None
    """What happens to every such request once the script is at its end."""
    hold: bool = False
    """While true, what was done is not answered."""
    elsewhere: str = ""
    wrong: list[str] = field(default_factory=list)
    """What the real one would have refused; a test asserts that this stays empty."""
    url: str = ""
    _runner: web.AppRunner | None = None

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """What it answers to."""

    def changes(self, request: web.Request, body: bytes) -> bool:
        """True for a request that a mishap may befall."""
        return request.method == "POST"

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._mishaps])
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def _mishaps(self) -> Middleware:
        @web.middleware
        async def befall(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.came.append(f"{request.method} {request.path}")
            if not self.changes(request, await request.read()):
                return await handler(request)
            mishap = self.script.pop(0) if self.script else self.always
            match mishap:
                case None:
                    done = await handler(request)
                    while self.hold:  # noqa: ASYNC110 - a plain flag is what tests set
                        await asyncio.sleep(0.02)
                    return done
                case Mishap.LIMITED:
                    return web.json_response({}, status=429, headers={"Retry-After": "90"})
                case Mishap.BROKEN:
                    return web.json_response({}, status=500)
                case Mishap.REDIRECT:
                    return web.Response(status=302, headers={"Location": self.elsewhere})
                case Mishap.CUT_AFTER:
                    await handler(request)
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        return befall


def refused(status: int, what: str) -> web.Response:
    """The answer to what the real one would refuse."""
    return web.json_response({"errorMessages": [what], "errors": {}}, status=status)

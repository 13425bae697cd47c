"""Serves the page, what a person sees, what they do, and uploaded files."""

import mimetypes
from pathlib import Path

from aiohttp import web

from tests.fakes.objects import Json, encoded
from tests.fakes.slack.client.deeds import Deeds
from tests.fakes.slack.client.sights import before
from tests.fakes.slack.people import People
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.vendor import Vendor

FOLDER = Path(__file__).parent
STATIC = ("client.css", "client.js", "blocks.js", "marks.js")


class Client:
    """The page's server side; nobody signs in, since whoever can open it may be everybody."""

    def __init__(self, vendor: Vendor, people: People, sockets: SocketMode) -> None:
        self._vendor = vendor
        self._people = people
        self._sockets = sockets
        self._deeds = Deeds(vendor, people, sockets)

    def add_to(self, app: web.Application) -> None:
        """Put the routes up."""
        app.router.add_get("/", self._page)
        app.router.add_get("/client/{name}", self._static)
        app.router.add_get("/sight", self._sight)
        app.router.add_post("/deed", self._deed)
        app.router.add_get("/files/{id}", self._file)

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=(FOLDER / "page.html").read_text(encoding="utf-8"), content_type="text/html")

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in STATIC:
            raise web.HTTPNotFound
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return web.Response(text=(FOLDER / name).read_text(encoding="utf-8"), content_type=kind)

    async def _sight(self, request: web.Request) -> web.Response:
        """`?as=` a person's id and `at=` a place; without either, the first there is."""
        world = self._vendor.world
        humans = [user for user in world.users.values() if not user.is_bot]
        who = world.users.get(request.query.get("as", "")) or (humans[0] if humans else None)
        if who is None:
            return web.json_response({"users": {}, "places": [], "messages": []}, dumps=encoded)
        place = world.channels.get(request.query.get("at", ""))
        seen = before(self._vendor, who, place)
        return web.json_response(seen | {"app": self._app(), "shortcuts": _shortcuts()}, dumps=encoded)

    async def _deed(self, request: web.Request) -> web.Response:
        return web.json_response(await self._deeds.do(await request.json()), dumps=encoded)

    async def _file(self, request: web.Request) -> web.Response:
        file = self._vendor.files.get(request.match_info["id"])
        if file is None or file.content is None:
            raise web.HTTPNotFound
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return web.Response(body=file.content, content_type=kind)

    def _app(self) -> str:
        if self._sockets.connections:
            return "Socket Mode"
        return self._people.request_url


def _shortcuts() -> list[Json]:
    """The app's entries in the menus, as its manifest lists them."""
    from handlers.slack.manifest import SHORTCUTS

    return [{"label": label, "kind": kind, "callback": callback} for label, kind, callback, _ in SHORTCUTS]

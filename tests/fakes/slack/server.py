"""Runs the stand-in: one HTTP server for the Web API, response_urls, uploads, OAuth, Socket Mode and a page."""

from types import TracebackType

from aiohttp import web

from bot.clock import Clock, SystemClock
from tests.fakes.objects import decoded
from tests.fakes.slack.audience import Shown, shown
from tests.fakes.slack.client.routes import Client
from tests.fakes.slack.courier import Courier
from tests.fakes.slack.hooks import Hooks
from tests.fakes.slack.installs import Installation, Installations
from tests.fakes.slack.limits import Limits
from tests.fakes.slack.messages import Timeline
from tests.fakes.slack.oauth import Consent
from tests.fakes.slack.page import channels_page
from tests.fakes.slack.people import People
from tests.fakes.slack.recorder import Call, Recorder
from tests.fakes.slack.script import Script
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.spoiling import spoiled
from tests.fakes.slack.vendor import APP_ID, CLIENT_ID, new_vendor
from tests.fakes.slack.web import WebApi
from tests.fakes.slack.world import Team, User, World

LARGEST_UPLOAD = 50_000_000


class SlackStandIn:
    """The vendor's service, as strict as the documents say; `async with` starts and stops it.

    `limits=False` switches the rates off; `rotating=True` gives every installation tokens that expire;
    `request_url` is where the app listens (it can be told later: `slack.people.request_url = ...`).
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        limits: bool = True,
        rotating: bool = False,
        request_url: str = "",
        port: int = 0,
    ) -> None:
        self.vendor = new_vendor(clock or SystemClock(), limits=limits)
        self.vendor.rotating = rotating
        self.hooks = Hooks(self.vendor)
        self.sockets = SocketMode(self.vendor)
        self.oauth = Consent(self.vendor)
        self.people = People(self.vendor, Courier(self.vendor, self.sockets), self.hooks)
        self.people.request_url = request_url
        self.team: Team = self.vendor.world.add_team("Vendor", "T0VENDOR")
        self.installation: Installation = self.vendor.installs.install(self.team, rotating=rotating)
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "SlackStandIn":
        app = web.Application(client_max_size=LARGEST_UPLOAD)
        api = WebApi(self.vendor, self.sockets)
        app.router.add_route("*", "/api/{method}", api.handle)
        app.router.add_post("/actions/{team}/{hook}", self._hook)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/oauth/v2/authorize", self.oauth.page)
        app.router.add_post("/oauth/v2/authorize", self.oauth.decide)
        app.router.add_get("/link/", self.sockets.handle)
        app.router.add_get("/log", self._log)
        Client(self.vendor, self.people, self.sockets).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.vendor.base_url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.sockets.close()
        await self.people.courier.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.vendor.base_url

    @property
    def api_url(self) -> str:
        """The `base_url` for a client library."""
        return f"{self.vendor.base_url}/api/"

    @property
    def authorize_url(self) -> str:
        """The page on which somebody agrees to an installation."""
        return f"{self.vendor.base_url}/oauth/v2/authorize"

    @property
    def bot_token(self) -> str:
        """The token of the vendor's own installation."""
        return self.installation.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.vendor.app_token

    @property
    def signing_secret(self) -> str:
        """The secret with which every request to the app is signed."""
        return self.vendor.signing_secret

    @property
    def app_id(self) -> str:
        """The app's id."""
        return APP_ID

    @property
    def client_id(self) -> str:
        """The app's OAuth id."""
        return CLIENT_ID

    @property
    def client_secret(self) -> str:
        """The app's OAuth secret."""
        return self.vendor.client_secret

    @property
    def world(self) -> World:
        """Workspaces, people and channels."""
        return self.vendor.world

    @property
    def script(self) -> Script:
        """What shall go wrong."""
        return self.vendor.script

    @property
    def limits(self) -> Limits:
        """The rates."""
        return self.vendor.limits

    @property
    def recorder(self) -> Recorder:
        """Every call made."""
        return self.vendor.recorder

    @property
    def timeline(self) -> Timeline:
        """Every message, with its readers."""
        return self.vendor.timeline

    @property
    def installs(self) -> Installations:
        """Every installation of the app."""
        return self.vendor.installs

    @property
    def bot(self) -> User:
        """The bot user of the vendor's own installation."""
        return self.vendor.bot_of(self.installation)

    def shown(self) -> list[Shown]:
        """Everything the app has shown to anybody, with who could read it."""
        return list(shown(self.vendor))

    def calls(self, *methods: str) -> list[Call]:
        """The calls of these methods."""
        return self.vendor.recorder.calls(*methods)

    def install(self, team: Team) -> Installation:
        """Install the app in another workspace too."""
        return self.vendor.installs.install(team, rotating=self.vendor.rotating)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        body = decoded(await request.read())
        call = Call(method="response_url", args=body if isinstance(body, dict) else {}, at=0.0, token="")
        call.at, call.team_id = self.vendor.stamps.now(), request.match_info["team"]
        self.vendor.recorder.all.append(call)
        fault = self.script.met(call)
        status, text = 200, ""
        if fault is None or fault.after or not fault.answers:
            status, text = self.hooks.post(request.match_info["hook"], body)
            call.processed = status == 200
        call.status, call.answer, call.error = status, {"ok": status == 200}, None if status == 200 else text
        if fault is not None:
            return await spoiled(request, call, fault, text, status)
        return web.Response(status=status, text=text)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        call = Call(method="upload", args={"file": request.match_info["file"]}, at=self.vendor.stamps.now(), token="")
        self.vendor.recorder.all.append(call)
        file = self.vendor.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404, text="file_not_found")
        call.team_id = file.team_id
        fault = self.script.met(call)
        if len(content) != file.length:
            return web.Response(status=400, text="length_mismatch")
        if fault is None or fault.after or not fault.answers:
            file.content = content
        text = f"OK - {len(content)}"
        if fault is not None:
            return await spoiled(request, call, fault, text)
        return web.Response(text=text)

    async def _log(self, request: web.Request) -> web.Response:
        return web.Response(text=channels_page(self.vendor), content_type="text/html")

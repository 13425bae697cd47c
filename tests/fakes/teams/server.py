"""Runs the stand-in: one HTTP server for the Bot Connector, the token endpoint, the signing keys and a page."""

from types import TracebackType

from aiohttp import web

from bot.clock import Clock, SystemClock
from tests.fakes.objects import encoded
from tests.fakes.teams.courier import Courier
from tests.fakes.teams.key_set import KeySet
from tests.fakes.teams.limits import Limits
from tests.fakes.teams.messages import Timeline
from tests.fakes.teams.page import Page
from tests.fakes.teams.people import People
from tests.fakes.teams.recorder import Call, Recorder
from tests.fakes.teams.rest import Rest
from tests.fakes.teams.script import Script
from tests.fakes.teams.sign_in import SignIn
from tests.fakes.teams.vendor import Shown, Vendor, new_vendor
from tests.fakes.teams.world import Tenant, World

LARGEST_BODY = 1_000_000


class Connector:
    """The vendor's service, as strict as the documents say; `async with` starts and stops it.

    `limits=False` switches the rates off; `request_url` is where the app listens (it can be told later:
    `connector.people.request_url = ...`).
    """

    def __init__(
        self, *, clock: Clock | None = None, limits: bool = True, request_url: str = "", port: int = 0
    ) -> None:
        self.vendor: Vendor = new_vendor(clock or SystemClock(), limits=limits)
        self.people = People(self.vendor, Courier(self.vendor))
        self.people.request_url = request_url
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "Connector":
        app = web.Application(client_max_size=LARGEST_BODY)
        Rest(self.vendor).add_to(app)
        Page(self.vendor, self.people).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.vendor.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.people.courier.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens; also what stands in front of `/{tenant}/oauth2/v2.0/token`."""
        return self.vendor.base_url

    @property
    def login_url(self) -> str:
        """Where an app signs in, without the tenant."""
        return self.vendor.base_url

    @property
    def openid_url(self) -> str:
        """The document that says where the signing keys are."""
        return f"{self.vendor.base_url}/v1/.well-known/openidconfiguration"

    @property
    def region_url(self) -> str:
        """The `serviceUrl` of activities in the vendor's own tenant, and where calls about it go."""
        return self.vendor.region_url(self.tenant.id)

    @property
    def host(self) -> str:
        """The host that an app must trust."""
        return "127.0.0.1"

    @property
    def app_id(self) -> str:
        """The app's id."""
        return self.vendor.app_id

    @property
    def password(self) -> str:
        """The app's password."""
        return self.vendor.sign_in.password

    @property
    def tenant(self) -> Tenant:
        """The vendor's tenant, in which the app is registered."""
        return self.vendor.home

    @property
    def world(self) -> World:
        """Tenants, people, teams and conversations."""
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
    def keys(self) -> KeySet:
        """The keys that sign what is sent to the app."""
        return self.vendor.keys

    @property
    def sign_in(self) -> SignIn:
        """The token endpoint."""
        return self.vendor.sign_in

    @property
    def wrong(self) -> list[str]:
        """What the app answered that no client understands."""
        return self.vendor.wrong

    def mistakes(self) -> list[str]:
        """Everything the app did that the documents forbid: odd answers, and calls refused with 400, 401 or 413."""
        told = [
            f"{call.kind} → {call.status} {call.answer.get('error')}"
            for call in self.recorder.all
            if call.status in (400, 401, 413) and not call.processed
        ]
        return [*self.wrong, *told]

    def calls(self, *kinds: str) -> list[Call]:
        """The calls of these kinds."""
        return self.vendor.recorder.calls(*kinds)

    def shown(self) -> list[Shown]:
        """Everything the app has shown to anybody, with who could read it: messages, own cards, notes, dialogs."""
        told = [
            Shown(
                content=encoded(version.activity),
                readers=frozenset(self.timeline.readers(message)),
                where=message.conversation,
                at=version.at,
            )
            for message in self.timeline.all
            if message.from_app
            for version in message.versions
        ]
        return told + list(self.vendor.private)

"""The doors of the service: reads a call, lets go wrong what shall go wrong, and answers as the vendor would."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from aiohttp import web

from tests.fakes.objects import decoded, encoded
from tests.fakes.teams.calls import SPEAKING, Answered
from tests.fakes.teams.key_set import metadata
from tests.fakes.teams.recorder import Call
from tests.fakes.teams.refusals import Refused, malformed, not_found
from tests.fakes.teams.rosters import LOOKING
from tests.fakes.teams.spoiling import spoiled
from tests.fakes.teams.vendor import Vendor

CALLS = {**SPEAKING, **LOOKING}

PATHS = (
    ("POST", "/conversations", "create"),
    ("POST", "/conversations/{conversation}/activities", "send"),
    ("POST", "/conversations/{conversation}/activities/{activity}", "reply"),
    ("PUT", "/conversations/{conversation}/activities/{activity}", "update"),
    ("DELETE", "/conversations/{conversation}/activities/{activity}", "delete"),
    ("GET", "/conversations/{conversation}/pagedmembers", "members"),
    ("GET", "/conversations/{conversation}/members/{activity}", "member"),
    ("GET", "/teams/{conversation}", "team"),
    ("GET", "/teams/{conversation}/conversations", "channels"),
)
DOCUMENTS = (
    ("POST", "/{tenant}/oauth2/v2.0/token", "token"),
    ("GET", "/v1/.well-known/openidconfiguration", "openid"),
    ("GET", "/v1/.well-known/keys", "keys"),
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Rest:
    """Every path the app may call."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def add_to(self, app: web.Application) -> None:
        """Register the paths, for each region with and without the tenant in it."""
        for method, path, kind in PATHS:
            for front in ("/{region}/v3", "/{region}/{tenant}/v3"):
                app.router.add_route(method, front + path, self._handler(kind))
        for method, path, kind in DOCUMENTS:
            app.router.add_route(method, path, self._handler(kind))

    def _handler(self, kind: str) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._handle(kind, request)

        return handle

    async def _handle(self, kind: str, request: web.Request) -> web.StreamResponse:
        vendor, raw, named = self._vendor, await request.read(), request.match_info
        call = Call(kind=kind, path=request.path, at=vendor.stamps.now(), query=dict(request.query))
        call.conversation, call.activity = named.get("conversation", ""), named.get("activity", "")
        call.token = request.headers.get("Authorization", "")
        parsed = dict(parse_qsl(raw.decode("utf-8", "replace"))) if kind == "token" else decoded(raw) if raw else {}
        call.body = parsed if isinstance(parsed, dict) else {}
        vendor.recorder.all.append(call)
        fault = vendor.script.met(call)
        headers: dict[str, str] = {}
        if fault is None or fault.after or not fault.answers:
            try:
                if not isinstance(parsed, dict):
                    raise Refused(400, "BadSyntax", "The body is no JSON object.")
                call.status, call.answer = self._run(call, named.get("region", ""), named.get("tenant", ""))
                call.processed = True
            except Refused as refusal:
                call.status, call.error, call.answer = refusal.status, refusal.code, refusal.answer()
                headers = refusal.headers
                if vendor.nested_codes and refusal.status == 403:
                    call.answer = refusal.nested()
        if fault is not None:
            return await spoiled(request, call, fault, encoded(call.answer), call.status, headers)
        text = encoded(call.answer) if call.answer else ""
        return web.Response(text=text, status=call.status, headers=headers, content_type="application/json")

    def _run(self, call: Call, region: str, tenant: str) -> Answered:
        vendor = self._vendor
        if call.kind == "openid":
            return 200, metadata(vendor.base_url)
        if call.kind == "keys":
            return 200, vendor.keys.document()
        if call.kind == "token":
            return 200, vendor.sign_in.issue(tenant, {key: str(value) for key, value in call.body.items()})
        vendor.sign_in.check(call.token)
        self._at_home(call, region, tenant)
        return CALLS[call.kind](vendor, call)

    def _at_home(self, call: Call, region: str, tenant: str) -> None:
        """Each region speaks for the conversations of its own tenants."""
        world = self._vendor.world
        if tenant and tenant not in world.tenants:
            raise malformed("Unknown tenant in the address")
        where = world.conversations.get(call.conversation.partition(";")[0])
        home = where.tenant_id if where else tenant
        if home and (world.tenants[home].region != region or (tenant and tenant != home)):
            raise not_found()

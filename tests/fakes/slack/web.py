"""The door of the Web API: reads a call, lets go wrong what shall go wrong, and answers as the vendor would."""

from dataclasses import dataclass

from aiohttp import web

from tests.fakes.objects import Json, decoded, encoded
from tests.fakes.slack import oauth, web_chat, web_conversations, web_files, web_people, web_views
from tests.fakes.slack.asks import Ask, Method
from tests.fakes.slack.installs import Installation
from tests.fakes.slack.recorder import Call
from tests.fakes.slack.refusals import Refused, TooMany
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.spoiling import spoiled
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.wire import form

METHODS: dict[str, Method] = {
    **web_chat.METHODS,
    **web_conversations.METHODS,
    **web_people.METHODS,
    **web_views.METHODS,
    **web_files.METHODS,
}

TOKENLESS = {"oauth.v2.access", "apps.connections.open", "api.test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back over the wire."""

    body: Json
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class WebApi:
    """`POST /api/<method>`."""

    def __init__(self, vendor: Vendor, sockets: SocketMode) -> None:
        self._vendor = vendor
        self._sockets = sockets

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, from the wire and back to it."""
        vendor, method = self._vendor, request.match_info["method"]
        args, malformed = await _arguments(request)
        authorization = request.headers.get("Authorization", "")
        token = authorization.removeprefix("Bearer ") if authorization.startswith("Bearer ") else ""
        if not token and not request.content_type.endswith("json"):
            token = str(args.pop("token", ""))
        call = Call(method=method, args=args, at=vendor.stamps.now(), token=token)
        held = vendor.installs.holding(token)
        call.team_id = held[0].team_id if held else ""
        vendor.recorder.all.append(call)
        fault = vendor.script.met(call)
        if fault is None or fault.after or not fault.answers:
            answer = self._answered(call, authorization, malformed)
        else:
            answer = Answer(body={})
        call.status, call.answer, call.error = answer.status, answer.body, answer.body.get("error")
        if fault is not None:
            return await spoiled(request, call, fault, encoded(answer.body), answer.status, dict(answer.headers))
        return web.Response(
            text=encoded(answer.body), status=answer.status, headers=answer.headers, content_type="application/json"
        )

    def _answered(self, call: Call, authorization: str, malformed: str | None) -> Answer:
        headers: list[tuple[str, str]] = []
        try:
            if malformed:
                raise Refused(malformed)
            body = self._run(call, authorization, headers)
            call.processed = True
            return Answer(body={"ok": True} | body, headers=tuple(headers))
        except TooMany as limit:
            return Answer(
                body={"ok": False, "error": "ratelimited"},
                status=429,
                headers=(("Retry-After", str(limit.retry_after)),),
            )
        except Refused as refusal:
            return Answer(body=refusal.answer(), headers=tuple(headers))

    def _run(self, call: Call, authorization: str, headers: list[tuple[str, str]]) -> Json:
        vendor = self._vendor
        if call.method in vendor.script.missing or (call.method not in METHODS and call.method not in TOKENLESS):
            raise Refused("unknown_method", extra={"req_method": call.method})
        if call.method == "oauth.v2.access":
            return oauth.access(vendor, call.args, authorization)
        if call.method == "api.test":
            return {"args": call.args}
        if call.method == "apps.connections.open":
            return self._connection(call)
        method = METHODS[call.method]
        installation = self._installation(call)
        headers.append(("X-OAuth-Scopes", ",".join(sorted(installation.scopes))))
        ask = Ask(vendor=vendor, installation=installation, call=call, token=call.token)
        if call.method in vendor.script.refused_scopes:
            provided = ",".join(sorted(installation.scopes))
            raise Refused("missing_scope", extra={"needed": method.scope or "admin", "provided": provided})
        if method.scope:
            ask.require(method.scope)
        channel = str(call.args.get("channel", ""))
        vendor.limits.spend(installation.app_id, installation.team_id, call.method, method.tier, channel)
        return method.run(ask)

    def _installation(self, call: Call) -> Installation:
        if not call.token:
            raise Refused("not_authed")
        held = self._vendor.installs.holding(call.token)
        if held is None:
            raise Refused("invalid_auth" if not call.token.startswith("xapp-") else "not_allowed_token_type")
        installation, token = held
        if installation.removed:
            raise Refused("account_inactive")
        if token.revoked:
            raise Refused("token_revoked")
        if token.expires_at is not None and self._vendor.stamps.now() >= token.expires_at:
            raise Refused("token_expired")
        return installation

    def _connection(self, call: Call) -> Json:
        if not call.token:
            raise Refused("not_authed")
        if call.token != self._vendor.app_token:
            raise Refused("invalid_auth" if call.token.startswith("xapp-") else "not_allowed_token_type")
        if not self._sockets.enabled:
            raise Refused("socket_mode_disabled")
        self._vendor.limits.spend("app", "app", call.method, 5)
        return {"url": self._sockets.address()}


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        parsed = decoded(await request.read())
        if parsed is None:
            return args, "invalid_json"
        if not isinstance(parsed, dict):
            return args, "json_not_object"
        return args | parsed, None
    if request.content_type.startswith("multipart/"):
        return args | {name: str(value) for name, value in (await request.post()).items()}, None
    try:
        return args | form((await request.read()).decode()), None
    except UnicodeDecodeError:
        return args, "invalid_form_data"

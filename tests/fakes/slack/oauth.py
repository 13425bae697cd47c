"""How a workspace installs the app: the page on which somebody agrees, the code, and the tokens it is worth."""

import base64
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from tests.fakes.objects import Json
from tests.fakes.slack.installs import TOKEN_LIFE, Installation
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.vendor import CLIENT_ID, Code, Vendor

CODE_LIFE = 600.0
"""Seconds within which a code must be exchanged."""

PAGE = """<!DOCTYPE html><html><head><title>Install</title></head><body>
<h1>The app asks for: {scopes}</h1>
<form method="post">{workspaces}<input type="hidden" name="redirect_uri" value="{redirect}">
<input type="hidden" name="state" value="{state}"><input type="hidden" name="scope" value="{scopes}">
<button name="decision" value="allow">Allow</button> <button name="decision" value="cancel">Cancel</button>
</form></body></html>"""


class Consent:
    """The vendor's side of an installation; tests agree or refuse without a browser."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    async def page(self, request: web.Request) -> web.Response:
        """GET /oauth/v2/authorize."""
        query = request.query
        if query.get("client_id") != CLIENT_ID:
            return web.Response(status=400, text="invalid client_id")
        rows = [f'<option value="{escape(t.id)}">{escape(t.name)}</option>' for t in self._vendor.world.teams.values()]
        page = PAGE.format(
            scopes=escape(query.get("scope", "")),
            workspaces=f'<select name="team">{"".join(rows)}</select>',
            redirect=escape(query.get("redirect_uri", "")),
            state=escape(query.get("state", "")),
        )
        return web.Response(text=page, content_type="text/html")

    async def decide(self, request: web.Request) -> web.Response:
        """POST /oauth/v2/authorize: what somebody pressed on the page."""
        fields = await request.post()
        values = {name: str(value) for name, value in fields.items()}
        redirect, state = values.get("redirect_uri", ""), values.get("state", "")
        if values.get("decision") != "allow":
            raise web.HTTPFound(self.cancelled(redirect, state))
        scopes = tuple(scope for scope in values.get("scope", "").split(",") if scope)
        raise web.HTTPFound(self.agreed(values["team"], scopes, redirect, state))

    def agreed(
        self, team_id: str, scopes: tuple[str, ...], redirect_uri: str, state: str, user_id: str = "U00000000"
    ) -> str:
        """Where the browser goes after Allow: the app's own page, with a code and the state."""
        code = Code(
            text=self._vendor.ids.secret(),
            team_id=team_id,
            user_id=user_id,
            scopes=scopes,
            redirect_uri=redirect_uri,
            born=self._vendor.stamps.now(),
        )
        self._vendor.codes[code.text] = code
        return f"{redirect_uri}?{urlencode({'code': code.text, 'state': state})}"

    def cancelled(self, redirect_uri: str, state: str) -> str:
        """Where the browser goes after Cancel."""
        return f"{redirect_uri}?{urlencode({'error': 'access_denied', 'state': state})}"


def access(vendor: Vendor, args: Json, authorization: str) -> Json:
    """`oauth.v2.access`: a code or a refresh token for tokens; each of either works once."""
    _check_client(vendor, args, authorization)
    if args.get("grant_type") == "refresh_token":
        installation = vendor.installs.refreshable(str(args.get("refresh_token", "")))
        if installation is None or installation.removed:
            raise Refused("invalid_refresh_token")
        installation.refresh_tokens.remove(str(args["refresh_token"]))
        installation.used_refresh_tokens.append(str(args["refresh_token"]))
        vendor.installs.issue(installation, rotating=True)
        return _granted(vendor, installation)
    code = vendor.codes.get(str(args.get("code", "")))
    if code is None or vendor.stamps.now() - code.born > CODE_LIFE:
        raise Refused("invalid_code")
    if code.used:
        raise Refused("code_already_used")
    if str(args.get("redirect_uri", code.redirect_uri)) != code.redirect_uri:
        raise Refused("bad_redirect_uri")
    code.used = True
    team = vendor.world.teams[code.team_id]
    scopes = code.scopes or ("chat:write",)
    return _granted(vendor, vendor.installs.install(team, code.user_id, scopes=scopes, rotating=vendor.rotating))


def _check_client(vendor: Vendor, args: Json, authorization: str) -> None:
    client_id, secret = str(args.get("client_id", "")), str(args.get("client_secret", ""))
    if authorization.startswith("Basic "):
        try:
            client_id, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
        except ValueError:
            raise Refused("invalid_client_id") from None
    if client_id != CLIENT_ID:
        raise Refused("invalid_client_id")
    if secret != vendor.client_secret:
        raise Refused("bad_client_secret")


def _granted(vendor: Vendor, installation: Installation) -> Json:
    team = vendor.world.teams[installation.team_id]
    body: Json = {
        "access_token": installation.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(installation.scopes)),
        "bot_user_id": installation.bot_user_id,
        "app_id": installation.app_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": {"id": team.enterprise_id, "name": team.enterprise_name} if team.enterprise_id else None,
        "authed_user": {"id": installation.installed_by},
        "is_enterprise_install": installation.is_enterprise_install,
    }
    if installation.refresh_tokens:
        body |= {"expires_in": TOKEN_LIFE, "refresh_token": installation.refresh_tokens[-1]}
    return body

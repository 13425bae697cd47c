"""The two pages by which a workspace takes the bot in: one sends the browser to Slack, the other receives it back.

Whoever comes back must be the browser that went, within ten minutes and once; otherwise somebody could make another
person finish an installation they never began. Tokens and codes are neither shown nor logged.
"""

from html import escape
from urllib.parse import urlencode, urljoin

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.actions import install
from bot.actions.claim import first_code
from bot.bot import Bot
from bot.errors import Refusal
from bot.ids import fresh_key
from bot.ports import NotPosted, Permanent, Unknown
from bot.texts import Phrase, Say
from handlers.slack.grants import Grants
from handlers.slack.installations import Installations
from handlers.slack.scopes import BOT_SCOPES
from prompts.catalogue import languages, say_in

log = structlog.get_logger()
COOKIE = "cab_install"
LASTS = 600
"""Seconds, the same for the mark and the cookie."""
LONGEST = 512
"""Of a code or a mark; Slack's have about a hundred letters."""
BACK = "/slack/oauth_redirect"
SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}"
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{style}</style></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="{href}">{label}</a></p></main></body></html>
"""


def router(
    bot: Bot, installations: Installations, grants: Grants, *, client_id: str, api_url: str, public_url: str
) -> APIRouter:
    """`/slack/install` and `/slack/oauth_redirect`; `public_url` is where the vendor sends the browser back to."""
    routes = APIRouter()
    back = f"{public_url.rstrip('/')}{BACK}" if public_url else ""
    authorize = urljoin(api_url, "/oauth/v2/authorize")
    secure = public_url.startswith("https://")

    @routes.get("/slack/install", include_in_schema=False)
    async def begin(request: Request) -> Response:
        browser = _browser(request) or fresh_key().hex()
        state = install.begin_installation(bot, browser)
        asked = {"client_id": client_id, "scope": ",".join(BOT_SCOPES), "user_scope": "", "state": state}
        if back:
            asked["redirect_uri"] = back
        response = RedirectResponse(f"{authorize}?{urlencode(asked)}", status_code=302, headers=SAFE)
        response.set_cookie(COOKIE, browser, max_age=LASTS, path="/slack", httponly=True, samesite="lax", secure=secure)
        return response

    @routes.get(BACK, include_in_schema=False)
    async def end(request: Request) -> Response:
        reader = _Reader(request.headers.get("accept-language", ""))
        try:
            lane, app_id, name = await _installed(bot, installations, grants, request, back)
        except _Failed as failed:
            log.warning("not installed", why=failed.why.id)
            page = reader.page(Phrase("oauth.failed_title"), failed.why, "/slack/install", Phrase("oauth.again"))
            return HTMLResponse(page, status_code=failed.status, headers=SAFE)
        href = urljoin(api_url, "/app_redirect") + "?" + urlencode({"app": app_id, "team": lane.partition(":")[2]})
        done = Phrase("oauth.done", {"name": name})
        if code := await first_code(bot, lane):
            done = Phrase("oauth.done_claim", {"name": name, "code": code})
        page = reader.page(Phrase("oauth.done_title"), done, href, Phrase("oauth.open_slack"))
        response = HTMLResponse(page, headers=SAFE)
        response.delete_cookie(COOKIE, path="/slack", httponly=True, samesite="lax", secure=secure)
        return response

    return routes


class _Failed(Exception):
    """It came to nothing, and `why`."""

    def __init__(self, why: Phrase, status: int = 400) -> None:
        super().__init__(why.id)
        self.why = why
        self.status = status


async def _installed(
    bot: Bot, installations: Installations, grants: Grants, request: Request, back: str
) -> tuple[str, str, str]:
    """Lane, app and workspace name of the installation that this request completes."""
    query = request.query_params
    state, code = query.get("state", ""), query.get("code", "")
    begun = len(state) <= LONGEST and await install.is_begun_here(bot, state, _browser(request))
    if not begun:
        raise _Failed(Phrase("oauth.stale"))
    if "error" in query:
        raise _Failed(Phrase("oauth.denied") if query["error"] == "access_denied" else Phrase("oauth.refused"))
    if not code or len(code) > LONGEST:
        raise _Failed(Phrase("oauth.refused"))
    try:
        lane, grant = await grants.for_code(code, back, bot.now())
    except Permanent as wrong:
        log.warning("slack refuses the installation", why=wrong.reason)
        raise _Failed(Phrase("oauth.refused")) from None
    except (NotPosted, Unknown):
        raise _Failed(Phrase("oauth.unreachable"), 503) from None
    try:
        await install.install(bot, lane, grant)
    except Refusal as refused:
        log.error("installation is not kept", lane=lane, why=refused.phrase.id)
        raise _Failed(Phrase("oauth.unreachable"), 503) from None
    installations.forget(lane)
    return lane, grant.app_id, grant.name


def _browser(request: Request) -> str:
    """The secret that this browser was given; empty when it has none of ours."""
    given = request.cookies.get(COOKIE, "")
    return given if len(given) == 64 and all(each in "0123456789abcdef" for each in given) else ""


class _Reader:
    """Says things in the first language of a browser's list for which we have words."""

    def __init__(self, accepts: str) -> None:
        wanted = [each.partition(";")[0].strip().lower().partition("-")[0] for each in accepts.split(",")[:20]]
        self.language = next((each for each in wanted if each in languages()), "en")
        self._say: Say = say_in(self.language)

    def page(self, title: Phrase, text: Phrase, href: str, label: Phrase) -> str:
        """A whole page; everything in it is escaped."""
        return PAGE.format(
            language=self.language,
            style=STYLE,
            title=escape(self._say(title)),
            text=escape(self._say(text)),
            href=escape(href),
            label=escape(self._say(label)),
        )

"""Every call to Slack goes through here: with its workspace's token, over one session, its failures sorted."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.clock import Clock, SystemClock
from bot.ports import NotPosted, Permanent, Shut
from handlers.outbound import Trouble, of_line
from handlers.slack import failures
from handlers.slack.patience import Patience

TIMEOUT = 9.0
"""Seconds for a whole call, to the last byte: with what the HTTP library rounds up, never more than ten.

Less than half of a delivery's lease, so that no call outlives it.
"""
CONNECT = 5.0
AS_JSON = ("chat.", "views.")
"""Families of methods that take JSON; the others take their arguments as the vendor's own library sends them."""
NOT_READ = (AttributeError, UnicodeDecodeError, LookupError)
"""What the library raises, besides its own errors, on anything but a JSON object in some known alphabet."""
NO_ANSWER = (TimeoutError, aiohttp.ClientError, OSError, *NOT_READ)
"""What a call raises that brought no answer of the API at all."""
POSTS = frozenset({"chat.postMessage", "chat.postEphemeral", "views.open", "views.push"})
"""Methods that do something again when they are called again."""


class Tokens(Protocol):
    """Knows the token of each workspace in which the bot is installed."""

    async def token_for(self, lane: str) -> str:
        """The bot token for `slack:T…`; Permanent `not_installed` when there is none (any more)."""
        ...


class SlackCalls:
    """Calls of the Web API. Belongs to the event loop of its first call; `close` it there.

    Each call raises NotPosted, Unknown (only where the call would do something a second time) or Permanent, of which
    Shut says that the workspace does not let us in at all. Nothing is retried here: whoever calls knows what it costs.
    While Slack limits a method, nothing is sent at all.
    """

    def __init__(self, tokens: Tokens, base_url: str, *, clock: Clock | None = None, timeout: float = TIMEOUT) -> None:
        self._tokens = tokens
        self._base_url = base_url
        self._clock = clock or SystemClock()
        self._patience = Patience(self._clock)
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, AsyncWebClient] = {}
        # At its default level the library would spell out every message to whoever logs everything.
        self._log = logging.getLogger("cab.slack")
        self._log.setLevel(logging.WARNING)

    async def call(self, lane: str, method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
        """What a method answers, as JSON; always `ok`."""
        client = await self._client(lane)
        with self._patience.calling(lane, method, f"{arguments.get('channel', '')}:{arguments.get('ts', '')}"):
            return await self._called(client, method, arguments, posts=method in POSTS)

    def left_alone(self, lane: str, method: str) -> bool:
        """True while Slack does not want this method to be called in this workspace."""
        return self._patience.wait(lane, method) > 0

    async def _called(
        self, client: AsyncWebClient, method: str, arguments: Mapping[str, object], *, posts: bool
    ) -> dict[str, Any]:
        try:
            if method.startswith(AS_JSON):
                response = await client.api_call(method, json=dict(arguments))
            else:
                response = await client.api_call(method, params=_form(arguments))
        except SlackApiError as refused:
            raise self._sorted(refused.response, posts=posts) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as broken:
            raise of_line(broken, posts=posts) from None
        except NOT_READ:
            raise failures.of_status(0, {}, self._clock.now(), posts=posts) from None
        data = response.data
        assert isinstance(data, dict), "the library lets nothing else through"
        return data

    async def respond(self, lane: str, url: str, body: Mapping[str, object]) -> None:
        """Answer at the address that came with a press or a command; Permanent once it is used up or expired.

        What is said there is for one person: it goes to Slack's own servers alone, and no redirect is followed.
        """
        with self._patience.calling(lane, "response_url", url):
            status, text, headers = await self._send(url, json_body=body)
            if status in (400, 404, 410):
                raise Permanent(text.strip()[:40] or "expired_url")
            if status != 200:
                raise failures.of_status(status, headers, self._clock.now(), posts=True)

    async def upload(self, lane: str, url: str, content: bytes) -> None:
        """Put a file's bytes where `files.getUploadURLExternal` said."""
        with self._patience.calling(lane, "upload", url):
            status, _, headers = await self._send(url, content=content)
            if status != 200:
                raise failures.of_status(status, headers, self._clock.now(), posts=False)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._clients.clear()

    async def _send(
        self, url: str, *, json_body: Mapping[str, object] | None = None, content: bytes | None = None
    ) -> tuple[int, str, Mapping[str, str]]:
        try:
            if not _belongs(url, self._base_url):
                raise Permanent("foreign_address")
            async with self._open().post(url, json=json_body, data=content, allow_redirects=False) as response:
                text = await response.text(errors="replace")
                return response.status, text, response.headers
        except (TimeoutError, aiohttp.ClientError, OSError) as broken:
            raise of_line(broken, posts=json_body is not None) from None

    async def _client(self, lane: str) -> AsyncWebClient:
        try:
            token = await self._tokens.token_for(lane)
        except NotPosted:
            raise
        except Permanent as gone:
            raise Shut(gone.reason) from None
        known = self._clients.get(lane)
        session = self._open()
        if known is None or known.token != token or known.session is not session:
            known = AsyncWebClient(token, base_url=self._base_url, session=session, retry_handlers=[], logger=self._log)
            self._clients[lane] = known
        return known

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=min(CONNECT, self._timeout)),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _sorted(self, answer: Any, *, posts: bool) -> Trouble:
        """What an answer means that is not `ok`; the library hands over its own response, or the raw one."""
        now = self._clock.now()
        status = int(getattr(answer, "status_code", None) or getattr(answer, "status", None) or 0)
        headers = getattr(answer, "headers", None) or {}
        data = getattr(answer, "data", None)
        word = data.get("error") if isinstance(data, dict) else None
        if status == 429 or status >= 500 or not isinstance(word, str) or not word:
            return failures.of_status(status, headers, now, posts=posts)
        return failures.of_word(word, headers, now, posts=posts)


def _belongs(url: str, base: str) -> bool:
    """True for an address of the servers that the Web API is one of, such as `hooks.slack.com` beside `slack.com`."""
    try:
        where, ours = URL(url), URL(base)
    except ValueError:
        return False
    host, own = (where.host or "").lower(), (ours.host or "").lower()
    return where.scheme == ours.scheme and bool(own) and (host == own or host.endswith(f".{own}"))


def _form(arguments: Mapping[str, object]) -> dict[str, str]:
    form: dict[str, str] = {}
    for name, value in arguments.items():
        match value:
            case None:
                continue
            case bool():
                form[name] = "true" if value else "false"
            case str():
                form[name] = value
            case _:
                form[name] = json.dumps(value)
    return form

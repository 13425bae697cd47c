"""The ways in: a verified payload finds the installation it belongs to and the listener for its kind."""

import traceback
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_bolt.response import BoltResponse

from bot.bot import Bot
from bot.errors import Refusal
from handlers.slack.guard import Refused, guarded
from handlers.slack.installations import Installations, lane_of_payload, names_no_team
from handlers.slack.listeners import TAKEN, Listeners

log = structlog.get_logger()
LARGEST = 1024 * 1024
TOLD_EVERY = timedelta(hours=1)
PATH = "/slack/events"
READ = {name.encode(): name for name in ("content-type", "x-slack-request-timestamp", "x-slack-signature")}
"""The headers that the guard looks at."""

Scope = MutableMapping[str, Any]
"""A request as servers and applications hand it to each other; ASGI specification, version 3."""
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Doors:
    """HTTP and socket lead here."""

    def __init__(self, bot: Bot, installations: Installations, listeners: Listeners, home: str | None = None) -> None:
        self._home = home
        self._bot = bot
        self._installations = installations
        self._listeners = listeners
        self._told: dict[str, datetime] = {}

    def now(self) -> datetime:
        """The present instant, against which signatures are judged."""
        return self._bot.now()

    async def receive(self, payload: Mapping[str, Any]) -> BoltResponse:
        """What to answer to a verified payload; one of a workspace that is not ours is taken and dropped."""
        if payload.get("type") != "block_actions" and (answer := self._at_once(payload)) is not None:
            return answer
        try:
            lane = await lane_of_payload(self._bot, self._installations, payload)
            if lane is None and names_no_team(payload):
                lane = self._home  # Where there is one workspace, a payload need not say which.
            if lane is None:
                return BoltResponse(status=200)
            return await self._listeners.dispatch(payload, lane)
        except Refusal as refused:  # The database is away: not kept, so not acknowledged.
            log.warning("payload was not taken", why=refused.phrase.id)
            return BoltResponse(status=503)

    def _at_once(self, payload: Mapping[str, Any]) -> BoltResponse | None:
        """What to answer where the vendor speaks of the door itself; None where it speaks of people."""
        match payload:
            case {"type": "url_verification", "challenge": str(challenge)}:
                return BoltResponse(status=200, body={"challenge": challenge})
            case {"ssl_check": _}:
                return BoltResponse(status=200)
            case {"type": "app_rate_limited"}:
                self._held_back(str(payload.get("team_id")))
                return BoltResponse(status=200)
        return None

    def _held_back(self, team: str) -> None:
        """Slack says so every minute for as long as it lasts; whoever reads the log is told once an hour."""
        now = self._bot.now()
        if team not in self._told or now >= self._told[team] + TOLD_EVERY:
            self._told[team] = now
            log.warning("the vendor holds events back", lane=team)


class EventsDoor:
    """Takes what Slack posts to `/slack/events`: events, buttons, dialogs, commands and options alike.

    It stands in front of the web framework, which would spend on each click as much time again as keeping it takes.
    Any other address is left to `app`.
    """

    def __init__(self, app: Application, doors: Doors, signing_secret: str) -> None:
        self._app = app
        self._doors = doors
        self._secret = signing_secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        try:
            start, end = await self._answer(scope, receive)
        except Exception as wrong:
            # With what a request carried left out: in it are words that people wrote.
            log.error("request failed", door="slack", error=type(wrong).__name__, at=_at(wrong))
            start, end = _spelt(500)
        await send(start)
        await send(end)

    async def _answer(self, scope: Scope, receive: Receive) -> "Answer":
        if scope["method"] != "POST":
            return _spelt(405, {"allow": "POST"})
        body = await _whole(receive)
        if body is None:
            return _spelt(413, {"connection": "close"})
        headers = {READ[name]: value.decode("latin-1") for name, value in scope["headers"] if name in READ}
        payload = guarded(headers, body, signing_secret=self._secret, now=self._doors.now())
        if isinstance(payload, Refused):
            return _spelt(payload.status)
        answer = await self._doors.receive(payload)
        if answer is TAKEN:
            return _SPELT_TAKEN
        return _spelt(answer.status, answer.first_headers(), answer.body.encode())


Answer = tuple[MutableMapping[str, Any], MutableMapping[str, Any]]
"""How it starts, and its body."""


def _spelt(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
    given = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()]
    given.append((b"content-length", str(len(body)).encode()))
    start = {"type": "http.response.start", "status": status, "headers": given}
    return start, {"type": "http.response.body", "body": body}


_SPELT_TAKEN = _spelt(TAKEN.status, TAKEN.first_headers(), TAKEN.body.encode())
"""As most are answered; whoever sends it reads it only."""


async def _whole(receive: Receive) -> bytes | None:
    """The body, or None as soon as it is too large or nobody waits for an answer."""
    parts, size = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _at(wrong: Exception) -> list[str]:
    """Where it broke, the innermost last: files and lines, no values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(wrong.__traceback__)[-8:]]

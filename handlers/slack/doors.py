"""The ways in: a verified payload finds the installation it belongs to and the listener for its kind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from slack_bolt.response import BoltResponse

from bot.bot import Bot
from bot.errors import Refusal
from handlers.slack.guard import Refused, guarded
from handlers.slack.installations import Installations, lane_of_payload, names_no_team
from handlers.slack.listeners import Listeners

log = structlog.get_logger()
LARGEST = 1024 * 1024


class Doors:
    """HTTP and socket lead here."""

    def __init__(self, bot: Bot, installations: Installations, listeners: Listeners, home: str | None = None) -> None:
        self._home = home
        self._bot = bot
        self._installations = installations
        self._listeners = listeners

    def now(self) -> datetime:
        """The present instant, against which signatures are judged."""
        return self._bot.now()

    async def receive(self, payload: Mapping[str, Any]) -> BoltResponse:
        """What to answer to a verified payload; one of a workspace that is not ours is taken and dropped."""
        match payload:
            case {"type": "url_verification", "challenge": str(challenge)}:
                return BoltResponse(status=200, body={"challenge": challenge})
            case {"ssl_check": _}:
                return BoltResponse(status=200)
            case {"type": "app_rate_limited"}:
                log.warning("the vendor holds events back", lane=str(payload.get("team_id")))
                return BoltResponse(status=200)
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


def router(doors: Doors, signing_secret: str) -> APIRouter:
    """The HTTP door at `/slack/events`, for events, buttons, dialogs, commands and options alike."""
    routes = APIRouter()

    @routes.post("/slack/events", include_in_schema=False)
    async def events(request: Request) -> Response:
        body = await _whole(request)
        if body is None:
            return Response(status_code=413)
        payload = guarded(request.headers, body, signing_secret=signing_secret, now=doors.now())
        if isinstance(payload, Refused):
            return Response(status_code=payload.status)
        answer = await doors.receive(payload)
        return Response(answer.body, status_code=answer.status, headers=dict(answer.first_headers()))

    return routes


async def _whole(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)

"""The JSON API: another program tells that something happened to a customer, and asks what became of it.

Every request carries a token that was given out for the purpose. Nothing of a token is ever written down, and what is
refused says why in one word and, for a body that cannot be read, what is wrong with which field.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import ValidationError

from bot.actions.audit import audited
from bot.actions.moments import Told, known_moment, tell_moment
from bot.actions.token_desk import board_of_token, recognised_token
from bot.bot import Bot
from bot.domain.api_tokens import ApiToken, Scope
from bot.errors import Refusal
from handlers.web.api_shapes import AskOut, ErrorOut, EventIn, EventOut
from handlers.web.links import Pace

MOST_BYTES = 16 << 10
PATIENCE = 10.0
"""Seconds in which a request must have sent its body."""
WRITES, READS, WITHIN = 60, 300, 60.0
"""A token tells of at most so many events, and asks about so many, in so many seconds."""
NOT_FOUND = frozenset({"moment.unknown_account", "board.unknown", "board.none_yet", "name.empty"})
FIELDS = {"moment.bad_name": "event", "moment.implausible": "at", "moment.other_key": "id"}
WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "must be 1 to 100 letters without blanks",
    "value_error": "must be a time with its offset, such as 2026-03-02T09:00:00+01:00",
    "json_invalid": "is no JSON",
}
REPLIES: dict[int | str, dict[str, Any]] = {
    200: {"model": EventOut, "description": "Told before; nothing was changed."},
    202: {"model": EventOut, "description": "Kept; this is what follows."},
    400: {"model": ErrorOut, "description": "The body cannot be read, or a field is wrong."},
    401: {"model": ErrorOut, "description": "No token, or none that we know."},
    403: {"model": ErrorOut, "description": "The token is not good for this."},
    404: {"model": ErrorOut, "description": "No such customer, board or event."},
    413: {"model": ErrorOut, "description": "Larger than we read at once."},
    429: {"model": ErrorOut, "description": "Too many; `Retry-After` says when to go on."},
    503: {"model": ErrorOut, "description": "Not kept; try again."},
}
bearer = HTTPBearer(auto_error=False, description="A token that `cab token issue` showed.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


class Declined(Exception):
    """A request that goes no further, and what it is told."""

    def __init__(self, status: int, error: str, *, fields: dict[str, str] | None = None, wait: int = 0) -> None:
        super().__init__(error)
        self.status, self.error, self.fields, self.wait = status, error, fields or {}, wait

    def reply(self) -> Response:
        """The same as it goes over the wire."""
        headers = {"cache-control": "no-store"}
        if self.status == 401:
            headers["www-authenticate"] = "Bearer"
        if self.wait:
            headers["retry-after"] = str(self.wait)
        body = ErrorOut(error=self.error, fields=self.fields)
        return JSONResponse(body.model_dump(), status_code=self.status, headers=headers)


@dataclass(frozen=True, slots=True)
class EventDoor:
    """What the addresses below `/api/v1/events` do."""

    bot: Bot
    pace: Pace = field(default_factory=lambda: Pace(WRITES, WITHIN))
    reads: Pace = field(default_factory=lambda: Pace(READS, WITHIN))

    async def tell(self, request: Request, credentials: HTTPAuthorizationCredentials | None) -> Response:
        """Keep an event, once."""
        try:
            token = await self._allowed(credentials, Scope.EVENTS)
            wait = self.pace.wait(token.id)
            if wait:
                raise Declined(429, "too_many", wait=wait)
            said = _read(await _whole(request))
            only = await board_of_token(self.bot, token)
            if only and said.board not in (None, only):
                raise Declined(403, "other_board")
            async with audited(self.bot, token.organisation_id, None, "tell_moment", token.id):
                told = await tell_moment(
                    self.bot,
                    token.organisation_id,
                    said.event,
                    said.account,
                    key=said.id,
                    at=said.at,
                    board=only or said.board or "",
                    apart=bool(only),
                )
        except Declined as declined:
            return declined.reply()
        except Refusal as refused:
            return _declined(refused).reply()
        return _out(told, 202 if told.new else 200)

    async def ask(self, key: str, credentials: HTTPAuthorizationCredentials | None) -> Response:
        """What became of an event."""
        try:
            token = await self._allowed(credentials, Scope.READ)
            wait = self.reads.wait(token.id)
            if wait:
                raise Declined(429, "too_many", wait=wait)
            known = await known_moment(self.bot, token.organisation_id, key, token.board_id)
        except Declined as declined:
            return declined.reply()
        except Refusal as refused:
            return _declined(refused).reply()
        if known is None:
            return Declined(404, "not_found").reply()
        return _out(known, 200)

    async def _allowed(self, credentials: HTTPAuthorizationCredentials | None, scope: Scope) -> ApiToken:
        token = await recognised_token(self.bot, credentials.credentials) if credentials is not None else None
        if token is None:
            raise Declined(401, "unauthorized")
        if not token.may(scope):
            raise Declined(403, "not_in_scope")
        return token


def json_api(bot: Bot) -> FastAPI:
    """The API as an application of its own: it describes its own addresses at `/openapi.json`, and no others."""
    api = FastAPI(title="Sounding Board", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    door = EventDoor(bot)
    body = {"content": {"application/json": {"schema": EventIn.model_json_schema()}}, "required": True}

    @api.post("/v1/events", status_code=202, responses=REPLIES, openapi_extra={"requestBody": body})
    async def tell_event(request: Request, credentials: Credentials) -> Response:
        """Tell that something happened to a customer; the polls that follow it are asked of that customer alone."""
        return await door.tell(request, credentials)

    told: dict[int | str, dict[str, Any]] = {status: REPLIES[status] for status in (401, 403, 404, 429, 503)}

    @api.get("/v1/events/{key}", response_model=EventOut, responses=told)
    async def one_event(key: str, credentials: Credentials) -> Response:
        """Ask what became of an event, by the id it was told under."""
        return await door.ask(key, credentials)

    return api


async def _whole(request: Request) -> bytes:
    read = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                read += part
                if len(read) > MOST_BYTES:
                    raise Declined(413, "too_large")
    except TimeoutError:
        raise Declined(408, "too_slow") from None
    return bytes(read)


def _read(body: bytes) -> EventIn:
    try:
        return EventIn.model_validate_json(body)
    except ValidationError as wrong:
        fields = {
            str(each["loc"][0])[:40] if each["loc"] else "body": WORDS.get(each["type"], "cannot be read")
            for each in wrong.errors(include_url=False, include_context=False, include_input=False)
        }
        raise Declined(400, "invalid", fields=fields) from None


def _declined(refused: Refusal) -> Declined:
    """A refusal of ours as a program reads it; its words are for people."""
    name = refused.phrase.id
    if name in NOT_FOUND:
        return Declined(404, "unknown_account" if name == "moment.unknown_account" else "unknown_board")
    if name in FIELDS:
        return Declined(400, "invalid", fields={FIELDS[name]: name.partition(".")[2]})
    return Declined(503, "try_again", wait=5)


def _out(told: Told, status: int) -> Response:
    asks = [
        AskOut(
            board=each.board.slug,
            poll=each.engagement.slug,
            title=each.engagement.title,
            due_at=each.ask.due_at,
            state=each.ask.state.value,
            channels=each.channels,
            people=each.people,
        )
        for each in told.follows
    ]
    found = EventOut(
        id=told.moment.key,
        event=told.moment.moment,
        account=told.account.key,
        at=told.moment.at,
        repeated=not told.new,
        asks=asks,
    )
    return JSONResponse(found.model_dump(mode="json"), status_code=status, headers={"cache-control": "no-store"})

"""The way in: only what Microsoft has signed, for this bot, in the shape of an activity, is heard.

Nothing is parsed before the signature is checked, and nothing that is refused is ever written down.
"""

from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from fastapi import APIRouter, Request, Response

from handlers.teams.heard import Hear
from handlers.teams.key_set import NoKeys
from handlers.teams.shapes import fault_in
from handlers.teams.tokens import Rejected, Tokens
from handlers.wire import Malformed, read_json

log = structlog.get_logger()
PATH = "/teams/messages"
LARGEST = 256 * 1024
"""Bytes; the vendor's own limit for what it sends is 100 KB for a message, somewhat more for a dialog."""
JSON = "application/json"
SOON = {"retry-after": "5"}


def router(tokens: Tokens, hear: Hear) -> APIRouter:
    """The address that Teams posts to. `hear` is given verified activities; put `Turns.take` before who works on them.

    Answers 400, 401, 403, 413 and 415 to what is refused. 503 says that the same request may come again: the keys
    could not be fetched yet, or `hear` says so. The vendor sends what is not answered with success at most once more
    (https://github.com/MicrosoftDocs/msteams-docs/issues/1571), so that is for what passes quickly.
    """
    made = APIRouter()

    @made.post(PATH, include_in_schema=False)
    async def messages(request: Request) -> Response:
        size = -1
        try:
            body = await _whole(request)
            size = len(body)
            activity = await _let_in(request, body, tokens)
        except Rejected as rejected:
            log.warning("request refused", door="teams", status=rejected.status, why=rejected.why, size=size)
            return Response(status_code=rejected.status)
        except NoKeys:
            log.warning("request refused", door="teams", status=503, why="no_keys", size=size)
            return Response(status_code=503, headers=SOON)
        try:
            reply = await hear(activity)
            content = b"" if reply.body is None else orjson.dumps(reply.body)
        except Exception as wrong:
            # With what a request carries left out: in it are words that people wrote.
            log.error("request failed", door="teams", error=type(wrong).__name__)
            return Response(status_code=503, headers=SOON)
        return Response(content, status_code=reply.status, media_type=JSON if content else None)

    return made


async def _let_in(request: Request, body: bytes, tokens: Tokens) -> Mapping[str, Any]:
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise Rejected(401, "two_tokens")
    signed = await tokens.genuine(given[0] if given else None)
    try:
        activity = read_json(body)
    except Malformed as wrong:
        raise Rejected(400, wrong.why) from None
    if fault := fault_in(activity):
        raise Rejected(400, fault)
    tokens.allow(signed, activity)
    return activity


async def _whole(request: Request) -> bytes:
    """The body; Rejected as soon as it is known to be too large, or of another kind."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Rejected(415, "content_type")
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:12]) > LARGEST:
        raise Rejected(413, "too_large")
    body, more = bytearray(), True
    while more:
        part = await request.receive()
        if part["type"] != "http.request":
            raise Rejected(400, "cut_off")
        body += part.get("body", b"")
        if len(body) > LARGEST:
            raise Rejected(413, "too_large")
        more = part.get("more_body", False)
    return bytes(body)

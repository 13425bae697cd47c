"""Wraps every request: a cap on its size, headers that keep browsers careful, and a plain word when we break."""

import traceback
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import structlog

log = structlog.get_logger(__name__)

Scope = MutableMapping[str, Any]
"""A request as servers and applications hand it to each other; ASGI specification, version 3."""
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 1 << 20
"""What any request may send; the largest payload of a chat platform is a fraction of it."""

CAREFUL: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
"""No script runs, nobody frames us, no address travels on; OWASP Secure Headers Project. A reply's own header wins."""


ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")
"""Where our address begins with `https://`, browsers ask no other way for a year, whatever a link says. RFC 6797."""


class TooLarge(Exception):
    """The request sent more than it may."""


class Guarded:
    """An ASGI application inside these walls."""

    def __init__(self, app: Application, *, most: int = MOST_BYTES, encrypted: bool = False) -> None:
        self._app = app
        self._headers = (*CAREFUL, ENCRYPTED) if encrypted else CAREFUL
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and its reply back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise TooLarge
            return message

        async def careful(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = with_care(message.get("headers", ()), self._headers)
            await send(message)

        try:
            if _declared(scope) > self._most:
                raise TooLarge
            await self._app(scope, counted, careful)
        except TooLarge:
            if begun:
                raise
            await _say(careful, 413, b"This is more than we read at once.\n")
        except Exception as wrong:
            # With what a request carried left out: in it are links, and words that people wrote.
            log.error("request failed", method=scope["method"], error=type(wrong).__name__, at=_at(wrong))
            if begun:
                raise ConnectionAbortedError("the reply was cut off") from None
            await _say(careful, 500, b"Something went wrong. Please try again in a minute.\n")


def with_care(
    headers: Iterable[tuple[bytes, bytes]], ours: Iterable[tuple[bytes, bytes]] = CAREFUL
) -> list[tuple[bytes, bytes]]:
    """The headers of a reply with ours beside them."""
    given = list(headers)
    names = {name.lower() for name, _ in given}
    return given + [each for each in ours if each[0] not in names]


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _say(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status == 413:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _at(wrong: Exception) -> list[str]:
    """Where it broke, the innermost last: files and lines, no values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(wrong.__traceback__)[-8:]]

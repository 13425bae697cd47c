"""Reads the body of a posted form, no further and no longer than a form of ours could take."""

import asyncio

from fastapi import Request

from handlers.web.forms import Unreadable

MOST_BYTES = 256 << 10
"""Five texts of 3,000 characters, each spelt with up to twelve letters in a posted form."""
PATIENCE = 10.0
"""Seconds in which a browser must have sent its form."""


async def posted(request: Request) -> bytes:
    """What was posted; Unreadable when it is no form or larger than any of ours could be.

    ConnectionError or TimeoutError when the browser went away or stalled.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    read = bytearray()
    async with asyncio.timeout(PATIENCE):
        more = True
        while more:
            message = await request.receive()
            if message["type"] != "http.request":
                raise ConnectionError("the browser is gone")
            read += message.get("body", b"")
            more = message.get("more_body", False)
            if len(read) > MOST_BYTES:
                raise Unreadable
    if kind != "application/x-www-form-urlencoded":
        raise Unreadable
    return bytes(read)

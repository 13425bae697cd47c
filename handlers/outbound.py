"""What all calls to somebody else's server share: how a line can break, and how much of an answer is read."""

import aiohttp

from bot.ports import NotPosted, Permanent, Unknown

OUT_OF_REACH = 10.0
"""Seconds until a server is tried again that could not be reached at all."""

Trouble = NotPosted | Unknown | Permanent


class TooLarge(Exception):
    """An answer that goes on and on."""


def of_line(error: Exception, *, posts: bool) -> Trouble:
    """What a connection means that could not be made, or that broke while we waited."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotPosted(OUT_OF_REACH, everywhere=True)
    return broken(posts)


def broken(posts: bool) -> NotPosted | Unknown:
    """What it means that nothing sensible came back: with `posts` the call would do something a second time."""
    return Unknown() if posts else NotPosted(OUT_OF_REACH)


async def read_at_most(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The body of an answer; TooLarge as soon as it has more than `most` bytes, unpacked."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > most:
            raise TooLarge
    return bytes(body)

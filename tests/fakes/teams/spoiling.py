"""Gives an answer the way the script wants it: late, drop by drop, in other words, or not at all."""

import asyncio
import socket
import struct
from collections.abc import Mapping

from aiohttp import web

from tests.fakes.teams.recorder import Call
from tests.fakes.teams.script import Fault

DROPS = 20
"""Pieces in which a dripping answer comes."""


async def spoiled(
    request: web.Request, call: Call, fault: Fault, text: str, status: int, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Answer with `fault`; `text`, `status` and `headers` are what would have been said."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.reset:
        call.status, call.error = 0, "connection reset"
        return _cut(request)
    if fault.status:
        call.status, call.error, call.answer = fault.status, fault.code or f"HTTP {fault.status}", {}
        text, status, headers = fault.body, fault.status, fault.headers
    response = web.StreamResponse(status=status, headers=dict(headers))
    response.content_type = fault.content_type
    await response.prepare(request)
    await _write(response, text.encode(), fault.drip)
    await response.write_eof()
    return response


async def _write(response: web.StreamResponse, raw: bytes, drip: float) -> None:
    if not drip:
        await response.write(raw)
        return
    step = max(1, len(raw) // DROPS)
    for at in range(0, len(raw), step):
        await response.write(raw[at : at + step])
        await asyncio.sleep(drip / DROPS)


def _cut(request: web.Request) -> web.StreamResponse:
    """Reset the connection under the caller's feet: no answer, not even a goodbye."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()

"""Gives an answer the way the script wants it: late, drop by drop, in other words, or not at all."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from tests.fakes.script import Fault, cut
from tests.fakes.teams.recorder import Call

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
        return cut(request)
    if fault.answers:
        call.status, call.error, call.answer = fault.status, fault.error or f"HTTP {fault.status}", {}
        text, status, headers = fault.body or "", fault.status, fault.headers
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

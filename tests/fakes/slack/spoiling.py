"""Gives an answer the way the script wants it: late, drop by drop, in other words, or not at all."""

import asyncio
import math
from collections.abc import Mapping
from time import perf_counter

from aiohttp import web

from tests.fakes.objects import Json, encoded
from tests.fakes.script import Fault, cut
from tests.fakes.slack.recorder import Call

DROPS = 20
"""Pieces in which a dripping answer comes, at the least."""
DRY = 0.25
"""Seconds between two drops, at the most: so a caller is never left without a byte for long."""


async def spoiled(
    request: web.Request,
    call: Call,
    fault: Fault,
    text: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> web.StreamResponse:
    """Answer with `fault`; `text`, `status` and `headers` are what would have been said."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.reset:
        call.status, call.error = 0, "connection reset"
        return cut(request)
    kind = fault.content_type
    if fault.error is not None:
        body: Json = {"ok": False, "error": fault.error} | dict(fault.extra)
        call.answer, call.error, text, status = body, fault.error, encoded(body), fault.status
    elif fault.body is not None or fault.status != 200:
        call.answer, call.error, text, status = {}, f"HTTP {fault.status}", fault.body or "", fault.status
    call.status = status
    response = web.StreamResponse(status=status, headers={**(headers or {}), **fault.headers})
    response.content_type = kind
    await response.prepare(request)
    if not fault.drip:
        await response.write(text.encode())
    elif not await _drips(request, response, call, text.encode(), fault.drip):
        return response
    await response.write_eof()
    return response


async def _drips(request: web.Request, response: web.StreamResponse, call: Call, raw: bytes, seconds: float) -> bool:
    """Drop by drop over that long; False when the caller hangs up before the end."""
    began, drops = perf_counter(), max(DROPS, math.ceil(seconds / DRY))
    try:
        for number in range(drops):
            if request.transport is None or request.transport.is_closing():
                return False
            await response.write(raw[len(raw) * number // drops : len(raw) * (number + 1) // drops])
            await asyncio.sleep(seconds / drops)
    except ConnectionError:
        return False
    finally:
        call.borne = perf_counter() - began
    return True

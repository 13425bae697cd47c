"""Tells whoever watches the process whether it lives (`/healthz`) and whether it can do its work (`/readyz`)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.bot import Bot

log = structlog.get_logger(__name__)

PATIENCE = 1.0
"""Seconds a part may take to say that it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One part without which requests cannot be served, and how to ask whether it is there."""

    name: str
    """In the reply; it says nothing about customers or machines."""
    test: Callable[[], Awaitable[bool]]
    """May raise: then the part is not there."""


def database_check(bot: Bot) -> Check:
    """The database answers a question that needs a table."""

    async def reachable() -> bool:
        await bot.database.organisations()
        return True

    return Check(name="database", test=reachable)


def health(ready: Sequence[Check]) -> APIRouter:
    """The two pages; `ready` is asked all at once, at each request."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def alive() -> Response:
        return PlainTextResponse("alive\n", headers={"cache-control": "no-store"})

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def able() -> Response:
        found = await asyncio.gather(*(_passes(each) for each in ready))
        return JSONResponse(
            {
                "ready": all(found),
                "checks": {check.name: passed for check, passed in zip(ready, found, strict=True)},
            },
            status_code=200 if all(found) else 503,
            headers={"cache-control": "no-store"},
        )

    return router


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check.test()
    except Exception as wrong:
        log.warning("not ready", check=check.name, error=type(wrong).__name__)
        return False

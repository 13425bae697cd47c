"""Tells whoever watches the process whether it lives (`/healthz`) and whether it can do its work (`/readyz`).

Neither page names a customer, a machine or a person: both may be seen by anybody who reaches the port.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.actions.condition import clocks_agree, database_condition, messages_move
from bot.bot import Bot

log = structlog.get_logger(__name__)

PATIENCE = 1.0
"""Seconds a part may take to say that it is there."""
FRESH = 2.0
"""Seconds for which what was found out still counts: whoever asks all day long must cost nothing."""
PROBE = 64 * 1024
"""Bytes that must fit on the disk: about what a few answers need, with SQLite's journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One part without which requests cannot be served, and how to ask whether it is there."""

    name: str
    """In the reply; it says nothing about customers or machines."""
    test: Callable[[], Awaitable[bool]]
    """May raise: then the part is not there."""


def database_check(bot: Bot) -> Check:
    """The database answers, and can be written."""

    async def reachable() -> bool:
        return (await database_condition(bot)).writable

    return Check(name="database", test=reachable)


def migrations_check(bot: Bot) -> Check:
    """Its tables are those of this release, or of a later one, which has all of them too."""

    async def current() -> bool:
        return (await database_condition(bot)).current

    return Check(name="migrations", test=current)


def clock_check(bot: Bot) -> Check:
    """This machine thinks that it is about the same time as the database's server does."""
    return Check(name="clock", test=lambda: clocks_agree(bot))


def lanes_check(bot: Bot) -> Check:
    """No workspace's messages are due and stand still."""
    return Check(name="lanes", test=lambda: messages_move(bot))


def disk_check(folder: Path) -> Check:
    """Something can be written beside the database: a full disk shows itself only so."""

    def write() -> bool:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="probe.") as file:
            file.write(bytes(PROBE))
            file.flush()
            os.fsync(file.fileno())
        return True

    return Check(name="disk", test=lambda: asyncio.to_thread(write))


def health(ready: Sequence[Check]) -> APIRouter:
    """The two pages; `ready` is asked all at once, when what is known of it is `FRESH` seconds old."""
    router = APIRouter(include_in_schema=False)
    known: list[tuple[float, list[bool]]] = []
    asking = asyncio.Lock()

    async def found() -> list[bool]:
        async with asking:
            if not known or time.monotonic() - known[-1][0] >= FRESH:
                answers = list(await asyncio.gather(*(_passes(each) for each in ready)))
                known[:] = [(time.monotonic(), answers)] if all(answers) else []
                return answers
            return known[-1][1]

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def alive() -> Response:
        return PlainTextResponse("alive\n", headers={"cache-control": "no-store"})

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def able() -> Response:
        answers = await found()
        return JSONResponse(
            {
                "ready": all(answers),
                "checks": {check.name: passed for check, passed in zip(ready, answers, strict=True)},
            },
            status_code=200 if all(answers) else 503,
            headers={"cache-control": "no-store"},
        )

    return router


def health_app(ready: Sequence[Check]) -> FastAPI:
    """Nothing but the two pages, for a process that serves no others."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.include_router(health(ready))
    return app


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check.test()
    except Exception as wrong:
        log.warning("not ready", check=check.name, error=type(wrong).__name__)
        return False

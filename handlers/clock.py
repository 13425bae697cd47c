"""The heartbeat of the product: calls one function every second, and nothing else; what is due is decided by rows."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.cards.parts import Card
from bot.clock import SystemClock
from bot.domain.channels import Place
from bot.domain.pacing import NO_LIMITS
from bot.domain.people import Identity
from bot.ids import Token
from bot.ports import Unreadable

log = structlog.get_logger(__name__)
LATE = 30.0
"""Seconds without a whole tick after which something is wrong; one makes up for all that were missed."""


class Ticker:
    """Calls `tick` at once and then every `every` seconds, on the running loop, never two at a time.

    A tick that raises is logged and the next one comes anyway. While a tick is slow the beats it covers are skipped,
    and after a pause of the machine there is one beat, not one for each that was missed: every tick asks for all that
    is due, so none is owed.
    """

    def __init__(self, tick: Callable[[], Awaitable[None]], *, every: float = 1.0) -> None:
        self._tick = tick
        self._every = every
        self._beat: asyncio.Task[None] | None = None
        self._whole_at = time.monotonic()
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begin; must be called on the running event loop. Starting twice is a RuntimeError."""
        if self._scheduler is not None:
            raise RuntimeError("the ticker runs already")
        # a skipped beat is meant, so the scheduler's warning about each of them is not passed on
        quiet = logging.getLogger("apscheduler")
        quiet.setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
            logger=quiet,
        )
        self._whole_at = time.monotonic()
        self._scheduler.add_job(
            self._once,
            IntervalTrigger(seconds=self._every, timezone=UTC),
            id="tick",
            next_run_time=SystemClock().now(),
        )
        self._scheduler.start()

    async def stop(self, grace: float = 10.0) -> None:
        """No more beats; a tick under way may finish for `grace` seconds and is then cut off. Safe to call twice."""
        if self._scheduler is None:
            return
        scheduler, self._scheduler = self._scheduler, None
        scheduler.remove_all_jobs()
        await self._until_quiet(grace)
        scheduler.shutdown(wait=False)  # cancels a tick that is still under way
        await asyncio.sleep(0)  # and takes effect on the loop's next turn
        await self._until_quiet(grace)

    async def is_well(self) -> bool:
        """True while it ticks, and the ticks come to their end."""
        return self._scheduler is not None and time.monotonic() - self._whole_at < LATE

    async def _until_quiet(self, seconds: float) -> None:
        if self._beat is not None and self._beat is not asyncio.current_task():
            await asyncio.wait({self._beat}, timeout=seconds)

    async def _once(self) -> None:
        self._beat = asyncio.current_task()
        try:
            await self._tick()
            self._whole_at = time.monotonic()
        except asyncio.CancelledError:
            # a stray one must not end the beats; ours, at the stop, is the end of this tick
            log.warning("tick cut off")
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)[-4:]
            places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
            # the message is left out: it may quote what people wrote
            log.error("tick failed", error=type(error).__name__, at=places)
        finally:
            self._beat = None


class MouthElsewhere:
    """Stands for a platform to which other processes speak: one that only ticks need not be let in there.

    To tick is to know that there is such a platform, so that work is asked for; to use this is a bug: RuntimeError.
    """

    limits = NO_LIMITS
    threads = True

    async def post(self, place: Place, card: Card, token: Token, language: str, under: str = "") -> str:
        """Not here."""
        raise RuntimeError(_NOT_HERE)

    async def redraw(self, place: Place, ref: str, card: Card, token: Token, language: str) -> None:
        """Not here."""
        raise RuntimeError(_NOT_HERE)

    async def whisper(self, identity: Identity, place: Place, card: Card, token: Token, language: str) -> str:
        """Not here."""
        raise RuntimeError(_NOT_HERE)

    async def find(
        self, place: Place, tokens: Sequence[Token], since: datetime, *, under: str = "", to: Identity | None = None
    ) -> dict[Token, str] | Unreadable:
        """Not here."""
        raise RuntimeError(_NOT_HERE)


_NOT_HERE = "this process only ticks; another one speaks to that platform"

"""The queue the product uses: checks what it is given, runs the work on the event loop, knows when all is quiet."""

import asyncio
import re
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

import structlog

from bot.durable import Pending, Work
from handlers.queue import files
from handlers.queue.janitor import EVERY, Janitor
from storage.executors import Badge

if TYPE_CHECKING:
    from handlers.queue.engine import Engine

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
_ID = re.compile(r"[A-Za-z0-9.:_+|/=~-]{1,300}")


class DbosQueue:
    """Durable work in an SQLite file or on PostgreSQL; see `bot.durable.DurableQueue` for what each verb promises.

    `where` is the path of a file of the engine's own (never the product's), or a `postgresql://` URL. `executor` names
    the process: the same after a restart, or unfinished work waits for a takeover, and no two at once. Left out, it is
    a fixed name on a file and the first free badge on PostgreSQL, where each process also takes over what dead ones
    left, within `look_every` seconds and a bit; should it lose its badge it takes no more work and ends the process.
    `poll` is the pause in seconds between two looks at a queue for what other processes asked for; what this process
    asks for begins at once. Looking costs about 1 % of a core at 1 s, 5 % at 0.2 s, 35 % at 0.02 s.

    The engine exists once per process, so a second queue started beside a running one raises RuntimeError. There are
    no automatic retries: work that fails is logged with its ids and ends, and whoever finds work by its stage (the
    tick) asks for it again under another id.
    """

    _running_here: ClassVar["DbosQueue | None"] = None

    def __init__(
        self, where: Path | str, *, executor: str | None = None, poll: float = 0.2, look_every: float = EVERY
    ) -> None:
        self._where = where
        self._executor = executor
        self._poll = poll
        self._look_every = look_every
        self._badge: Badge | None = None
        self._janitor: Janitor | None = None
        self._works: dict[str, Work] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self._in_lanes: set[str] = set()
        """Kinds of work that have been asked for in a lane."""
        self._quieter = asyncio.Event()
        self._stopping = False
        self._engine: Engine | None = None
        self._threads: ThreadPoolExecutor | None = None

    @property
    def executor(self) -> str | None:
        """By what name this process works; known once it runs, where it was left to us."""
        return self._badge.name if self._badge is not None else self._executor

    def register(self, kind: str, work: Work) -> None:
        """Say what a kind of work does, before the start; a kind registered twice is a ValueError."""
        if self._engine is not None:
            raise RuntimeError("kinds of work are registered before the queue starts")
        if kind in self._works:
            raise ValueError(f"{kind} is registered already")
        _check(kind)
        self._works[kind] = work

    async def start(self) -> None:
        """Begin on the running loop. A damaged SQLite file is put aside (`<name>.broken-<n>`) and a new one begun."""
        if DbosQueue._running_here is not None:
            raise RuntimeError("a queue is running in this process already")
        from handlers.queue.engine import Engine

        if isinstance(self._where, Path) and (aside := files.put_aside_if_damaged(self._where)):
            log.warning("queue file damaged", path=str(self._where), moved_to=str(aside))
        DbosQueue._running_here = self
        self._stopping = False
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="queue")
        try:
            engine = Engine(self._where, executor=await self._name(), poll=self._poll, perform=self._perform)
            await self._ask(engine.prepare)
            engine.launch()
            self._engine = engine
            await self._ask(engine.make_queues)
            if self._badge is not None:
                self._janitor = Janitor(self._badge, self._taken, self.resume, self._badge_lost, every=self._look_every)
                self._janitor.start()
        except BaseException:
            await self.stop(grace=0)
            raise

    async def stop(self, grace: float = 10.0) -> None:
        """End; does nothing when not started. Work cut off after `grace` seconds is redone by the next start."""
        if DbosQueue._running_here is not self:
            return
        self._stopping = True
        if self._janitor is not None:
            await self._janitor.stop()
        if self._tasks and grace > 0:
            await asyncio.wait(self._tasks, timeout=grace)
        await self._cut_off()
        if self._engine is not None:
            await self._ask(self._engine.shut)
        await self._cut_off()
        if self._threads is not None:
            self._threads.shutdown(wait=False)
        if self._badge is not None:
            await self._badge.leave()
        self._janitor = self._badge = None
        self._engine = self._threads = DbosQueue._running_here = None

    async def enqueue(self, work_id: str, kind: str, key: str, *, lane: str | None = None) -> None:
        """Ask for work, once per id; on disk when this returns."""
        if kind not in self._works:
            raise LookupError(f"no kind of work called {kind}")
        for word in (work_id, key) if lane is None else (work_id, key, lane):
            _check(word)
        if lane is not None:
            self._in_lanes.add(kind)
        await self._ask(self._started().enqueue, work_id, kind, key, lane)

    async def cancel(self, work_id: str) -> None:
        """Take back work that waits."""
        await self._ask(self._started().cancel, work_id)

    async def pending(self, executor: str | None = None) -> list[Pending]:
        """What waits or runs; of one executor only what it took."""
        return await self._ask(self._started().pending, executor)

    async def resume(self, work_id: str) -> None:
        """Start work of a dead process, or cancelled work, again; what runs in this process is left alone."""
        if any(task.get_name() == work_id for task in self._tasks):
            return
        await self._ask(self._started().resume, work_id)

    async def sweep(self, older_than: datetime) -> int:
        """Forget ended work asked for before that instant."""
        return await self._ask(self._started().sweep, older_than)

    async def idle(self) -> None:
        """Return once nothing waits and nothing runs; the database has the last word, so it is exact."""
        while True:
            self._quieter.clear()
            if not self._tasks and not await self._ask(self._started().busy):
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quieter.wait(), 0.05)

    async def _perform(self, work_id: str, kind: str, key: str) -> None:
        """Run one work inside the engine's task; whatever it raises leaves here without its message."""
        from handlers.queue.engine import WorkFailed

        task = asyncio.current_task()
        assert task is not None
        task.set_name(work_id)
        self._tasks.add(task)
        # the task ends after the engine has written down how the work ended, which is what idle() waits for
        task.add_done_callback(self._ended_in_lane if kind in self._in_lanes else self._ended)
        if self._stopping:
            raise asyncio.CancelledError
        work = self._works.get(kind)
        if work is None:
            log.error("work unknown", work=work_id, kind=kind, key=key)
            raise WorkFailed("unknown kind")
        try:
            await work(key)
            return
        except asyncio.CancelledError:
            # ours when the queue stops; a stray one from inside the work would leave it running for ever
            if task.cancelling() or self._stopping:
                raise
            name, places = "CancelledError", ""
        except Exception as error:
            name, places = type(error).__name__, _places(error)
        log.error("work failed", work=work_id, kind=kind, key=key, error=name, at=places)
        raise WorkFailed(name)

    async def _name(self) -> str:
        if self._executor is not None:
            return self._executor
        if isinstance(self._where, Path):
            return "embedded"
        self._badge = await Badge.take(self._where)
        return self._badge.name

    async def _taken(self) -> dict[str, list[str]]:
        return await self._ask(self._started().taken)

    def _badge_lost(self) -> None:
        """Our badge is gone, and with it the right to work: whoever wears it now does it all again."""
        self._stopping = True
        for task in self._tasks:
            task.cancel()
        signal.raise_signal(signal.SIGTERM)

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        self._quieter.set()

    def _ended_in_lane(self, task: asyncio.Task[object]) -> None:
        self._ended(task)
        if self._engine is not None:
            self._engine.lane_free()

    async def _cut_off(self) -> None:
        for task in self._tasks:
            log.warning("work cut off", work=task.get_name())
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5.0)

    def _started(self) -> "Engine":
        if self._engine is None:
            raise RuntimeError("the queue is not running")
        return self._engine

    async def _ask(self, call: Callable[..., Result], *args: object) -> Result:
        # threads of our own: they carry no trace of the work that asks, or the engine would record a child of it
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(call, *args))


def _check(word: str) -> None:
    if not _ID.fullmatch(word):
        raise ValueError("an id, key, kind or lane is 1 to 300 letters, digits and . : _ + | / = ~ -")


def _places(error: BaseException) -> str:
    """Where it went wrong, innermost last, without the message: texts people wrote may be quoted in it."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)

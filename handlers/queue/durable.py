"""The queue the product uses: checks what it is given, runs the work on the event loop, knows when all is quiet."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

import structlog

from bot.durable import Pending, Work
from handlers.queue import files
from handlers.queue.janitor import EVERY, Janitor
from handlers.queue.places import places
from handlers.queue.threads import Threads
from handlers.queue.words import check_word
from storage.executors import Badge

if TYPE_CHECKING:
    from handlers.queue.desk import Desk
    from handlers.queue.engine import Engine

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
AGAIN = 1.0
"""Seconds between two tries to get back to work."""


class DbosQueue:
    """Durable work in an SQLite file or on PostgreSQL; see `bot.durable.DurableQueue` for what each verb promises.

    `where` is the path of a file of the engine's own (never the product's), or a `postgresql://` URL. `executor` names
    the process: the same after a restart, or unfinished work waits for a takeover, and no two at once. Left out, it is
    a fixed name on a file and the first free badge on PostgreSQL, where each process also takes over what dead ones
    left, within `look_every` seconds and a bit; should it lose its badge it stops at once what it works on, and comes
    back under another one when the server lets it. Without `works` it only hands work in, for others to do.
    `poll` is the pause in seconds between two looks for what other processes asked for; our own begins at once. Looking
    costs 1 % of a core at 1 s, 5 % at 0.2 s, 35 % at 0.02 s; at a file to which nobody wrote, 1 % however often.

    The engine exists once per process, so a second queue beside a running one raises RuntimeError. Nothing is retried:
    work that fails is logged with its ids and ends; whoever finds work by its stage (the tick) asks under another id.
    """

    _running_here: ClassVar["DbosQueue | None"] = None

    def __init__(
        self,
        where: Path | str,
        *,
        executor: str | None = None,
        poll: float = 0.2,
        look_every: float = EVERY,
        works: bool = True,
    ) -> None:
        self._where = where
        self._executor = executor
        self._poll = poll
        self._look_every = look_every
        self._does_work = works
        self._badge: Badge | None = None
        self._janitor: Janitor | None = None
        self._works: dict[str, Work] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self._in_lanes: set[str] = set()
        """Kinds of work that have been asked for in a lane."""
        self._quieter = asyncio.Event()
        self._stopping = False
        self._launched = asyncio.Event()
        self._engine: Engine | None = None
        self._desk: Desk | None = None
        self._threads: Threads | None = None
        self._coming_back: asyncio.Task[None] | None = None

    @property
    def executor(self) -> str | None:
        """By what name this process works; known once it runs, where it was left to us."""
        return self._badge.name if self._badge is not None else self._executor

    @property
    def is_running(self) -> bool:
        """Whether work can be handed in here."""
        return self._desk is not None

    def register(self, kind: str, work: Work) -> None:
        """Say what a kind of work does, before the start; a kind registered twice is a ValueError."""
        if self._desk is not None:
            raise RuntimeError("kinds of work are registered before the queue starts")
        if kind in self._works:
            raise ValueError(f"{kind} is registered already")
        check_word(kind)
        self._works[kind] = work

    async def start(self) -> None:
        """Begin on the running loop. A damaged SQLite file is put aside (`<name>.broken-<n>`) and a new one begun."""
        if DbosQueue._running_here is not None:
            raise RuntimeError("a queue is running in this process already")
        if isinstance(self._where, Path) and (aside := files.put_aside_if_damaged(self._where)):
            log.warning("queue file damaged", path=str(self._where), moved_to=str(aside))
        DbosQueue._running_here = self
        try:
            await self._begin()
        except BaseException:
            DbosQueue._running_here = None
            raise

    async def stop(self, grace: float = 10.0) -> None:
        """End; does nothing when not started. Work cut off after `grace` seconds is redone by the next start."""
        if DbosQueue._running_here is not self:
            return
        self._stopping = True
        if self._coming_back is not None:
            self._coming_back.cancel()
            await asyncio.wait({self._coming_back})
        if self._janitor is not None:
            await self._janitor.stop()  # First of all: a badge that is let go of must not be noticed as lost.
        if self._tasks and grace > 0:
            await asyncio.wait(self._tasks, timeout=grace)
        await self._let_go()
        DbosQueue._running_here = None

    async def well(self) -> bool:
        """True while this process may work, or hand work in, and its database answers; raises where it does not."""
        if self._stopping or self._desk is None or (self._badge is not None and not self._badge.is_sure()):
            return False
        await self.pending("nobody")
        return True

    async def enqueue(self, work_id: str, kind: str, key: str, *, lane: str | None = None) -> None:
        """Ask for work, once per id; on disk when this returns."""
        if self._does_work and kind not in self._works:
            raise LookupError(f"no kind of work called {kind}")
        for word in (work_id, key) if lane is None else (work_id, key, lane):
            check_word(word)
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
        from handlers.queue.plain import WorkFailed

        task = asyncio.current_task()
        assert task is not None
        task.set_name(work_id)
        self._tasks.add(task)
        # the task ends after the engine has written down how the work ended, which is what idle() waits for
        task.add_done_callback(self._ended_in_lane if kind in self._in_lanes else self._ended)
        if self._stopping:
            raise asyncio.CancelledError
        await self._launched.wait()  # What a crash left begins before the engine is there to be asked for more.
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
            name, where = "CancelledError", ""
        except Exception as error:
            name, where = type(error).__name__, places(error)
        log.error("work failed", work=work_id, kind=kind, key=key, error=name, at=where)
        raise WorkFailed(name)

    async def _begin(self) -> None:
        from handlers.queue.desk import Desk, client, make_queues

        self._stopping = False
        self._threads = Threads()
        try:
            if not self._does_work:
                asking = await self._ask(partial(client, self._where))
                self._desk = Desk(asking)
                await self._ask(partial(make_queues, asking, self._where, self._poll))
                return
            from handlers.queue.engine import Engine

            engine = Engine(self._where, executor=await self._name(), poll=self._poll, perform=self._perform)
            await self._ask(engine.prepare)
            self._engine = engine
            await self._ask(engine.launch, asyncio.get_running_loop())
            self._desk = engine
            self._launched.set()
            await self._ask(engine.make_queues)
            if self._badge is not None:
                self._janitor = Janitor(
                    self._badge,
                    partial(self._ask, engine.taken),
                    self.resume,
                    self._lost,
                    running=lambda: {task.get_name() for task in self._tasks},
                    every=self._look_every,
                )
                self._janitor.start()
        except BaseException:
            await self._let_go()
            raise

    async def _name(self) -> str:
        if self._executor is not None or isinstance(self._where, Path):
            return self._executor or "embedded"
        self._badge = await Badge.take(self._where)
        return self._badge.name

    def _lost(self) -> None:
        """Our badge is gone, and with it the right to work: whoever wears it now does it all again."""
        if self._stopping:
            return
        self._stopping = True
        for task in self._tasks:
            task.cancel()
        self._coming_back = asyncio.create_task(self._come_back(), name="queue comes back")

    async def _come_back(self) -> None:
        """Let go of everything, and begin anew under another badge as soon as the server lets us."""
        await self._let_go()
        while True:
            try:
                await self._begin()
            except Exception as error:
                log.warning("queue waits for its database", error=type(error).__name__)
                await asyncio.sleep(AGAIN)
            else:
                log.warning("queue is back", badge=self.executor)
                return

    async def _let_go(self) -> None:
        if self._janitor is not None:
            await self._janitor.stop()
        await self._cut_off()
        if (desk := self._engine or self._desk) is not None:
            await self._ask(desk.shut)
        await self._cut_off()
        if self._threads is not None:
            self._threads.close()
        if self._badge is not None:
            await self._badge.leave()
        self._janitor = self._badge = None
        self._engine = self._desk = self._threads = None
        self._launched.clear()

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

    def _started(self) -> "Desk":
        if self._desk is None:
            raise RuntimeError("the queue is not running")
        return self._desk

    async def _ask(self, call: Callable[..., Result], *args: object) -> Result:
        # threads of our own: they carry no trace of the work that asks, or the engine would record a child of it
        if self._threads is None:
            raise RuntimeError("the queue is not running")
        return await self._threads.run(partial(call, *args))

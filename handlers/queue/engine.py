"""Runs DBOS in this process: launched once, on a file or a PostgreSQL server; its works run on our event loop.

Importing it costs about a second and 30 MB, so it is imported when a queue starts and not before. All methods block
on the database and are called from a thread.
"""

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

from dbos import DBOS, DBOSConfig

from handlers.queue import files
from handlers.queue.bell import Bell
from handlers.queue.desk import (
    APP,
    LANES,
    ROUNDS,
    VERSION,
    WORKFLOW,
    Desk,
    at_once,
    client,
    make_queues,
    queue_of,
    quiet,
    url_of,
)
from handlers.queue.plain import IdsOnly
from storage.engines import IDLE_SECONDS
from storage.waiting_work import SELDOM, WaitingWork

_ATTEMPTS = 10  # after so many crashes in the middle of it a work is given up, so that one work cannot crash us forever
_FIRST_LOOK = 0.02
"""Seconds. The engine's threads begin their first wait before anybody can ring; it should be short."""


class Engine(Desk):
    """DBOS, launched once per process.

    `where` is the engine's SQLite file or a `postgresql://` URL (its tables live in a schema of their own, `dbos`);
    `executor` names this process, the same after every restart and unique among processes that share a database;
    `poll` is how often, in seconds, a queue is looked at; `perform(id, kind, key)` does the work.
    """

    def __init__(
        self, where: Path | str, *, executor: str, poll: float, perform: Callable[[str, str, str], Awaitable[None]]
    ) -> None:
        super().__init__(DBOS)
        self._where = where
        self._executor = executor
        self._poll = poll
        self._perform = perform
        self._bell = (
            Bell(files.Writings(where).may_find, files.SELDOM)
            if isinstance(where, Path)
            else Bell(self._may_find, SELDOM)
        )
        self._waiting: WaitingWork | None = None
        self._one_at_a_time = threading.Lock()
        self._running = 0
        self._full = False

    def prepare(self) -> None:
        """Make a new file with its queues in it, before the launch.

        A queue made after the launch is noticed only by a look once a second, so this saves that second. It opens the
        file without the function that an old SQLite lacks; there, and on PostgreSQL, the second is paid once.
        """
        quiet()
        old = not files.HAS_SUBSECONDS and sys.version_info >= (3, 12)
        if not isinstance(self._where, Path) or self._where.exists() or old:
            return
        asking = client(self._where)
        try:
            make_queues(asking, self._where, _FIRST_LOOK)
        finally:
            asking.destroy()

    def launch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Open or create the database and begin; works then run on `loop`.

        Takes a dozen answers of the database, so it is called from a thread; the engine looks for the loop in the
        thread it is called from, and so is told. What this executor had taken and not ended is taken up again by
        itself, and may run before this returns.
        """
        with self._one_at_a_time:
            self._launch(loop)

    def _launch(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            engine = DBOS(config=self._config())
            engine._background_event_loop._main_loop = loop
            perform = self._perform

            @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=_ATTEMPTS)
            async def work(kind: str, key: str) -> None:
                work_id = DBOS.workflow_id
                assert work_id is not None
                self._one_more()
                await perform(work_id, kind, key)

            DBOS.launch()
            # Else every thread of the engine that misses its server sleeps for up to a minute before it looks again,
            # through our stop and long after the server is back.
            engine._sys_db._retry_connection_errors = False
            self._waiting = WaitingWork(engine._sys_db.engine, (ROUNDS, LANES))
            for stop in engine.background_thread_stop_events:
                self._bell.hang(stop)
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            raise

    def _config(self) -> DBOSConfig:
        config = DBOSConfig(
            name=APP,
            system_database_url=url_of(self._where),
            executor_id=self._executor,
            application_version=VERSION,
            serializer=IdsOnly(),
            log_level="WARNING",
            enable_otlp=False,
            # nothing here listens for the engine's events: no listening connection, and a listener that ends quickly
            use_listen_notify=False,
            sys_db_idle_transaction_timeout_sec=IDLE_SECONDS,
            notification_listener_polling_interval_sec=0.1,
            scheduler_polling_interval_sec=3600.0,
        )
        if isinstance(self._where, Path):
            config["db_engine_kwargs"] = {
                "connect_args": {"factory": files.Connection},
                "pool_size": 8,
                "pool_pre_ping": False,
            }
        return config

    def make_queues(self) -> None:
        """Make the two queues, or bring them to today's settings."""
        make_queues(DBOS, self._where, self._poll)

    def shut(self) -> None:
        """End all threads and connections, after a launch under way; a later launch starts from nothing."""
        with self._one_at_a_time:
            DBOS.destroy(destroy_registry=True)

    def enqueue(self, work_id: str, kind: str, key: str, lane: str | None) -> None:
        """Write the work down, and have it begun at once."""
        super().enqueue(work_id, kind, key, lane)
        self._bell.ring(queue_of(lane))

    def _one_more(self) -> None:
        """A work has begun: perhaps now as many run as may, and others wait until one of them has ended."""
        self._running += 1
        self._full = self._full or self._running >= at_once(self._where)
        task = asyncio.current_task()
        assert task is not None
        task.add_done_callback(self._one_less)  # Only then is its place free.

    def _one_less(self, _: "asyncio.Task[object]") -> None:
        """A work has ended: look for the next, where some had to wait."""
        self._running -= 1
        if self._full:
            self._bell.ring(ROUNDS)
        self._full = self._full and self._running > 0

    def _may_find(self, queue: str) -> bool:
        return self._waiting is None or self._waiting.may_find(queue)

    def lane_free(self) -> None:
        """Look at the lanes again: one of them has become free for its next work."""
        self._bell.ring(LANES)

    def resume(self, work_id: str) -> str:
        """Put work back on the queue it came from, and have it begun at once."""
        queue = super().resume(work_id)
        self._bell.ring(queue)
        return queue

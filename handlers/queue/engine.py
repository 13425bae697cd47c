"""The only module that speaks to DBOS: starting it on a file or a PostgreSQL server, and the handful of calls used.

Importing it costs about a second and 30 MB, so it is imported when a queue starts and not before. All methods but
`launch` block on the database and are called from a thread.
"""

import json
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer
from dbos import error as dbos_error

from bot.durable import Pending
from handlers.queue import files
from handlers.queue.bell import Bell

_APP = "sounding-board"
_WORKFLOW = "work"
_ROUNDS, _LANES = "rounds", "lanes"
_AT_ONCE = 64
_ATTEMPTS = 10  # after so many crashes in the middle of it a work is given up, so that one work cannot crash us forever
_VERSION = "1"  # work asked for under another version is not picked up: change it only when old work must not run
_ALIVE = ["ENQUEUED", "PENDING"]
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_BATCH = 500
_FIRST_LOOK = 0.02
"""Seconds. The engine's threads begin their first wait before anybody can ring; it should be short."""

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


class WorkFailed(Exception):
    """A work ended in an error; says only which kind of error, because messages may quote what people wrote."""


class IdsOnly(Serializer):
    """Writes ids and plain JSON into the engine's database and refuses everything else: no objects, no pickles."""

    def serialize(self, data: object) -> str:
        """The JSON text of `data`; an exception is reduced to its class name. TypeError for anything not plain."""
        if isinstance(data, BaseException):
            name = str(data) if isinstance(data, WorkFailed) else type(data).__name__
            return json.dumps({"failed": name})
        return json.dumps(_plain(data))

    def deserialize(self, serialized_data: str) -> object:
        """What `serialize` wrote."""
        data = json.loads(serialized_data)
        return WorkFailed(data["failed"]) if isinstance(data, dict) and data.keys() == {"failed"} else data

    def name(self) -> str:
        """The mark kept with every value, so that another format can never be mistaken for this one."""
        return "ids_json"


def _plain(data: object) -> Plain:
    match data:
        case None | bool() | int() | str():
            return data
        case list() | tuple():
            return [_plain(item) for item in data]
        case dict() if all(isinstance(key, str) for key in data):
            return {key: _plain(item) for key, item in data.items()}
        case _:
            raise TypeError(f"only ids and plain values are kept by the engine, not {type(data).__name__}")


class Engine:
    """DBOS, launched once per process.

    `where` is the engine's SQLite file or a `postgresql://` URL (its tables live in a schema of their own, `dbos`);
    `executor` names this process, the same after every restart and unique among processes that share a database;
    `poll` is how often, in seconds, a queue is looked at; `perform(id, kind, key)` does the work.
    """

    def __init__(
        self, where: Path | str, *, executor: str, poll: float, perform: Callable[[str, str, str], Awaitable[None]]
    ) -> None:
        self._where = where
        self._executor = executor
        self._poll = poll
        self._perform = perform
        self._bell = Bell()

    def prepare(self) -> None:
        """Make a new file with its queues in it, before the launch.

        A queue made after the launch is noticed only by a look once a second, so this saves that second. It opens the
        file without the function that an old SQLite lacks; there, and on PostgreSQL, the second is paid once.
        """
        _quiet()
        old = not files.HAS_SUBSECONDS and sys.version_info >= (3, 12)
        if not isinstance(self._where, Path) or self._where.exists() or old:
            return
        DBOS.migrate(_url(self._where))
        client = DBOSClient(system_database_url=_url(self._where), serializer=IdsOnly(), application_name=_APP)
        try:
            _make_queues(client, _FIRST_LOOK)
        finally:
            client.destroy()

    def launch(self) -> None:
        """Open or create the database and begin; works then run on the event loop this is called on.

        Blocks for about 0.1 s. What this executor had taken and not ended is taken up again by itself.
        """
        try:
            engine = DBOS(config=self._config())
            perform = self._perform

            @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=_ATTEMPTS)
            async def work(kind: str, key: str) -> None:
                work_id = DBOS.workflow_id
                assert work_id is not None
                await perform(work_id, kind, key)

            DBOS.launch()
            for stop in engine.background_thread_stop_events:
                self._bell.hang(stop)
        except BaseException:
            self.shut()
            raise

    def _config(self) -> DBOSConfig:
        config = DBOSConfig(
            name=_APP,
            system_database_url=_url(self._where),
            executor_id=self._executor,
            application_version=_VERSION,
            serializer=IdsOnly(),
            log_level="WARNING",
            enable_otlp=False,
            # nothing here listens for the engine's events: no listening connection, and a listener that ends quickly
            use_listen_notify=False,
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
        _make_queues(DBOS, self._poll)

    def shut(self) -> None:
        """End all threads and connections; a later launch starts from nothing."""
        DBOS.destroy(destroy_registry=True)

    def enqueue(self, work_id: str, kind: str, key: str, lane: str | None) -> None:
        """Write the work down; an id that is known already stays as it is."""
        options = EnqueueOptions(
            workflow_name=_WORKFLOW, queue_name=_queue(lane), workflow_id=work_id, app_version=_VERSION
        )
        if lane is not None:
            options["queue_partition_key"] = lane
        DBOS.enqueue_workflow_with_options(options, kind, key)
        self._bell.ring(_queue(lane))

    def lane_free(self) -> None:
        """Look at the lanes again: one of them has become free for its next work."""
        self._bell.ring(_LANES)

    def cancel(self, work_id: str) -> None:
        """Take waiting work off its queue."""
        DBOS.cancel_workflow(work_id)

    def resume(self, work_id: str) -> None:
        """Put work back on the queue it came from, which keeps its lane one at a time."""
        found = DBOS.list_workflows(workflow_ids=[work_id], load_input=False, load_output=False)
        if not found:
            raise LookupError(f"no work {work_id}")
        try:
            DBOS.resume_workflow(work_id, queue_name=_queue(found[0].queue_partition_key))
        except dbos_error.DBOSNonExistentWorkflowError as gone:
            raise LookupError(f"no work {work_id}") from gone
        self._bell.ring(_queue(found[0].queue_partition_key))

    def pending(self, executor: str | None) -> list[Pending]:
        """Work that waits or runs, oldest first; of one executor only what it runs."""
        rows = DBOS.list_workflows(
            status=_ALIVE if executor is None else ["PENDING"], executor_id=executor, load_output=False
        )
        found = []
        for row in rows:
            kind, key = row.input["args"] if row.input else ("", "")
            found.append(
                Pending(
                    id=row.workflow_id,
                    kind=kind,
                    key=key,
                    lane=row.queue_partition_key,
                    executor=row.executor_id if row.status == "PENDING" else None,
                )
            )
        return found

    def taken(self) -> dict[str, list[str]]:
        """The ids of what runs, by the process that took it."""
        found: dict[str, list[str]] = {}
        for row in DBOS.list_workflows(status=["PENDING"], load_input=False, load_output=False):
            if row.executor_id is not None:
                found.setdefault(row.executor_id, []).append(row.workflow_id)
        return found

    def busy(self) -> bool:
        """Whether anything waits or runs, read in one statement so that nothing slips from waiting to running."""
        return bool(DBOS.list_workflows(status=_ALIVE, limit=1, load_input=False, load_output=False))

    def sweep(self, older_than: datetime) -> int:
        """Delete ended work asked for before that instant, in small transactions."""
        swept = 0
        while True:
            rows = DBOS.list_workflows(
                status=_ENDED, end_time=older_than.isoformat(), limit=_BATCH, load_input=False, load_output=False
            )
            DBOS.delete_workflows([row.workflow_id for row in rows])
            swept += len(rows)
            if len(rows) < _BATCH:
                return swept


def _queue(lane: str | None) -> str:
    return _ROUNDS if lane is None else _LANES


def _url(where: Path | str) -> str:
    if isinstance(where, Path):
        return f"sqlite:///{where}"
    scheme, rest = where.split("://", 1)
    return f"{scheme.split('+')[0]}://{rest}"


def _make_queues(registry: type[DBOS] | DBOSClient, poll: float) -> None:
    registry.register_queue(_ROUNDS, worker_concurrency=_AT_ONCE, polling_interval_sec=poll)
    registry.register_queue(_LANES, partition_concurrency=1, worker_concurrency=_AT_ONCE, polling_interval_sec=poll)


_KNOWN = ("Asyncio task cancelled for workflow or step", "Workflow already exists in queue")


class _News(logging.Filter):
    """Drops what is no news: work that failed or was cut off (told before, with its ids), an id that ended before."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is news."""
        failed = record.exc_info is not None and isinstance(record.exc_info[1], WorkFailed)
        return not failed and not record.getMessage().startswith(_KNOWN)


def _quiet() -> None:
    """Send the engine's warnings the way all logging goes, instead of to a console handler of its own."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    if not any(isinstance(known, _News) for known in logger.filters):
        logger.addFilter(_News())

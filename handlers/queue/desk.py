"""Where work is handed in: what may be asked of the engine's database, also by a process that does no work.

All methods block on the database and are called from a thread.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from dbos import DBOS, DBOSClient, EnqueueOptions, WorkflowHandle
from dbos import error as dbos_error

from bot.durable import Pending
from handlers.queue.plain import IdsOnly, WorkFailed
from storage.engines import IDLE_SECONDS

APP = "sounding-board"
WORKFLOW = "work"
ROUNDS, LANES = "rounds", "lanes"
VERSION = "1"  # work asked for under another version is not picked up: change it only when old work must not run
_AT_ONCE = 64
_AT_ONCE_ON_A_FILE = 8
"""Works that are done side by side where one writes at a time: more would only wait for it, and at last in vain."""
_ALIVE = ["ENQUEUED", "PENDING"]
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_BATCH = 500
_SERVER = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""Nothing waits for a server that has gone without a word: https://www.postgresql.org/docs/current/libpq-connect.html"""


class Desk:
    """The calls that need no running engine; `api` is the engine itself, or a client of its database."""

    def __init__(self, api: type[DBOS] | DBOSClient) -> None:
        self._api = api

    def shut(self) -> None:
        """Let go of the database."""
        if isinstance(self._api, DBOSClient):
            self._api.destroy()

    def enqueue(self, work_id: str, kind: str, key: str, lane: str | None) -> None:
        """Write the work down; an id that is known already stays as it is."""
        options = EnqueueOptions(
            workflow_name=WORKFLOW, queue_name=queue_of(lane), workflow_id=work_id, app_version=VERSION
        )
        if lane is not None:
            options["queue_partition_key"] = lane
        ask: Callable[..., WorkflowHandle[None]] = (
            self._api.enqueue if isinstance(self._api, DBOSClient) else self._api.enqueue_workflow_with_options
        )
        ask(options, kind, key)

    def cancel(self, work_id: str) -> None:
        """Take waiting work off its queue."""
        self._api.cancel_workflow(work_id)

    def resume(self, work_id: str) -> str:
        """Put work back on the queue it came from, which keeps its lane one at a time; returns that queue's name."""
        found = self._api.list_workflows(workflow_ids=[work_id], load_input=False, load_output=False)
        if not found:
            raise LookupError(f"no work {work_id}")
        queue = queue_of(found[0].queue_partition_key)
        try:
            self._api.resume_workflow(work_id, queue_name=queue)
        except dbos_error.DBOSNonExistentWorkflowError as gone:
            raise LookupError(f"no work {work_id}") from gone
        return queue

    def pending(self, executor: str | None) -> list[Pending]:
        """Work that waits or runs, oldest first; of one executor only what it runs."""
        rows = self._api.list_workflows(
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
        for row in self._api.list_workflows(status=["PENDING"], load_input=False, load_output=False):
            if row.executor_id is not None:
                found.setdefault(row.executor_id, []).append(row.workflow_id)
        return found

    def busy(self) -> bool:
        """Whether anything waits or runs, read in one statement so that nothing slips from waiting to running."""
        return bool(self._api.list_workflows(status=_ALIVE, limit=1, load_input=False, load_output=False))

    def sweep(self, older_than: datetime) -> int:
        """Delete ended work asked for before that instant, in small transactions."""
        swept = 0
        while True:
            rows = self._api.list_workflows(
                status=_ENDED, end_time=older_than.isoformat(), limit=_BATCH, load_input=False, load_output=False
            )
            self._api.delete_workflows([row.workflow_id for row in rows])
            swept += len(rows)
            if len(rows) < _BATCH:
                return swept


def client(where: Path | str) -> DBOSClient:
    """A client of the engine's database, made or brought up to date first; it fails at once when that is away."""
    quiet()
    DBOS.migrate(url_of(where))
    return DBOSClient(
        system_database_url=url_of(where),
        serializer=IdsOnly(),
        application_name=APP,
        retry_connection_errors=False,
        sys_db_idle_transaction_timeout_sec=IDLE_SECONDS,
    )


def make_queues(registry: type[DBOS] | DBOSClient, where: Path | str, poll: float) -> None:
    """Make the two queues, or bring them to today's settings; `poll` is in seconds."""
    registry.register_queue(ROUNDS, worker_concurrency=at_once(where), polling_interval_sec=poll)
    registry.register_queue(LANES, partition_concurrency=1, worker_concurrency=_AT_ONCE, polling_interval_sec=poll)


def at_once(where: Path | str) -> int:
    """How many works without a lane one process does side by side."""
    return _AT_ONCE_ON_A_FILE if isinstance(where, Path) else _AT_ONCE


def queue_of(lane: str | None) -> str:
    """The queue for work of this lane, or of none."""
    return ROUNDS if lane is None else LANES


def url_of(where: Path | str) -> str:
    """The database as the engine's own library spells it."""
    if isinstance(where, Path):
        return f"sqlite:///{where}"
    scheme, rest = where.split("://", 1)
    known, _, asked = rest.partition("?")
    options = [each for each in asked.split("&") if each]
    named = {each.partition("=")[0] for each in options}
    options += [f"{name}={value}" for name, value in _SERVER.items() if name not in named]
    return f"{scheme.split('+')[0]}://{known}?{'&'.join(options)}"


_KNOWN = ("Asyncio task cancelled for workflow or step", "Workflow already exists in queue")


class _News(logging.Filter):
    """Drops what is no news: work that failed or was cut off (told before, with its ids), an id that ended before."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is news."""
        failed = record.exc_info is not None and isinstance(record.exc_info[1], WorkFailed)
        return not failed and not record.getMessage().startswith(_KNOWN)


def quiet() -> None:
    """Send the engine's warnings the way all logging goes, instead of to a console handler of its own."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    if not any(isinstance(known, _News) for known in logger.filters):
        logger.addFilter(_News())

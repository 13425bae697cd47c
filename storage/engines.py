"""Opens connections, and tells each of them how this product wants its transactions."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, NullPool

from bot.errors import Refusal
from storage import sqlite_driver
from storage.faults import busy, refusal_of
from storage.urls import Target

LOCK_WAIT_MS = 1500
"""How long one statement waits for a lock; a click must be answered within three seconds, whatever happens."""
MIGRATION_WAIT_MS = 30_000
STATEMENT_MS = 30_000
IDLE_SECONDS = 15.0
"""How long a transaction may do nothing: the rows that a process holds which stands still are free again after that."""
CONNECT_SECONDS = 5.0
POOL_SECONDS = 5.0
READERS = 8


def sqlite_engine(target: Target, *, begin: str, readers: int = 1, wait_ms: int = LOCK_WAIT_MS) -> AsyncEngine:
    """Connections to an SQLite file whose transactions start with `begin`.

    The driver's own transactions lose updates without a word: it reads before it takes the write lock. So they are
    switched off, and a write transaction takes the lock first.
    """
    engine = create_async_engine(
        target.url,
        hide_parameters=True,  # an error's text goes to logs and terminals, and parameters are people's answers
        poolclass=AsyncAdaptedQueuePool,
        pool_size=readers,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        connect_args={
            "isolation_level": None,
            "timeout": wait_ms / 1000,
            "check_same_thread": False,
            "async_creator_fn": sqlite_driver.connect,
        },
    )
    writes = begin != "BEGIN"

    @event.listens_for(engine.sync_engine, "connect")
    def tell(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for setting in sqlite_settings(writes=writes, references=begin != "BEGIN EXCLUSIVE"):
            cursor.execute(setting)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    _explain(engine, target, writes=writes)
    return engine


def sqlite_settings(*, writes: bool, references: bool = True) -> list[str]:
    """What each connection to an SQLite file is told first.

    FULL: what was committed survives a power cut. secure_delete: what was deleted is overwritten. MEMORY: what a
    statement may have to take back is not written down a second time.
    """
    return [
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        f"PRAGMA foreign_keys = {'ON' if references else 'OFF'}",
        *([] if writes else ["PRAGMA query_only = ON"]),
    ]


def postgresql_engine(target: Target) -> AsyncEngine:
    """Connections to PostgreSQL; none waits for ever, neither for a lock, nor for a statement, nor for the network."""
    engine = create_async_engine(
        target.url,
        hide_parameters=True,  # an error's text goes to logs and terminals, and parameters are people's answers
        pool_size=8,
        max_overflow=8,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_MS / 1000,
            "server_settings": {
                "application_name": "sounding-board",
                "timezone": "UTC",
                # A plan made while a table was small is bad for ever after; a round fills its table in a minute.
                "plan_cache_mode": "force_custom_plan",
                "lock_timeout": str(LOCK_WAIT_MS),
                "statement_timeout": str(STATEMENT_MS),
                "idle_in_transaction_session_timeout": str(int(IDLE_SECONDS * 1000)),
            },
        },
    )
    _explain(engine, target)
    return engine


def postgresql_migration_engine(target: Target) -> AsyncEngine:
    """One connection of the tables' owner, which may take its time."""
    engine = create_async_engine(
        target.url,
        hide_parameters=True,  # an error's text goes to logs and terminals, and parameters are people's answers
        poolclass=NullPool,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "server_settings": {"application_name": "sounding-board migration", "timezone": "UTC"},
        },
    )
    _explain(engine, target)
    return engine


@asynccontextmanager
async def connected(engine: AsyncEngine, target: Target) -> AsyncGenerator[AsyncConnection]:
    """A connection, given back at the end. Refusal when none can be had."""
    async with AsyncExitStack() as stack:
        with _told(target):
            connection = await stack.enter_async_context(engine.connect())
        yield connection


async def connect(engine: AsyncEngine, target: Target) -> AsyncConnection:
    """A connection, to be closed by whoever asked. Refusal when none can be had."""
    with _told(target):
        return await engine.connect()


@contextmanager
def _told(target: Target) -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise busy() from error
    except Exception as error:
        refusal = refusal_of(error, target.name)
        if refusal is None:
            raise
        raise refusal from error


def _explain(engine: AsyncEngine, target: Target, *, writes: bool = True) -> None:
    """Let the driver's errors leave as refusals, there where they arise: an error of the caller's is none of ours."""

    @event.listens_for(engine.sync_engine, "handle_error")
    def explain(context: ExceptionContext) -> Refusal | None:
        error = context.original_exception
        if context.is_pre_ping:
            return None  # The pool asks whether the connection still lives, and opens another if not.
        if isinstance(error, OSError):
            context.is_disconnect = True
        refusal = refusal_of(error, target.name, gone=context.is_disconnect)
        # A connection that only reads is told so by us: a write on it is a bug, not the disk's fault.
        return None if refusal and not writes and refusal.phrase.id == "database.read_only" else refusal

"""Gives each process that works on one PostgreSQL database a name of its own, and tells which names have nobody left.

A name is a numbered badge, held by a lock that the server keeps for as long as the connection lives: it is free the
moment its holder has died, however it died, and a process that starts again takes the first free one. A process that
stands still keeps its connection; so each gives a sign of life over it, and who is silent for too long is cut off.
"""

import asyncio
import time
from contextlib import suppress
from typing import Self

from sqlalchemy import Executable, bindparam, func, literal, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import Refusal
from bot.texts import Phrase
from storage.engines import postgresql_engine
from storage.urls import read_url

FAMILY = 0x5B0D
"""Sets our locks apart from other advisory locks in the same database."""
BADGES = 64
PREFIX = "worker-"
SURE = 15.0
"""Seconds after its last answered sign of life for which a process may think that its badge is its own."""
SILENT = 20.0
"""Seconds of silence after which the others cut a process off: by then it has stopped by itself, or stands still."""
PATIENCE = 2.0
"""Seconds within which the server must let us go."""

TAKE = select(func.pg_try_advisory_lock(FAMILY, bindparam("number")))
GIVE = select(func.pg_advisory_unlock(FAMILY, bindparam("number")))
CUT_OFF = text(
    # The server notes when a connection last did anything: that is the sign of life. Our own lock is left out.
    "SELECT array_agg(number) FROM ("
    " SELECT held.objid AS number, pg_terminate_backend(held.pid) FROM pg_locks AS held"
    " JOIN pg_stat_activity AS seen USING (pid)"
    " WHERE held.locktype = 'advisory' AND held.classid = :family AND held.objsubid = 2 AND held.granted"
    " AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND held.pid <> pg_backend_pid()"
    " AND seen.state_change < clock_timestamp() - make_interval(secs => :silent)) AS gone"
)


class Badge:
    """A process's name among its peers, for as long as it holds on to it."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection, number: int) -> None:
        self._engine = engine
        self._connection = connection
        self._number = number
        self._one_at_a_time = asyncio.Lock()
        self._answered = time.monotonic()

    @classmethod
    async def take(cls, url: str) -> Self:
        """The first free badge of the database; Refusal `database.unreachable`, or `queue.full` when none is free."""
        engine = postgresql_engine(read_url(url))
        try:
            connection = await engine.connect()
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            for number in range(1, BADGES + 1):
                if await connection.scalar(TAKE, {"number": number}):
                    return cls(engine, connection, number)
        except BaseException:
            await engine.dispose()
            raise
        await connection.close()
        await engine.dispose()
        raise Refusal(Phrase("queue.full", {"n": BADGES}))

    @property
    def name(self) -> str:
        """The name that goes with the badge."""
        return f"{PREFIX}{self._number}"

    def is_sure(self) -> bool:
        """True while nobody else can have our badge; asks nobody."""
        return time.monotonic() < self._answered + SURE

    async def is_ours(self) -> bool:
        """A sign of life. False once the connection is gone, and with it the badge, or is silent for too long."""
        try:
            async with asyncio.timeout(self._answered + SURE - time.monotonic()):
                return bool(await self._ask(select(literal(True))))
        except (SQLAlchemyError, Refusal, OSError, TimeoutError):
            return False

    async def take_empty(self, name: str) -> bool:
        """Take another's badge if nobody wears it; give it back with `give_back`. A strange name is nobody's."""
        number = name.removeprefix(PREFIX)
        if not number.isdecimal():
            return True
        if int(number) == self._number:
            return False
        return bool(await self._ask(TAKE, number=int(number)))

    async def give_back(self, name: str) -> None:
        """Let go of a badge taken with `take_empty`."""
        number = name.removeprefix(PREFIX)
        if number.isdecimal():
            await self._ask(GIVE, number=int(number))

    async def take_from_silent(self, silent: float = SILENT) -> list[str]:
        """Cut off each process that has given no sign of life for so many seconds; returns what badges they wore.

        Its other connections are left alone: what it does on them is refused row by row.
        """
        numbers = await self._ask(CUT_OFF, family=FAMILY, silent=silent)
        return [f"{PREFIX}{number}" for number in numbers] if isinstance(numbers, list) else []

    async def _ask(self, statement: Executable, **parameters: int | float) -> object:
        async with self._one_at_a_time:
            asked = time.monotonic()
            try:
                answer: object = await self._connection.scalar(statement, parameters)
            except BaseException:
                self._answered = asked - SURE  # Another connection could be opened, but it would have no badge.
                await self._hang_up()
                raise
            self._answered = asked
        return answer

    async def leave(self) -> None:
        """Free the badge."""
        await self._hang_up()
        # Closed connections of a pool live on, and a lock lives as long as its connection.
        await self._engine.dispose()

    async def _hang_up(self) -> None:
        with suppress(SQLAlchemyError, Refusal, OSError, TimeoutError):  # A server that is away has let go already.
            async with asyncio.timeout(PATIENCE):
                if not self._connection.closed:
                    await self._connection.invalidate()
                await self._connection.close()

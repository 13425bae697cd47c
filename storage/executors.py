"""Gives each process that works on one PostgreSQL database a name of its own, and tells which names have nobody left.

A name is a numbered badge, held by a lock that the server keeps for as long as the connection lives: it is free the
moment its holder has died, however it died, and a process that starts again takes the first free one.
"""

import asyncio
from typing import Self

from sqlalchemy import bindparam, func, literal, select
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
PATIENCE = 5.0
"""Seconds within which the server must answer that the badge is still ours."""

TAKE = select(func.pg_try_advisory_lock(FAMILY, bindparam("number")))
GIVE = select(func.pg_advisory_unlock(FAMILY, bindparam("number")))


class Badge:
    """A process's name among its peers, for as long as it holds on to it."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection, number: int) -> None:
        self._engine = engine
        self._connection = connection
        self._number = number
        self._one_at_a_time = asyncio.Lock()

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

    async def is_ours(self) -> bool:
        """False once the connection is gone, and with it the badge."""
        try:
            async with asyncio.timeout(PATIENCE), self._one_at_a_time:
                return bool(await self._connection.scalar(select(literal(True))))
        except (SQLAlchemyError, Refusal, OSError, TimeoutError):
            return False

    async def take_empty(self, name: str) -> bool:
        """Take another's badge if nobody wears it; give it back with `give_back`. A strange name is nobody's."""
        number = name.removeprefix(PREFIX)
        if not number.isdecimal():
            return True
        if int(number) == self._number:
            return False
        async with self._one_at_a_time:
            return bool(await self._connection.scalar(TAKE, {"number": int(number)}))

    async def give_back(self, name: str) -> None:
        """Let go of a badge taken with `take_empty`."""
        number = name.removeprefix(PREFIX)
        if number.isdecimal():
            async with self._one_at_a_time:
                await self._connection.scalar(GIVE, {"number": int(number)})

    async def leave(self) -> None:
        """Free the badge."""
        try:
            await self._connection.close()
        finally:
            # Closed connections of a pool live on, and a lock lives as long as its connection.
            await self._engine.dispose()

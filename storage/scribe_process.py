"""What the scribe does in the process of its own: looks up and stores what it is asked to, until nobody asks any more.

See `storage.scribe` for why there is one.
"""

import asyncio
import gc
import os
import signal
import socket
import struct
import time
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Any

import uvloop

from bot.errors import Refusal
from bot.ids import OrganisationId
from storage.direct import Direct
from storage.engines import postgresql_engine, sqlite_engine
from storage.group import CallerGone, store_group
from storage.kept import Kept
from storage.parcels import pack, unpack
from storage.short_way import ShortWay
from storage.short_way_postgresql import PostgresqlShortWay
from storage.short_way_sqlite import SqliteShortWay
from storage.urls import read_url

HEAD = struct.Struct(">IB")
"""In front of each parcel: how many bytes it has; then what is asked for, or how it came out."""
LOOK, STORE, CALL_OFF = 0, 1, 2
DONE, REFUSED, BROKEN = 0, 1, 2
GARBAGE = (20_000, 20, 20)
"""How much is made before Python looks for what nobody needs any more; a crowd's answers are as much, and needed."""


def serve(asked: socket.socket, url: str) -> None:
    """Do what is asked through the socket; ends with it, and by nothing else that is done to the whole group."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # Whoever asks decides when it is over: answers may be under way.
    gc.set_threshold(*GARBAGE)
    uvloop.run(_serve(asked, url))
    os._exit(0)


async def _serve(asked: socket.socket, url: str) -> None:
    reader, writer = await asyncio.open_connection(sock=asked)
    under_way, called_off = set[asyncio.Task[None]](), set[int]()
    async with _short_way(url) as short:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size, verb = HEAD.unpack(await reader.readexactly(HEAD.size))
                number, *what = unpack(await reader.readexactly(size))
                if verb == CALL_OFF:
                    called_off.add(number)
                    continue
                deed = _looked_up(short, *what) if verb == LOOK else _stored(short, called_off, number, *what)
                task = asyncio.create_task(_answer(number, deed, writer))
                under_way.add(task)
                task.add_done_callback(under_way.discard)


@asynccontextmanager
async def _short_way(url: str) -> AsyncGenerator[ShortWay]:
    """To a database whose tables are up to date. Whoever asks for a write sees to it that it is the only one."""
    target = read_url(url)
    engine = sqlite_engine(target, begin="BEGIN") if target.path is not None else postgresql_engine(target)
    short: ShortWay = (
        SqliteShortWay(target, engine.dialect, nullcontext)
        if target.path is not None
        else PostgresqlShortWay(target, engine)
    )
    try:
        yield short
    finally:
        await short.close()
        await engine.dispose()


async def _answer(number: int, deed: Coroutine[Any, Any, object], writer: asyncio.StreamWriter) -> None:
    done: object
    try:
        done, outcome = await deed, DONE
    except Refusal as refused:
        done, outcome = refused, REFUSED
    except Exception as wrong:  # Its name only: the message may hold what somebody said.
        done, outcome = type(wrong).__name__, BROKEN
    reply = pack((number, done))
    writer.write(HEAD.pack(len(reply), outcome) + reply)


async def _looked_up(
    short: ShortWay, organisation_id: OrganisationId, text: str, parameters: tuple[Any, ...]
) -> list[tuple[Any, ...]]:
    async def look(work: Direct) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await work.straight(text, parameters)]

    return await short.read(organisation_id, look, at_once=True)


async def _stored(
    short: ShortWay,
    called_off: set[int],
    number: int,
    organisation_id: OrganisationId,
    taps: Sequence[Kept],
    until: float,
) -> list[bool | Refusal | None]:
    """What became of each; None for one that broke."""

    def sure() -> None:
        if number in called_off or time.monotonic() > until:
            raise CallerGone

    try:
        outcomes = await store_group(short, organisation_id, taps, sure)
    finally:
        called_off.discard(number)
    return [each if isinstance(each, bool | Refusal) else None for each in outcomes]

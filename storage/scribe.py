"""Lets a process of its own look up and store what a crowd presses, so that this one has its time for listening.

Python does one thing at a time in a process, and in a crowd a third of that time went to the statements of the presses.
The scribe is no part of any promise: it begins when many answer at once, and until it is there, or when it has died or
hangs, the same is done in this process.
"""

import asyncio
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

import structlog
from sqlalchemy.engine import Dialect

from bot.ids import OrganisationId
from storage.crowd import CROWD, Crowd
from storage.group import CallerGone
from storage.kept import Kept
from storage.parcels import pack, unpack
from storage.scribe_process import BROKEN, CALL_OFF, HEAD, LOOK, REFUSED, STORE, serve
from storage.taps import Outcome

log = structlog.get_logger(__name__)
QUIET = 300.0
"""Seconds without a crowd after which the process is let go of: it holds some 70 MB."""
AGAIN_AFTER = 60.0
"""Seconds until another is begun where one has failed: a machine that has too much to do is not given more."""
READY_WITHIN = 30.0
"""Seconds that a new one may take until it answers."""
LOOK_WITHIN = 1.0
"""Seconds for one look; after that it is looked up here."""
Told = Sequence[asyncio.Future[bool]]
"""Where those who wait are told."""
GREETING = (OrganisationId(""), "SELECT 1", ())


class Gone(Exception):
    """The scribe is not there, or was lost before it answered: what was to be stored may be stored or not."""


class Broken(Exception):
    """What was asked went wrong over there; done here it goes wrong in the same way, and the log tells where."""


@dataclass(slots=True)
class Apart:
    """One statement in the scribe's process; implements `storage.direct.Direct`."""

    organisation_id: OrganisationId
    dialect: Dialect
    scribe: "Scribe"

    @property
    def on_sqlite(self) -> bool:
        """True on SQLite."""
        return self.dialect.name == "sqlite"

    async def straight(self, text: str, parameters: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Run it. Gone where the scribe is lost meanwhile."""
        rows: Sequence[Sequence[Any]] = await self.scribe.look(self.organisation_id, text, parameters)
        return rows


class Scribe(asyncio.Protocol):
    """One at a time, for one database. Belongs to one event loop."""

    def __init__(self, url: str, *, crowd: int = CROWD) -> None:
        self._url = url
        self._crowd = Crowd(crowd)
        self._process: BaseProcess | None = None
        self._transport: asyncio.Transport | None = None
        self._ready = False
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._number = 0
        self._heard_at = 0.0
        self._came = b""
        self._beginning: asyncio.Task[None] | None = None
        self._not_before = 0.0
        self._ends: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def is_there(self) -> bool:
        """Whether it can be asked."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """Its process, where there is one."""
        return self._process.pid if self._process is not None else None

    def count(self, presses: int) -> None:
        """So many have just come: begin with the first crowd, end long after the last one."""
        if not self._crowd.count(presses):
            return
        idle = self._beginning is None or self._beginning.done()
        if idle and self._transport is None and not self._closed and self._crowd.last_at >= self._not_before:
            self._beginning = asyncio.create_task(self._begin(), name="scribe begins")

    async def look(self, organisation_id: OrganisationId, text: str, parameters: tuple[Any, ...]) -> Any:
        """The rows of one statement that reads. Gone where it does not answer."""
        return await self._ask(LOOK, (organisation_id, text, parameters), LOOK_WITHIN)

    async def store(
        self, organisation_id: OrganisationId, taps: Sequence[Kept], told: Told, until: float
    ) -> list[Outcome | None]:
        """What became of each; None for one that went wrong by itself.

        It is wanted as long as nobody of those who wait was `told` anything, and `until` then, by `time.monotonic`.

        Broken where all of them went wrong: then none is stored. Gone where it did not answer: they may be stored or
        not, but will not be later. CallerGone as from `storage.group.store_group`.
        """
        left = until - time.monotonic()
        if left <= 0:
            raise CallerGone
        number = self._number + 1

        def call_off(_: asyncio.Future[bool]) -> None:
            self._send(CALL_OFF, (number,))

        for each in told:
            each.add_done_callback(call_off)
        try:
            outcomes: list[Outcome | None] = await self._ask(STORE, (organisation_id, taps, until), left)
        finally:
            for each in told:
                each.remove_done_callback(call_off)
        return outcomes

    async def close(self) -> None:
        """Let it end."""
        self._closed = True
        self._give_up("closed")
        if self._beginning is not None:  # Where its process was just being started, it ends that itself.
            await asyncio.wait({self._beginning})

    async def _ask(self, verb: int, what: tuple[Any, ...], within: float) -> Any:
        if self._transport is None:
            raise Gone
        self._number = number = self._number + 1
        told = self._asked[number] = asyncio.get_running_loop().create_future()
        asked_at = time.monotonic()
        self._send(verb, (number, *what))
        try:
            async with asyncio.timeout(within):
                return await told
        except TimeoutError:
            # What it was asked to store must not be stored any later; one slow look among others does no harm.
            if verb == STORE or self._heard_at < asked_at:
                self._give_up("hangs")
            raise Gone from None
        except asyncio.CancelledError:
            if verb == STORE:
                self._give_up("called off")
            raise
        finally:
            del self._asked[number]

    def _send(self, verb: int, what: tuple[Any, ...]) -> None:
        if self._transport is not None:
            parcel = pack(what)
            self._transport.write(HEAD.pack(len(parcel), verb) + parcel)

    async def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        try:
            process = get_context("spawn").Process(target=serve, args=(theirs, self._url), daemon=True)
            await asyncio.to_thread(process.start)
            theirs.close()  # Held by its process alone, it tells of the death of that at once.
            self._process = process
            self._transport, _ = await asyncio.get_running_loop().create_connection(lambda: self, sock=ours)
            if self._closed:
                raise Gone
            await self._ask(LOOK, GREETING, READY_WITHIN)
        except Exception as wrong:
            ours.close()
            self._give_up("did not begin", error=type(wrong).__name__)
        else:
            self._ready = self._transport is not None
            log.info("a crowd has come: its answers are stored by a process of its own", pid=process.pid)
            self._ends = asyncio.get_running_loop().call_later(QUIET, self._end_if_quiet)
        finally:
            theirs.close()

    def _end_if_quiet(self) -> None:
        if not self._ready:
            return
        left = self._crowd.last_at + QUIET - time.monotonic()
        if left > 0 or self._asked:
            self._ends = asyncio.get_running_loop().call_later(max(left, 1.0), self._end_if_quiet)
        else:
            self._give_up("quiet")

    def _give_up(self, why: str, **more: str) -> None:
        """Use it no more; whoever waits for it is told at once."""
        transport, process, self._transport, self._process = self._transport, self._process, None, None
        self._ready = False
        self._came = b""
        if self._ends is not None:
            self._ends.cancel()
        if why != "quiet" and not self._closed:
            self._not_before = time.monotonic() + AGAIN_AFTER
            log.warning("the scribe is given up", why=why, **more)
        if process is not None:
            with suppress(Exception):  # It is gone already.
                process.kill()
            Thread(target=process.join, name="scribe ends", daemon=True).start()
        if transport is not None:
            transport.abort()
        for told in self._asked.values():
            if not told.done():
                told.set_exception(Gone())

    # What comes from its process

    def data_received(self, data: bytes) -> None:
        """Tell those who asked."""
        came, at = self._came + data, 0
        self._heard_at = time.monotonic()
        while len(came) >= at + HEAD.size:
            size, outcome = HEAD.unpack_from(came, at)
            ends = at + HEAD.size + size
            if len(came) < ends:
                break
            number, done = unpack(came[at + HEAD.size : ends])
            at = ends
            told = self._asked.get(number)
            if told is not None and not told.done():
                _tell(told, outcome, done)
        self._came = came[at:]

    def connection_lost(self, error: Exception | None) -> None:
        """It has died."""
        if self._transport is not None:
            self._give_up("died")


def _tell(told: asyncio.Future[Any], outcome: int, done: Any) -> None:
    if outcome == REFUSED:
        told.set_exception(done)
    elif outcome == BROKEN:
        told.set_exception(CallerGone() if done == CallerGone.__name__ else Broken())
    else:
        told.set_result(done)

"""A stretch of wire between two programs that a test may make slow, cut, or let fall silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CHUNK = 65536


@dataclass(slots=True)
class Wire:
    """Listens on a port of this machine and passes everything on, both ways."""

    to: Path | tuple[str, int]
    """A Unix socket, or host and port."""
    latency: float = 0.0
    """Seconds that each answer takes longer, from now on."""
    silent: bool = False
    """While true nothing arrives any more, and nobody is told."""
    port: int = 0
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def cut(self) -> None:
        """Break every connection there is, without a word; new ones may be opened."""
        for end in list(self._ends):
            end.transport.abort()

    async def _open(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if isinstance(self.to, Path):
                there, back = await asyncio.open_unix_connection(str(self.to))
            else:
                there, back = await asyncio.open_connection(*self.to)
        except OSError:
            writer.transport.abort()
            return
        self._ends |= {writer, back}
        try:
            await asyncio.gather(self._pass_on(reader, back, delayed=False), self._pass_on(there, writer, delayed=True))
        finally:
            for end in (writer, back):
                self._ends.discard(end)
                end.transport.abort()

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, delayed: bool) -> None:
        with suppress(ConnectionError, OSError):
            while data := await source.read(CHUNK):
                while self.silent:  # noqa: ASYNC110 - a plain flag is what tests set
                    await asyncio.sleep(0.05)
                if delayed and self.latency:
                    await asyncio.sleep(self.latency)
                target.write(data)
                await target.drain()
        target.transport.abort()

    def _keep(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._open(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@asynccontextmanager
async def wire(to: Path | tuple[str, int]) -> AsyncIterator[Wire]:
    """Such a wire while this is open."""
    made = Wire(to)
    server = await asyncio.start_server(made._keep, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.silent = False
        for task in list(made._tasks):
            task.cancel()
        await asyncio.gather(*made._tasks, return_exceptions=True)

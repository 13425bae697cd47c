"""Sends ready-made requests as fast as they are answered, or so many a second, and times each.

Small on purpose: it shares the machine with what it measures. Run as a process of its own: reads `PORT CLIENTS FILE`
and perhaps `PER_SECOND` from its arguments, where the file holds one request after the other, and prints one line of
JSON. Where a pace is set a request's time begins when it is due, whether or not a connection is free.
"""

import asyncio
import json
import struct
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

import uvloop

Results = dict[str, float | dict[str, int]]


def write(requests: Iterable[bytes], to: Path) -> None:
    """Keep requests in a file for a process to send."""
    with to.open("wb") as file:
        for each in requests:
            file.write(struct.pack(">I", len(each)) + each)


def read(file: Path) -> Iterator[bytes]:
    """What `write` has written."""
    data, at = file.read_bytes(), 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


async def send_all(port: int, clients: int, requests: Sequence[bytes], per_second: float = 0.0) -> Results:
    """Send everything; seconds, rate, and the times to an answer in milliseconds."""
    left, took, statuses = iter(enumerate(requests)), list[float](), Counter[str]()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, request in left:
            sent = perf_counter()
            if per_second:
                due = began + number / per_second
                await asyncio.sleep(due - sent)
                sent = due
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
            )
            if length:
                await reader.readexactly(length)
            took.append(perf_counter() - sent)
            statuses[head[9:12].decode()] += 1
        writer.close()

    began = perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    seconds = perf_counter() - began
    took.sort()
    return {
        "seconds": seconds,
        "per_second": len(took) / seconds,
        "p50_ms": took[len(took) // 2] * 1000,
        "p99_ms": took[len(took) * 99 // 100] * 1000,
        "max_ms": took[-1] * 1000,
        "statuses": dict(statuses),
    }


if __name__ == "__main__":
    _port, _clients, _file, *_pace = sys.argv[1:]
    _all = send_all(int(_port), int(_clients), list(read(Path(_file))), *map(float, _pace))
    print(json.dumps(uvloop.run(_all)))

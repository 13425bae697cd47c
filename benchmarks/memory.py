"""Whether a process that is pressed steadily keeps its size: memory an hour, and what it holds open."""

import asyncio
import tempfile
from pathlib import Path
from statistics import linear_regression
from time import monotonic

from benchmarks.figures import Figure, figure, megabytes, processor_seconds
from tests.slack.town import A, Town, rush, town

A_SECOND = 20
MINUTES = 4.0
WARM = 0.25
"""The part of the time in which caches fill, and which is left out."""
EVENTS = 2_000
AN_HOUR = 30_000


async def memory(minutes: float = MINUTES) -> list[Figure]:
    """Votes at a steady pace, then a crowd of events that concern nobody here."""
    people = int(minutes * 60 * A_SECOND)
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder), people=people) as here:
            served = await here.start()
            pid = served.process.pid
            message = await here.ask(f'"What next?" "{A}" "Faster search" --live')
            clicks = await here.clicks(message, A, here.crowd)
            held = _held(pid)
            seen: list[tuple[float, float]] = []
            began, before = monotonic(), processor_seconds(pid)
            voting = asyncio.create_task(rush(clicks, (served.address,), at_once=10, over=minutes * 60))
            while not voting.done():
                seen.append((monotonic() - began, megabytes(pid)))
                await asyncio.wait({voting}, timeout=2)
            acks, worked = voting.result(), processor_seconds(pid) - before
            failed = sum(each.status != 200 for each in acks)
            took = sorted(each.took for each in acks)
            await asyncio.sleep(10)
            steady = [(at, size) for at, size in seen if at > WARM * minutes * 60] or seen
            slope = linear_regression(*zip(*steady, strict=True)).slope * 3600
            share = await _share_of_events(here, pid)
            return [
                figure(f"memory at {A_SECOND} votes a second for {minutes:g} minutes, grown an hour", "MB/h", slope),
                figure("votes that got no answer", "", failed, at_most=0),
                figure("99 of 100 votes wait at most", "s", took[len(took) * 99 // 100], at_most=1),
                figure("processor for one vote", "ms", worked / len(acks) * 1000),
                figure("memory at the end", "MB", megabytes(pid), baseline=steady[0][1]),
                figure("files and threads more than before", "", _held(pid) - held, at_most=5),
                figure(f"processor for {AN_HOUR:,} events an hour that concern nobody", "%", share, at_most=50),
            ]


async def _share_of_events(here: Town, pid: int) -> float:
    people = here.slack.people
    before = processor_seconds(pid)
    began = monotonic()
    for number in range(EVENTS):
        await people.write(f"Nothing to see here, {number}", as_=here.pat, channel=here.product)
    idle = 0.01 * (monotonic() - began)  # A process does something when nobody writes, too.
    return max(0.0, processor_seconds(pid) - before - idle) / EVENTS * AN_HOUR / 3600 * 100


def _held(pid: int) -> int:
    """Open files and threads of a process; 0 where the system does not tell."""
    place = Path(f"/proc/{pid}")
    return sum(sum(1 for _ in (place / each).iterdir()) for each in ("fd", "task")) if place.exists() else 0

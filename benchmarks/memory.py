"""Whether a process that is pressed steadily keeps its size: memory an hour, and what it holds open."""

import asyncio
import tempfile
from pathlib import Path
from statistics import linear_regression
from time import monotonic

from benchmarks.figures import Figure, figure, megabytes, processor_seconds
from tests.slack.town import A, Ack, Town, rush, town

A_SECOND = 20
PEOPLE = 1_200
"""The same at every poll: so what is kept of a person, once and for good, is there after the first one."""
POLLS = 4
LET_GO = 20
"""Seconds until connections that nobody needs any more are let go of; the client library keeps them for fifteen."""
EVENTS = 2_000
AN_HOUR = 30_000


async def memory(people: int = PEOPLE, polls: int = POLLS) -> list[Figure]:
    """Votes at a steady pace in one poll after the other, then a crowd of events that concern nobody here."""
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder), people=people) as here:
            served = await here.start()
            pid = served.process.pid
            before = megabytes(pid)
            await _polled(here, served.address, 1, [])
            grown = megabytes(pid) - before
            await asyncio.sleep(LET_GO)
            held, worked = _held(pid), processor_seconds(pid)
            seen: list[tuple[float, float]] = []
            acks: list[Ack] = []
            for number in range(2, polls + 1):
                acks += await _polled(here, served.address, number, seen, pid)
            worked = processor_seconds(pid) - worked
            took = sorted(each.took for each in acks)
            await asyncio.sleep(LET_GO)
            more = _held(pid) - held
            slope = linear_regression(*zip(*seen, strict=True)).slope * 3600
            share = await _share_of_events(here, pid)
            return [
                figure(f"memory grown by the first votes of {people:,} people", "MB", grown),
                figure(f"memory at {A_SECOND} votes a second after that, grown an hour", "MB/h", slope),
                figure("votes that got no answer", "", sum(each.status != 200 for each in acks), at_most=0),
                figure("99 of 100 votes wait at most", "s", took[len(took) * 99 // 100], at_most=1),
                figure("processor for one vote", "ms", worked / len(acks) * 1000),
                figure("memory at the end", "MB", megabytes(pid), baseline=seen[0][1]),
                figure("files and threads more than after the first poll", "", more, at_most=5),
                figure(f"processor for {AN_HOUR:,} events an hour that concern nobody", "%", share, at_most=50),
            ]


async def _polled(here: Town, address: str, number: int, seen: list[tuple[float, float]], pid: int = 0) -> list[Ack]:
    """Everybody votes in a poll of its own; what the process holds meanwhile is noted in `seen`."""
    message = await here.ask(f'"What next, {number}?" "{A}" "Faster search" --live')
    clicks = await here.clicks(message, A, here.crowd)
    voting = asyncio.create_task(rush(clicks, (address,), at_once=10, over=len(clicks) / A_SECOND))
    while not voting.done():
        if pid:
            seen.append((monotonic(), megabytes(pid)))
        await asyncio.wait({voting}, timeout=2)
    return voting.result()


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

"""How many clicks a second are acknowledged, and how long each waits.

The product keeps each answer before it acknowledges. The baseline is the vendor's own framework with its own web server
and one listener that does nothing else. Both get the same signed clicks over as many connections, in turn. The product
also owes each person a private receipt, which a crowd gets once it has been acknowledged: what that takes of the
processor, how long it takes, and how many came at all are figures of their own. Amid a crowd on SQLite the product
works with two processes, as it does wherever there are two processors; the baseline is one. What they use and hold is
counted of both.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks import load
from benchmarks.figures import Figure, figure, megabytes, processor_seconds
from tests.databases import Postgres
from tests.fakes.slack.courier import Delivery
from tests.slack.town import A, Town, fresh_database, town

ROOT = Path(__file__).parents[1]
AT_ONCE = (1, 10, 50)
TURNS = {1: 2, 10: 2, 50: 3}
"""How often, by the number at once; only the most at once are judged."""
WARM = 50
QUIET, LONGEST = 0.2, 20.0
"""Of one processor, what a process uses that has nothing to do; and the seconds in which it comes to that."""
OTHER = "Faster search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run of the load."""

    per_second: float
    p50_ms: float
    p99_ms: float
    processor_us: float
    """Of one click."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a crowd's receipts came."""

    after: float
    """Seconds from the last acknowledgement to the last receipt."""
    share: float
    """Of the clicks, how many had a receipt at last; the others made room for a newer one or were dropped."""


async def clicks(postgres: Postgres | None, *, people: int = 1500) -> list[Figure]:
    """On SQLite and, where there is one, on PostgreSQL."""
    found = await _on("SQLite", "", people)
    if postgres is not None:
        found += await _on("PostgreSQL", fresh_database(postgres, "clicks"), people)
    return found


async def _on(name: str, database_url: str, people: int) -> list[Figure]:
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        async with town(Path(folder), people=people, database_url=database_url) as here:
            served = await here.start()
            bare = stack.enter_context(_bare(here))
            assert bare.stdout is not None
            bare_port, port = int(bare.stdout.readline()), int(served.address.rpartition(":")[2])
            began = megabytes(served.process.pid)
            for clients in AT_ONCE:
                count = people if clients > 1 else people // 5
                after: list[float] = []
                shown: list[Shown] = []
                plain: list[Measured] = []
                kept: list[Measured] = []
                for turn in range(TURNS[clients]):
                    message = await here.ask(f'"What next, {clients}.{turn}?" "{A}" "{OTHER}"')
                    made = await here.clicks(message, A, here.crowd[: count + WARM])
                    for target, into, pid in ((bare_port, plain, bare.pid), (port, kept, served.process.pid)):
                        await _sent(Path(folder), made[count:] or made[:WARM], target, 10, pid)
                        had = _receipts(here)
                        into.append(await _sent(Path(folder), made[:count], target, clients, pid))
                    used = processor_seconds(served.process.pid)
                    shown.append(await _shown(here, had, count))
                    used = processor_seconds(served.process.pid) - used
                    after.append((used + await _until_quiet(served.process.pid)) / count * 1e6)
                found += _judged(f"{name}, {clients} at once", plain, kept, judged=clients == max(AT_ONCE))
                if clients == max(AT_ONCE):
                    found.append(figure(f"{name}: processor for what follows a click", "µs", min(after)))
                    last, share = max(each.after for each in shown), min(each.share for each in shown)
                    found.append(figure(f"{name}: after the last click its crowd's last receipt came", "s", last))
                    found.append(figure(f"{name}: receipts that came, of all", "%", share * 100))
            grown = megabytes(served.process.pid) - began
            found.append(figure(f"{name}: memory grown by all these clicks, by a second process too", "MB", grown))
    return found


def _judged(name: str, plain: Sequence[Measured], kept: Sequence[Measured], *, judged: bool) -> list[Figure]:
    def best(each: Sequence[Measured]) -> Measured:  # What disturbs a run makes it slower, never quicker.
        return max(each, key=lambda one: one.per_second)

    ours, theirs = best(kept), best(plain)
    return [
        figure(
            f"{name}: clicks acknowledged",
            "1/s",
            ours.per_second,
            baseline=theirs.per_second,
            at_least=1.2 if judged else None,
            of_ratio=True,
        ),
        figure(f"{name}: half wait at most", "ms", ours.p50_ms, baseline=theirs.p50_ms),
        figure(
            f"{name}: 99 of 100 wait at most",
            "ms",
            ours.p99_ms,
            baseline=theirs.p99_ms,
            at_most=2.0 if judged else None,
            of_ratio=True,
        ),
        figure(f"{name}: processor for a click", "µs", ours.processor_us, baseline=theirs.processor_us),
    ]


def _bare(here: Town) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bare", here.slack.signing_secret],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def _sent(folder: Path, made: Sequence[Delivery], port: int, clients: int, pid: int) -> Measured:
    file = folder / "requests"
    load.write([as_request(each, port) for each in made], file)
    before = processor_seconds(pid)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.load", str(port), str(clients), str(file), cwd=ROOT, stdout=subprocess.PIPE
    )
    out, _ = await process.communicate()
    found = json.loads(out)
    assert found["statuses"] == {"200": len(made)}, found["statuses"]
    return Measured(
        per_second=found["per_second"],
        p50_ms=found["p50_ms"],
        p99_ms=found["p99_ms"],
        processor_us=(processor_seconds(pid) - before) / len(made) * 1e6,
    )


def _receipts(here: Town) -> int:
    return sum(1 for each in here.slack.timeline.standing(here.channel.id) if each.ephemeral_to)


async def _shown(here: Town, had: int, wanted: int) -> Shown:
    """Wait for the receipts of a crowd; whoever pressed while it was warmed up may have had one of these before."""
    began = last = perf_counter()
    came = _receipts(here) - had
    while came < wanted and perf_counter() < last + LONGEST / 4:
        await asyncio.sleep(0.1)
        if (now := _receipts(here) - had) > came:
            came, last = now, perf_counter()
    return Shown(after=last - began, share=min(1.0, came / wanted))


async def _until_quiet(pid: int) -> float:
    """Seconds of a processor that a process uses until it has nothing to do: receipts, messages drawn anew."""
    began, used = perf_counter(), processor_seconds(pid)
    before = used
    while perf_counter() < began + LONGEST:
        await asyncio.sleep(1)
        now = processor_seconds(pid)
        if now - before < QUIET:
            return before - used
        before = now
    return before - used


def as_request(click: Delivery, port: int) -> bytes:
    """The bytes of a click, as they go to a server at this port."""
    headers = {**click.headers, "Host": f"127.0.0.1:{port}", "Content-Length": str(len(click.raw))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + click.raw

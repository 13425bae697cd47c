"""Whether a pace that a busy hour may have is kept for minutes: each vote on disk, answered in time, memory at rest.

People change their minds all the time here, so each vote is a new version of an answer that stands. They come in
stretches, because a vote is signed when it is made and good for five minutes.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import load
from benchmarks.clicks import OTHER, ROOT, as_request
from benchmarks.figures import Figure, figure, megabytes
from tests.databases import Postgres
from tests.slack.town import A, fresh_database, town

MINUTES = 5.0
STRETCH = 30.0
"""Seconds."""
APART = 10
"""Seconds between two votes of one person: faster ones are told to slow down."""
CLIENTS = 50


async def steady(postgres: Postgres | None, *, minutes: float = MINUTES) -> list[Figure]:
    """200 votes a second on SQLite; 500 on PostgreSQL, where there is one."""
    found = await _on("SQLite", "", 200, minutes)
    if postgres is not None:
        found += await _on("PostgreSQL", fresh_database(postgres, "steady"), 500, minutes)
    return found


async def _on(name: str, database_url: str, per_second: int, minutes: float) -> list[Figure]:
    stretches, size = int(minutes * 60 / STRETCH), int(per_second * STRETCH)
    failed, slowest = 0, list[float]()
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder), people=per_second * APART, database_url=database_url) as here:
            served = await here.start()
            port, pid = int(served.address.rpartition(":")[2]), served.process.pid
            message = await here.ask(f'"What next?" "{A}" "{OTHER}" --live')
            sizes: list[float] = []
            for stretch in range(stretches):
                voters = [here.crowd[at % len(here.crowd)] for at in range(stretch * size, (stretch + 1) * size)]
                made = await here.clicks(message, (A, OTHER)[stretch % 2], voters)
                found = await _paced(Path(folder), [as_request(each, port) for each in made], port, per_second)
                statuses = found["statuses"]
                failed += size - statuses.get("200", 0)
                slowest.append(found["p99_ms"])
                sizes.append(megabytes(pid))
            rows = await here.rows()
    said = f"{name}, {per_second} votes a second for {minutes:g} minutes"
    return [
        figure(f"{said}: got no answer", "", failed, at_most=0),
        figure(f"{said}: 99 of 100 wait at most, in the slowest stretch", "ms", max(slowest), at_most=1000),
        figure(f"{said}: memory grown since the first stretch", "MB", sizes[-1] - sizes[0], at_most=50),
        figure(f"{said}: people whose vote stands", "", rows, baseline=per_second * APART, at_least=1, of_ratio=True),
    ]


async def _paced(folder: Path, requests: Sequence[bytes], port: int, per_second: int) -> dict[str, Any]:
    load.write(requests, folder / "requests")
    words = ("-m", "benchmarks.load", str(port), str(CLIENTS), str(folder / "requests"), str(per_second))
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=subprocess.PIPE)
    out, _ = await process.communicate()
    told: dict[str, Any] = json.loads(out)
    return told

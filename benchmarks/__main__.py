"""`python -m benchmarks [clicks] [ticks] …`: measures, prints a table, and writes the figures as JSON."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure


class Bench(StrEnum):
    """What can be measured."""

    CLICKS = "clicks"
    TICKS = "ticks"
    LATENESS = "lateness"
    PACE = "pace"
    MEMORY = "memory"
    STEADY = "steady"
    EXPORT = "export"


async def _clicks() -> list[Figure]:
    from benchmarks.clicks import clicks
    from tests.databases import server_running

    with server_running(durable=True) as postgres:
        return await clicks(postgres)


async def _ticks() -> list[Figure]:
    from benchmarks.ticks import ticks

    return await ticks()


async def _lateness() -> list[Figure]:
    from benchmarks.ticks import lateness
    from tests.databases import server_running

    with server_running(durable=True) as postgres:
        return await lateness(postgres)


async def _pace() -> list[Figure]:
    from benchmarks.pace import pace

    return await pace()


async def _memory() -> list[Figure]:
    from benchmarks.memory import memory

    return await memory()


async def _steady() -> list[Figure]:
    from benchmarks.steady import steady
    from tests.databases import server_running

    with server_running(durable=True) as postgres:
        return await steady(postgres)


async def _export() -> list[Figure]:
    from benchmarks.export import export

    return await export()


RUN: dict[Bench, Callable[[], Awaitable[list[Figure]]]] = {
    Bench.CLICKS: _clicks,
    Bench.TICKS: _ticks,
    Bench.LATENESS: _lateness,
    Bench.PACE: _pace,
    Bench.MEMORY: _memory,
    Bench.STEADY: _steady,
    Bench.EXPORT: _export,
}


def measure(
    which: Annotated[list[Bench] | None, typer.Argument(help="All of them where none is named.")] = None,
    to: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
) -> None:
    """Measure, and say what was found, also where it disappoints."""
    found = [one for bench in which or list(Bench) for one in asyncio.run(_run(bench))]
    table = Table("figure", "product", "baseline", "ratio", "asked", "")
    for each in found:
        table.add_row(
            each.what,
            f"{each.product:,.1f} {each.unit}",
            f"{each.baseline:,.1f}" if each.baseline is not None else "",
            f"{each.ratio:.2f}" if each.ratio is not None else "",
            each.target,
            {True: "yes", False: "NO", None: ""}[each.holds],
        )
    Console().print(table)
    if to is not None:
        to.write_text(json.dumps([each.row() for each in found], indent=1) + "\n")


async def _run(bench: Bench) -> list[Figure]:
    return await RUN[bench]()


if __name__ == "__main__":
    typer.run(measure)

"""`cab cadence`: shows when a schedule comes round, before anything is scheduled."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.domain.cadence import Upcoming

MOST = 1000

app = typer.Typer(help="Try out schedules.", no_args_is_help=True)


@app.callback()
def cadence() -> None:
    """Try out schedules."""


@app.command()
def preview(
    rule: Annotated[str, typer.Argument(help='A schedule: "every 2 weeks on Mon at 09:30", "0 9 * * 1", an RRULE.')],
    zone: Annotated[str, typer.Option(help="Whose wall clock it follows, e.g. Europe/Berlin.")] = "UTC",
    start: Annotated[
        str | None,
        typer.Option("--from", help="List what comes later than this, e.g. 2026-03-01T00:00 in the zone; else now."),
    ] = None,
    count: Annotated[int, typer.Option(help="How many to list.", min=1, max=MOST)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print the instants in UTC, for programs.")] = False,
) -> None:
    """List when a schedule is due next, and where a change of clocks moves it.

    "Every 2 weeks" counts from the week that --from lies in.
    """
    from bot.clock import SystemClock
    from bot.domain.cadence import Timetable
    from bot.domain.cadence import preview as upcoming
    from bot.domain.cadence_zone import typed_instant

    at = SystemClock().now() if start is None else typed_instant(start, zone)
    lines = upcoming(Timetable(rule=rule, zone=zone, start=at), at, count)
    if as_json:
        typer.echo(json.dumps({"due": [_stamp(line.at) for line in lines]}))
    elif lines:
        _draw(lines, f"{rule} · {zone}")
    else:
        typer.echo(f"{rule}: no date fits, it is never due.")


def _draw(lines: "list[Upcoming]", title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from prompts.catalogue import say_in

    say = say_in("en")
    table = Table("#", "Local time", "UTC", "Note", title=Text(title))
    for number, line in enumerate(lines, 1):
        local = f"{line.found.local:%a %d %b %Y %H:%M} {_offset(line.found.local)}"
        table.add_row(str(number), local, _stamp(line.at), Text(say(line.note) if line.note else ""))
    Console().print(table)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _offset(local: datetime) -> str:
    offset = f"{local:%z}"
    return f"{offset[:3]}:{offset[3:5]}"

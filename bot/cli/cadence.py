"""`cab cadence`: shows when a schedule comes round, before anything is scheduled."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.domain.cadence import Timetable, Upcoming
    from bot.texts import Phrase

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
    end: Annotated[str, typer.Option(help="Not after this day or local time.")] = "",
    blackout: Annotated[
        list[str] | None, typer.Option("--except", help="Dates left out, e.g. 2026-12-21..2027-01-06.")
    ] = None,
    country: Annotated[
        str, typer.Option(help="Of customers who live by that clock, e.g. DE: nobody is asked on its public holidays.")
    ] = "",
    count: Annotated[int, typer.Option(help="How many to list.", min=1, max=MOST)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print the instants in UTC, for programs.")] = False,
) -> None:
    """List when a schedule is due next, what is left out, and where clocks, nights or holidays move it.

    "Every 2 weeks" counts from the week that --from lies in. Nights and weekends are those of a board that keeps the
    usual hours; without --country none of them are looked at. With --json dates that are left out are not listed.
    """
    from bot.clock import SystemClock
    from bot.commands.schedules import blackout_dates, end_of
    from bot.domain.cadence import Timetable
    from bot.domain.cadence import preview as upcoming
    from bot.domain.cadence_zone import typed_instant

    at = SystemClock().now() if start is None else typed_instant(start, zone)
    times = Timetable(
        rule=rule,
        zone=zone,
        start=at,
        end=typed_instant(end_of(end), zone) if end else None,
        blackout=tuple(each for dates in blackout or () for each in blackout_dates(dates)),
    )
    lines = upcoming(times, at, count)
    if as_json:
        typer.echo(json.dumps({"due": [_stamp(line.at) for line in lines if not line.skipped]}))
    elif lines:
        _draw(lines, f"{rule} · {zone}", _held(times, lines, country))
    else:
        typer.echo(f"{rule}: no date fits, it is never due.")


def _held(times: "Timetable", lines: "list[Upcoming]", country: str) -> "dict[datetime, tuple[Phrase, ...]]":
    """Until when each date is held up where people live by the same clock, in that country."""
    from bot.cards.timetable import held_notes
    from bot.domain.days_off import days_off, known_country
    from bot.domain.quiet import WAKING, Clock, held

    if not country:
        return {}
    clock = Clock(due=times.zone, zone=times.zone, country=known_country(country))
    found = {}
    for line in lines:
        later = held(
            {clock: 1}, {times.zone: line.at}, None, hours=WAKING, days_off=days_off, free_again=times.free_again
        )
        found[line.at] = () if line.skipped else held_notes(later, of=1, zone=times.zone)
    return found


def _draw(lines: "list[Upcoming]", title: str, held: "dict[datetime, tuple[Phrase, ...]]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from prompts.catalogue import say_in

    say = say_in("en")
    table = Table("#", "Local time", "UTC", "Note", title=Text(title))
    for number, line in enumerate(lines, 1):
        local = f"{line.found.local:%a %d %b %Y %H:%M} {_offset(line.found.local)}"
        notes = [*([line.note] if line.note else []), *held.get(line.at, ())]
        table.add_row(str(number), local, _stamp(line.at), Text(" · ".join(say(each) for each in notes)))
    Console().print(table)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _offset(local: datetime) -> str:
    offset = f"{local:%z}"
    return f"{offset[:3]}:{offset[3:5]}"

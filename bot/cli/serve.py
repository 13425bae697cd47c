"""Runs the bot: `cab serve` until it is stopped, or its parts apart; `cab play` with a person at the terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import House
    from bot.config import Settings


def serve() -> None:
    """Ask on schedule, deliver, close, report and summarise, and serve the web page, until interrupted."""

    from bot.cli.tokens import ask_for_tokens

    ask_for_tokens()
    _run("serve")


def web() -> None:
    """Only hear the chats and serve the pages; on PostgreSQL, beside `cab clock` and `cab worker`."""
    _run("web")


def clock() -> None:
    """Only say what is due, for a worker to do; on PostgreSQL."""
    _run("clock")


def worker() -> None:
    """Only do what is due: open, post, close, report; on PostgreSQL."""
    _run("worker")


def _run(name: str) -> None:
    from bot.config import load
    from bot.running import Process, check_door, check_may_run, run, wait_for_database

    settings, process = load(), Process(name)
    check_may_run(process, settings)

    async def deed(house: "House") -> None:
        async def told(address: str) -> None:
            where = f" on {address}" if address else ""
            whole = "Sounding Board" if process is Process.SERVE else f"Sounding Board's {name}"
            typer.echo(f"{whole} is running{where}; stop it with Ctrl-C.", err=True)
            if process.hears:
                await _greet(house)

        await run(house, settings, process, told)

    async def first(found: "Settings") -> None:
        await check_door(found, process)
        await wait_for_database(found, process)

    with_house(
        deed,
        works=process.works,
        asks=process is Process.CLOCK,
        fast=True,
        platforms=process is not Process.CLOCK,
        listens=process.hears,
        first=first,
    )


async def _greet(house: "House") -> None:
    """Say where we are, and how the first admin is made there; who owns both places gets one code for both."""
    lines: list[tuple[str, str]] = []
    if house.slack is not None and house.slack.home is not None:
        home = house.slack.home
        typer.echo(f"Connected to {home.grant.name or home.lane}.", err=True)
        lines.append((home.lane, "Type in Slack: /cab claim {code}"))
    if house.teams is not None:
        typer.echo("Listening for Teams at /teams/messages.", err=True)
        lanes = house.teams.lanes or await _tenants_heard(house)
        lines += [(lane, _in_teams(lane, several=lanes != house.teams.lanes[:1])) for lane in lanes]
        if not house.teams.lanes:
            typer.echo(
                "No tenant is named in CAB_TEAMS_TENANT_ID: any may use the bot, and the code of each is shown here "
                "when something first comes from it.",
                err=True,
            )

            async def met(lane: str) -> None:
                await _show_codes(house, [(lane, _in_teams(lane, several=True))])

            house.teams.newcomers.append(met)
    if not house.bot.policy.admins:
        await _show_codes(house, lines)


async def _tenants_heard(house: "House") -> tuple[str, ...]:
    """The tenants from which something has come, where the operator has named none."""
    from bot.actions.install import standing

    known = (await standing(house.bot)).readable
    return tuple(each.lane for each in known if each.lane.startswith("teams:") and each.gone_at is None)


def _in_teams(lane: str, *, several: bool) -> str:
    where = f" (tenant {lane.partition(':')[2]})" if several else ""
    return f"Type in your chat with the bot in Teams{where}: claim {{code}}"


async def _show_codes(house: "House", lines: "Sequence[tuple[str, str]]") -> None:
    from bot.actions.claim import first_code

    codes: dict[str, str | None] = {}
    for lane, words in lines:
        owner = str(await house.bot.database.organisation_of(lane))
        if owner not in codes:
            codes[owner] = await first_code(house.bot, lane)
        if (code := codes[owner]) is not None:
            typer.echo(words.format(code=code), err=True)


def play(
    as_: Annotated[str | None, typer.Option("--as", help="Begin as this person, e.g. ana, pm or admin.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="On the demo's board, where `wait 3d` lets time pass.")] = False,
) -> None:
    """Be a member, a product manager or an admin, here in the terminal."""
    if demo:
        from bot.cli.demo import play_on

        play_on(as_)
        return

    async def deed(house: "House") -> None:
        from bot.app import ticking
        from handlers.console.play import play as run
        from handlers.console.terminal import terminal
        from prompts.catalogue import say_in

        async with ticking(house):
            await run(house.bot, house.queue, house.rooms, say_in, as_, terminal())

    with_house(deed, works=True)

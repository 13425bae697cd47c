"""Runs the bot: `cab serve` until it is stopped, `cab play` with a person at the terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House


def serve() -> None:
    """Ask on schedule, deliver, close, report and summarise, and serve the web page, until interrupted."""

    from bot.cli.tokens import ask_for_tokens

    ask_for_tokens()

    async def deed(house: "House") -> None:
        from bot.app import answering, run_until_stopped
        from bot.config import load

        async with answering(house, load()) as address:
            typer.echo(f"Sounding Board is running on {address}; stop it with Ctrl-C.", err=True)
            await _greet(house)
            await run_until_stopped(house)

    with_house(deed, works=True, fast=True, platforms=True)


async def _greet(house: "House") -> None:
    """Say which workspace we are in, and how its first admin is made."""
    if house.slack is None or house.slack.home is None:
        return
    from bot.actions.claim import make_code

    home = house.slack.home
    typer.echo(f"Connected to {home.grant.name or home.lane}.", err=True)
    if house.bot.policy.admins:
        return
    for organisation in await house.bot.database.organisations():
        if organisation.id == home.organisation_id:
            code = await make_code(house.bot, organisation)
            if code is not None:
                typer.echo(f"Type in Slack: /cab claim {code}", err=True)


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

"""Runs the bot: `cab serve` until it is stopped, `cab play` with a person at the terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House


def serve() -> None:
    """Ask on schedule, deliver, close, report and summarise, until interrupted."""

    async def deed(house: "House") -> None:
        from bot.app import run_until_stopped

        typer.echo("Sounding Board is running; stop it with Ctrl-C.", err=True)
        await run_until_stopped(house)

    with_house(deed, works=True)


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

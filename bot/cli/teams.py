"""`cab teams`: what has to be done once at Microsoft before the council can live in Teams."""

from typing import Annotated

import typer

teams_app = typer.Typer(help="Preparing Microsoft Teams.", no_args_is_help=True)


@teams_app.callback()
def _teams() -> None:
    """Preparing Microsoft Teams."""


@teams_app.command("register")
def register(
    name: Annotated[str, typer.Option(help="What customers see, e.g. 'Northwind Council'.")] = "Sounding Board",
    url: Annotated[str, typer.Option(help="Where the server is reached from outside; else CAB_PUBLIC_URL.")] = "",
    region: Annotated[str, typer.Option(help="Where Azure keeps the bot's entry.")] = "westeurope",
    only_print: Annotated[bool, typer.Option("--print", help="Print the commands.")] = False,
) -> None:
    """Print the commands that register the bot with Microsoft; none of them is run."""
    from bot.config import load
    from bot.errors import Refusal
    from bot.texts import Phrase
    from handlers.teams.registration import commands

    if not only_print:
        raise Refusal(Phrase("cli.teams_only_prints"))
    settings = load()
    address = url or settings.public_url
    if not address:
        raise Refusal(Phrase("cli.teams_no_address"))
    typer.echo(commands(name=" ".join(name.split()), url=address, app_id=settings.teams_app_id.strip(), region=region))

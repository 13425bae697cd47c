"""`cab manifest`: what to paste at a vendor's app page so that the council becomes an app there."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot import __version__

manifest_app = typer.Typer(help="What a chat vendor needs to know about the app.", no_args_is_help=True)


@manifest_app.callback()
def _manifests() -> None:
    """What a chat vendor needs to know about the app."""


@manifest_app.command("slack")
def slack(
    name: Annotated[str, typer.Option(help="What customers see, e.g. 'Northwind Council'.")] = "Sounding Board",
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode: needs no public address.")] = False,
    url: Annotated[str, typer.Option(help="Where the server is reached from outside; else CAB_PUBLIC_URL.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to a file.")] = None,
) -> None:
    """Print the app manifest to paste at api.slack.com/apps (Create New App, From a manifest)."""
    from bot.config import load
    from handlers.slack.manifest import manifest

    text = json.dumps(manifest(name=name, url=url or load().public_url, socket=socket), indent=2, ensure_ascii=False)
    if output is None:
        typer.echo(text)
        return
    output.write_text(text + "\n", encoding="utf-8")
    typer.echo(f"Wrote {output}.", err=True)


@manifest_app.command("teams")
def teams(
    name: Annotated[str, typer.Option(help="What customers see, at most 30 characters.")] = "Sounding Board",
    full_name: Annotated[str, typer.Option(help="The whole name where it is longer, at most 100.")] = "",
    app_id: Annotated[str, typer.Option(help="The app's (client) id; else CAB_TEAMS_APP_ID.")] = "",
    url: Annotated[str, typer.Option(help="Where the server is reached from outside; else CAB_PUBLIC_URL.")] = "",
    release: Annotated[str, typer.Option(help="Raise it to upload a changed package, e.g. 1.0.2.")] = __version__,
    website: Annotated[str, typer.Option(help="The app's page in Teams links there; else to the server.")] = "",
    privacy: Annotated[str, typer.Option(help="Your privacy notice; else the server.")] = "",
    terms: Annotated[str, typer.Option(help="Your terms of use; else the server.")] = "",
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="The file to write.")] = Path(
        "council.zip"
    ),
) -> None:
    """Write the app package to upload in Teams (Apps, Manage your apps, Upload an app)."""
    from bot.config import load
    from handlers.teams.manifest import App
    from handlers.teams.package import package
    from prompts.catalogue import FALLBACK, languages, say_in

    settings = load()
    app = App(
        name=" ".join(name.split()),
        full_name=" ".join(full_name.split()),
        app_id=(app_id or settings.teams_app_id).strip(),
        url=url or settings.public_url,
        release=release,
        website=website,
        privacy=privacy,
        terms=terms,
    )
    tags = [FALLBACK, *(each for each in languages() if each != FALLBACK)]
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(package(app, {tag: say_in(tag) for tag in tags}))
    typer.echo(f"Wrote {output}. In Teams: Apps, Manage your apps, Upload an app.", err=True)
    if not (website and privacy and terms):
        given = {"--website": website, "--privacy": privacy, "--terms": terms}
        missing = ", ".join(option for option, address in given.items() if not address)
        typer.echo(f"Its page in Teams links to {app.url} where {missing} could name a page of yours.", err=True)

"""`cab manifest`: what to paste at a vendor's app page so that the council becomes an app there."""

import json
from pathlib import Path
from typing import Annotated

import typer

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

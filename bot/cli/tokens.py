"""Asks the operator for Slack's tokens, once, and keeps them in `.env`, readable by its owner only."""

import os
import sys
from pathlib import Path

import typer

from bot.config import Settings, load

ENV = Path(".env")


def ask_for_tokens() -> None:
    """At a terminal, where nothing is set about Slack yet: ask for what is missing; Enter goes on without Slack."""
    settings = load()
    if not (sys.stdin.isatty() and sys.stderr.isatty()) or _enough(settings):
        return
    found: dict[str, str] = {}
    if not settings.slack_bot_token.get_secret_value() and not settings.slack_client_id:
        typer.echo("Slack is not connected yet. `cab manifest slack --socket` prints the app to create.", err=True)
        token = _asked("Bot token (xoxb-…), or Enter to go on without Slack")
        if not token:
            return
        found["CAB_SLACK_BOT_TOKEN"] = token
    if not _hears(settings):
        app_token = _asked("App-level token (xapp-…) for Socket Mode, or Enter to use HTTP")
        if app_token:
            found["CAB_SLACK_APP_TOKEN"] = app_token
        else:
            found["CAB_SLACK_SIGNING_SECRET"] = _asked("Signing secret")
    _keep({name: value for name, value in found.items() if value})


def _enough(settings: Settings) -> bool:
    speaks = bool(settings.slack_bot_token.get_secret_value() or settings.slack_client_id)
    return speaks and _hears(settings)


def _hears(settings: Settings) -> bool:
    return bool(settings.slack_app_token.get_secret_value() or settings.slack_signing_secret.get_secret_value())


def _asked(what: str) -> str:
    return str(typer.prompt(what, default="", show_default=False, hide_input=True, err=True)).strip()


def _keep(found: dict[str, str]) -> None:
    """Add the tokens to `.env`; what stands there already is left alone."""
    if not found:
        return
    lines = "".join(f"{name}={value}\n" for name, value in found.items())
    before = ENV.read_text(encoding="utf-8") if ENV.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    handle = os.open(ENV, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(before + lines)
    typer.echo(f"Kept in {ENV}.", err=True)

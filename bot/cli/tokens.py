"""Asks the operator for Slack's tokens, and keeps them in `.env`, readable by its owner only, once Slack takes them."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.config import Settings, load

if TYPE_CHECKING:
    from bot.texts import Phrase
    from handlers.slack.token_check import TokenKind

ENV = Path(".env")


def ask_for_tokens() -> None:
    """At a terminal: ask for what is missing about Slack, and anew for what Slack does not take.

    Enter goes on without Slack, or with what stands there.
    """
    settings = load()
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    if _enough(settings):
        _mend(settings)
        return
    from handlers.slack.token_check import APP, BOT, odd_secret

    found: dict[str, str] = {}
    if not settings.slack_bot_token.get_secret_value() and not settings.slack_client_id:
        typer.echo("Slack is not connected yet. `cab manifest slack --socket` prints the app to create.", err=True)
        token = _asked("Bot token (xoxb-…), or Enter to go on without Slack", _judge(BOT, settings))
        if not token:
            return
        found[BOT.setting] = token
    if not _hears(settings):
        app_token = _asked("App-level token (xapp-…) for Socket Mode, or Enter to use HTTP", _judge(APP, settings))
        if app_token:
            found[APP.setting] = app_token
        else:
            found["CAB_SLACK_SIGNING_SECRET"] = _asked("Signing secret", odd_secret)
    _keep({name: value for name, value in found.items() if value})


def _enough(settings: Settings) -> bool:
    speaks = bool(settings.slack_bot_token.get_secret_value() or settings.slack_client_id)
    return speaks and _hears(settings)


def _hears(settings: Settings) -> bool:
    return bool(settings.slack_app_token.get_secret_value() or settings.slack_signing_secret.get_secret_value())


def _mend(settings: Settings) -> None:
    """Say which line of `.env` holds a token that Slack does not take, and ask for another one to stand there."""
    from handlers.slack.token_check import APP, BOT

    found: dict[str, str] = {}
    for kind, secret in ((BOT, settings.slack_bot_token), (APP, settings.slack_app_token)):
        token, line = secret.get_secret_value(), _line_of(kind.setting)
        judge = _judge(kind, settings)
        if not token or line is None or (wrong := judge(token)) is None:
            continue
        typer.echo(f"Line {line} of {ENV} ({kind.setting}) does not work. {_worded(wrong)}", err=True)
        if other := _asked("Another one, or Enter to leave it", judge):
            found[kind.setting] = other
    _keep(found)


def _judge(kind: "TokenKind", settings: Settings) -> "Callable[[str], Phrase | None]":
    def judged(token: str) -> "Phrase | None":
        from handlers.slack.token_check import refused, wrong_kind

        return wrong_kind(kind, token) or asyncio.run(refused(kind, token, settings.slack_api_url))

    return judged


def _asked(what: str, judge: "Callable[[str], Phrase | None]") -> str:
    """What was typed, once there is nothing wrong with it; empty for Enter alone."""
    while True:
        typed = str(typer.prompt(what, default="", show_default=False, hide_input=True, err=True)).strip()
        wrong = judge(typed) if typed else None
        if wrong is None:
            return typed
        typer.echo(_worded(wrong), err=True)


def _worded(phrase: "Phrase") -> str:
    from prompts.catalogue import say_in

    return say_in("en")(phrase)


def _line_of(name: str) -> int | None:
    """The line of `.env` on which a setting stands; None where it comes from somewhere else."""
    if name in os.environ or not ENV.exists():
        return None
    lines = ENV.read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if _names(line, name)]
    return found[-1] if found else None


def _names(line: str, name: str) -> bool:
    return line.strip().removeprefix("export ").partition("=")[0].strip() == name


def _keep(found: dict[str, str]) -> None:
    """Write the settings into `.env`, in the place of earlier ones of that name; all else there is left alone."""
    if not found:
        return
    before = ENV.read_text(encoding="utf-8").splitlines() if ENV.exists() else []
    kept = [line for line in before if not any(_names(line, name) for name in found)]
    lines = [*kept, *(f"{name}={value}" for name, value in found.items())]
    handle = os.open(ENV, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    typer.echo(f"Kept in {ENV}.", err=True)

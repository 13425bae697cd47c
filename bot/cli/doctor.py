"""`cab doctor`: what is wrong with this installation, and the fix."""

import asyncio
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.config import Settings
    from bot.domain.findings import Finding

SIGNS = {"good": "ok  ", "warn": "note", "bad": "BAD "}


def doctor() -> None:
    """Check settings, database, tokens, rights, clock and channels; posts nothing, changes nothing."""
    from bot.config import load

    if asyncio.run(_all_well(load())):
        return
    raise typer.Exit(1)


async def _all_well(settings: "Settings") -> bool:
    from bot.domain.findings import Verdict
    from prompts.catalogue import say_in

    say, well = say_in("en"), True
    async for found in _findings(settings):
        typer.echo(f"{SIGNS[found.verdict.value]}  {say(found.what)}")
        well = well and found.verdict is not Verdict.BAD
    return well


async def _findings(settings: "Settings") -> "AsyncIterator[Finding]":
    from bot.actions.restored import gap_of
    from bot.actions.where import every_channel
    from bot.app import opened
    from bot.platforms import slack_keys
    from bot.domain.findings import Finding, Verdict
    from bot.errors import Refusal
    from bot.texts import Phrase
    from handlers.slack.checkup import checkup

    try:
        async with opened(settings) as house:
            channels = await every_channel(house.bot)
            gap = await gap_of(house.bot)
            now = house.bot.now()
    except Refusal as refused:
        yield Finding(Verdict.BAD, refused.phrase)
        return
    kind = "PostgreSQL" if settings.database.startswith("postgres") else "SQLite"
    yield Finding(Verdict.GOOD, Phrase("doctor.database", {"kind": kind}))
    if kind == "PostgreSQL" and not settings.secret_keys.get_secret_value():
        yield Finding(Verdict.WARN, Phrase("doctor.no_secret_keys"))
    if gap is not None:
        span = {"since": f"{gap.since:%Y-%m-%d %H:%M} UTC", "until": f"{gap.until:%Y-%m-%d %H:%M} UTC"}
        yield Finding(Verdict.WARN, Phrase("doctor.restored", span))
    keys = slack_keys(settings)
    if not keys.wanted:
        yield Finding(Verdict.WARN, Phrase("doctor.no_slack"))
        return
    if keys.signing_secret and not settings.public_url and not keys.app_token:
        yield Finding(Verdict.WARN, Phrase("doctor.no_address"))
    async for found in checkup(keys, channels, now):
        yield found

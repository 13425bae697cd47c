"""`cab doctor`: what is wrong with this installation, and the fix."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from bot.config import Settings
    from bot.domain.channels import Channel
    from bot.domain.findings import Finding
    from bot.domain.references import Reference
    from storage.installations import Standing

SIGNS = {"good": "ok  ", "warn": "note", "bad": "BAD "}
LOOK_EVERY = 2.0
"""Seconds between two looks whether something has come."""
HINT_AFTER = 30
"""Looks without anything, after which it is said what to check."""


class Platform(StrEnum):
    """Which chat platform is to be looked at."""

    SLACK = "slack"
    TEAMS = "teams"


def doctor(
    platform: Annotated[Platform | None, typer.Argument(help="Only slack, or only teams; else what is set up.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="With teams: wait until something comes from there.")] = False,
) -> None:
    """Check settings, database, tokens, rights, clock, channels and the model; posts nothing, changes nothing."""
    from bot.config import load
    from bot.telemetry import write_log

    if watch and platform is not Platform.TEAMS:
        raise typer.BadParameter("it waits for Teams: cab doctor teams --watch", param_hint="--watch")
    settings = load()
    write_log("ERROR")  # What a look at something brings is said here, and need not be logged as well.
    if not asyncio.run(_all_well(settings, platform, watch=watch)):
        raise typer.Exit(1)
    if watch:
        asyncio.run(wait(settings))


async def _all_well(settings: "Settings", platform: Platform | None, *, watch: bool) -> bool:
    from bot.domain.findings import Verdict

    well = True
    async for found in _findings(settings, platform):
        if watch and found.what.id in ("doctor.teams_silent", "doctor.teams_heard"):
            continue  # That is what we are about to wait for.
        _print(found)
        well = well and found.verdict is not Verdict.BAD
    return well


def _print(found: "Finding") -> None:
    from prompts.catalogue import say_in

    typer.echo(f"{SIGNS[found.verdict.value]}  {say_in('en')(found.what)}")


async def _findings(settings: "Settings", platform: Platform | None) -> "AsyncIterator[Finding]":
    from bot.actions.find_way import ways_to
    from bot.actions.install import standing
    from bot.actions.policy import read_by_ai
    from bot.actions.restored import gap_of
    from bot.actions.secrets_in_use import under_secrets
    from bot.actions.where import every_channel
    from bot.app import opened
    from bot.config import model_keys
    from bot.domain.findings import Finding, Verdict
    from bot.errors import Refusal
    from bot.texts import Phrase
    from handlers.handoff.checkup import checkup as trackers_checkup

    try:
        async with opened(settings) as house:
            channels = await every_channel(house.bot)
            gap = await gap_of(house.bot)
            installed = await standing(house.bot)
            places = await ways_to(house.bot, channels, "teams")
            sealed = await under_secrets(house.bot)
            now = house.bot.now()
            handed = [each async for each in trackers_checkup(house.bot.trackers)] if platform is None else []
            allowed, companies = await read_by_ai(house.bot)
    except Refusal as refused:
        yield Finding(Verdict.BAD, refused.phrase)
        return
    kind = "PostgreSQL" if settings.database.startswith("postgres") else "SQLite"
    yield Finding(Verdict.GOOD, Phrase("doctor.database", {"kind": kind}))
    if kind == "PostgreSQL" and not settings.secret_keys.get_secret_value():
        yield Finding(Verdict.WARN, Phrase("doctor.no_secret_keys"))
    if sealed.lost:
        yield Finding(Verdict.BAD, Phrase("doctor.sealed_lost", {"n": sealed.lost}))
    if sealed.older:
        yield Finding(Verdict.WARN, Phrase("doctor.sealed_older", {"n": sealed.older}))
    elif "," in settings.secret_keys.get_secret_value():
        yield Finding(Verdict.GOOD, Phrase("doctor.sealed"))
    if gap is not None:
        span = {"since": f"{gap.since:%Y-%m-%d %H:%M} UTC", "until": f"{gap.until:%Y-%m-%d %H:%M} UTC"}
        yield Finding(Verdict.WARN, Phrase("doctor.restored", span))
    async for found in _on_platforms(settings, platform, channels, installed, places, now):
        yield found
    for found in handed:
        yield found
    if platform is None:
        yield _on_themes(settings)
    if (keys := model_keys(settings)) is not None and platform is None:
        from prompts.checkup import model_checkup

        async for found in model_checkup(keys, allowed=allowed, companies=companies):
            yield found


def _on_themes(settings: "Settings") -> "Finding":
    """Which encoder reads the answers; the second one, where it is to be used, has to read a word first."""
    from bot.config import finer_english
    from bot.domain.findings import Finding, Verdict
    from bot.insights.english import MiniLM, installed
    from bot.texts import Phrase

    if not finer_english(settings):
        set_so = settings.embedder == "built-in" and installed()
        return Finding(Verdict.GOOD, Phrase("doctor.themes_set_built_in" if set_so else "doctor.themes_built_in"))
    try:
        MiniLM().encode(["ready"])
    except Exception as wrong:  # Whatever a broken installation raises.
        return Finding(Verdict.BAD, Phrase("doctor.themes_broken", {"why": str(wrong)[:200]}))
    return Finding(Verdict.GOOD, Phrase("doctor.themes_finer"))


async def _on_platforms(
    settings: "Settings",
    platform: Platform | None,
    channels: "Sequence[Channel]",
    installed: "Standing",
    places: "Sequence[tuple[str, Reference | None]]",
    now: "datetime",
) -> "AsyncIterator[Finding]":
    from bot.config import teams_keys
    from bot.domain.findings import Finding, Verdict
    from bot.platforms import slack_keys
    from bot.texts import Phrase
    from handlers.slack.checkup import checkup as slack_checkup
    from handlers.slack.checkup import tokens
    from handlers.teams.checkup import checkup as teams_checkup

    slack, teams = slack_keys(settings), teams_keys(settings)
    if platform is None and not slack.wanted and not teams.wanted:
        yield Finding(Verdict.WARN, Phrase("doctor.no_platform"))
    if platform is Platform.SLACK and not slack.wanted:
        yield Finding(Verdict.WARN, Phrase("doctor.no_slack"))
    if platform is Platform.TEAMS and not teams.wanted:
        yield Finding(Verdict.BAD, Phrase("doctor.no_teams"))
    if platform is not Platform.TEAMS and slack.wanted:
        if slack.signing_secret and not settings.public_url and not slack.app_token:
            yield Finding(Verdict.WARN, Phrase("doctor.no_address"))
        for found in tokens(installed.readable, installed.locked, now):
            yield found
        async for found in slack_checkup(slack, channels, now):
            yield found
    if platform is not Platform.SLACK and teams.wanted:
        async for found in teams_checkup(teams, settings.host, _heard(installed), now, places):
            yield found


def _heard(known: "Standing") -> list[str]:
    """The workspaces in Teams from which something has come."""
    lanes = [*(each.lane for each in known.readable if each.gone_at is None), *known.locked]
    return sorted(lane for lane in lanes if lane.startswith("teams:"))


async def wait(settings: "Settings", every: float = LOOK_EVERY) -> None:
    """Look into the database every few seconds until a request of Teams', its token checked, has left a trace there."""
    from bot.actions.install import standing
    from bot.app import opened
    from handlers.teams.checkup import heard_from
    from handlers.teams.manifest import ENDPOINT

    typer.echo("Waiting for Teams: upload the app there, open its chat and write hello. Ctrl-C ends this.", err=True)
    looks = 0
    async with opened(settings) as house:
        while not (heard := _heard(await standing(house.bot))):
            looks += 1
            if looks == HINT_AFTER:
                address = f"{settings.public_url.rstrip('/')}{ENDPOINT}"
                hint = f"Nothing yet. Is `cab serve` running, and is {address} the bot's messaging endpoint?"
                typer.echo(hint, err=True)
            await asyncio.sleep(every)
    _print(heard_from(heard))

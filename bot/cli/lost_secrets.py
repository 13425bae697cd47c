"""`cab secrets`: which secrets are still needed, and how to go on without one that is lost for good."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.texts import Phrase


def secrets(
    give_up: Annotated[
        bool,
        typer.Option("--give-up", help="Delete for good what no secret opens; stop every process first."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """See whether everything sealed opens with CAB_SECRET_KEYS; give up what was sealed with a secret that is lost."""
    from prompts.catalogue import say_in

    def say(phrase: "Phrase") -> None:
        typer.echo(say_in("en")(phrase))

    if not give_up:
        say(asyncio.run(_stands()))
        return
    if not yes:
        typer.confirm(
            "Workspaces whose tokens open with no secret must be installed again, links and sessions end, and "
            "words that waited are lost. Boards, answers and decisions stay. Go on?",
            abort=True,
        )
    for line in asyncio.run(_give_up()):
        say(line)


async def _stands() -> "Phrase":
    from bot.actions.secrets_in_use import under_secrets
    from bot.app import opened
    from bot.config import load
    from bot.texts import Phrase

    async with opened(load()) as house:
        found = await under_secrets(house.bot)
    if found.lost:
        return Phrase("doctor.sealed_lost", {"n": found.lost})
    return Phrase("doctor.sealed_older", {"n": found.older}) if found.older else Phrase("doctor.sealed")


async def _give_up() -> "list[Phrase]":
    from bot.app import given_up
    from bot.config import load
    from bot.texts import Phrase

    gone = await given_up(load())
    found = [Phrase("seal.gave_up", {"n": gone.workspaces})]
    found += [Phrase("seal.gave_up_words", {"n": gone.words})] if gone.words else []
    return [*found, Phrase("seal.gave_up_ids")] if gone.ids else found

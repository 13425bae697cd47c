"""People's data at the command line: `cab erase`, `cab purge`, `cab backup`, and `cab export person`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import with_house
from bot.texts import Phrase

if TYPE_CHECKING:
    from bot.app import House


def erase(
    person: Annotated[str, typer.Argument(help="A whole name, or an account such as slack:T0123:U0456.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it, instead of saying what would happen.")] = False,
) -> None:
    """Erase a person: everything that leads to them, for good. Without --yes it only says what would happen."""

    async def deed(house: "House") -> None:
        from bot.actions.audit import audited
        from bot.actions.data_rights import offer_to_erase
        from bot.actions.enrol import the_organisation
        from bot.actions.erase import erase as erase_now
        from bot.actions.erase import wish_to_erase
        from bot.actions.operator import operator_of
        from bot.actions.person_meant import person_meant
        from bot.cards.data_rights import erasing_person_card
        from bot.cards.parts import Note
        from bot.cli.paint import print_card

        owner = await the_organisation(house.bot)
        by = await operator_of(house.bot, owner.id)
        meant = await person_meant(house.bot, owner.id, person)
        if not yes:
            offered = await offer_to_erase(house.bot, by, person)
            how = Note(Phrase("cli.erase_with_yes"))
            print_card(replace(offered, parts=(*offered.parts, how)), zone="UTC")
            return
        async with audited(house.bot, owner.id, by.id, "erase_person", meant.id):
            wish = await wish_to_erase(house.bot, owner.id, meant.id)
        await erase_now(house.bot, owner.id, wish.id)
        print_card(erasing_person_card(meant.name), zone="UTC")

    with_house(deed)


def export_person(name: str, output: Path | None) -> None:
    """Write everything we hold of one person into a file; without `output`, print it as JSON."""

    async def deed(house: "House") -> "tuple[str, bytes]":
        from bot.actions.audit import audited
        from bot.actions.enrol import the_organisation
        from bot.actions.operator import operator_of
        from bot.actions.person_meant import person_meant
        from bot.actions.take_out import taken_out

        owner = await the_organisation(house.bot)
        by = await operator_of(house.bot, owner.id)
        meant = await person_meant(house.bot, owner.id, name)
        async with audited(house.bot, owner.id, by.id, "export_person", meant.id):
            found = await taken_out(house.bot, owner.id, meant.id)
        return found.as_json, found.as_zip

    text, packed = with_house(deed)
    if output is None:
        typer.echo(text, nl=False)
        return
    output.touch(mode=0o600)
    output.write_bytes(packed)
    typer.echo(f"Wrote {output}.", err=True)


def purge() -> None:
    """Delete what is over its time: what each board's policy no longer keeps, and organisations that left for good."""

    async def deed(house: "House") -> int:
        from bot.actions.retain import retain

        known = await house.bot.database.organisations()
        return sum([await retain(house.bot, each.id) for each in known])

    typer.echo(f"{with_house(deed)} rows deleted")


def backup(
    to: Annotated[Path, typer.Argument(help="The new file, e.g. council-2026-03-02.db.")],
) -> None:
    """Copy the embedded database into one file while the server works; PostgreSQL has its own tools."""

    from bot.config import load
    from storage.backup import back_up

    size = back_up(load().database, to)
    typer.echo(f"Wrote {to} ({size} bytes). Keep secret.key beside it, or nothing sealed can be read.")

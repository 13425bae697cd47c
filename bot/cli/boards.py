"""Sets a board up and shows how things stand: `cab board`, `cab channel`, `cab engagement`, `cab status`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.session import show, with_house
from bot.domain.boards import BoardKind
from bot.domain.channels import ChannelKind
from bot.texts import Phrase

if TYPE_CHECKING:
    from bot.actions.enrol import Outcome
    from bot.app import House

board_app = typer.Typer(help="Advisory boards.", no_args_is_help=True)
channel_app = typer.Typer(help="Places a board posts to.", no_args_is_help=True)
engagement_app = typer.Typer(help="Reusable asks of a board.", no_args_is_help=True)

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


@board_app.callback()
def _boards() -> None:
    """Advisory boards."""


@board_app.command("create")
def create_board(
    name: Annotated[str, typer.Argument(help="What people call it, e.g. 'Northwind Council'.")],
    kind: Annotated[BoardKind, typer.Option(help="Customers, or your own staff as the first customer.")] = (
        BoardKind.CUSTOMER
    ),
    zone: Annotated[str, typer.Option(help="IANA time zone, e.g. Europe/Berlin.")] = "UTC",
    language: Annotated[str, typer.Option(help="Language of the bot's own words, e.g. en or de.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Create a board; the same board again changes nothing."""

    async def deed(house: "House") -> None:
        from bot.actions.enrol import create_board as create

        done = await create(house.bot, name, kind=kind, zone=zone, language=language)
        board = done.value
        show(
            {
                "board": board.slug,
                "name": board.name,
                "kind": board.kind.value,
                "zone": board.zone,
                "language": board.language,
                "created": done.created,
            },
            as_json=as_json,
            text=[f"{_was(done)} board {board.slug} ({board.name}, {board.kind.value}, {board.zone})"],
        )

    with_house(deed)


@board_app.command("sponsor")
def set_sponsor(
    person: Annotated[
        str, typer.Argument(help="Who reads the monthly report, as slack:T0123:U0456; `none` ends it.")
    ] = "",
    board: Annotated[str | None, typer.Option("--board", help="The board's name, if there are several.")] = None,
) -> None:
    """Send somebody of your own a short report each month; without a name, say who reads it."""

    async def deed(house: "House") -> None:
        from bot.actions.operator import board_meant, operator
        from bot.cli.paint import print_card
        from bot.commands import parse
        from handlers.routes import command

        meant = await board_meant(house.bot, board)
        typed = parse(f"board sponsor {person}")
        print_card(await command(house.bot, typed, await operator(house.bot, meant), meant), zone=meant.zone)

    with_house(deed)


@channel_app.callback()
def _channels() -> None:
    """Places a board posts to."""


@channel_app.command("add")
def add_channel(
    board: Annotated[str, typer.Argument(help="The board's name.")],
    place: Annotated[str, typer.Argument(help="PLATFORM:WORKSPACE:ID, e.g. console:home:acme or slack:T0123:C0456.")],
    kind: Annotated[ChannelKind, typer.Option(help="Who reads along there.")] = ChannelKind.CUSTOMER,
    account: Annotated[
        str | None, typer.Option(help="The customer of a customer channel; of a shared room all: 'Acme, Globex'.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let a board post to a channel; the same channel again changes nothing."""

    async def deed(house: "House") -> None:
        from bot.actions.enrol import add_channel as add

        done = await add(house.bot, board, place, kind=kind, account=account)
        channel = done.value
        show(
            {
                "board": board,
                "place": str(channel.place),
                "kind": channel.kind.value,
                "account": account,
                "created": done.created,
            },
            as_json=as_json,
            text=[f"{_was(done)} {channel.kind.value} channel {channel.place}"],
        )

    with_house(deed)


@engagement_app.callback()
def _engagements() -> None:
    """Reusable asks of a board."""


@engagement_app.command("add")
def add_engagement(
    board: Annotated[str, typer.Argument(help="The board's name.")],
    file: Annotated[Path, typer.Argument(help="The engagement as TOML; `cab engagement library` lists examples.")],
    as_json: AsJson = False,
) -> None:
    """Keep an engagement; the same slug again replaces it for polls yet to come."""

    async def deed(house: "House") -> None:
        from bot.actions.enrol import add_engagement as add
        from bot.cli.files import read_text

        done = await add(house.bot, board, read_text(file), slug=file.stem)
        engagement = done.value
        show(
            {
                "board": board,
                "engagement": engagement.slug,
                "title": engagement.title,
                "questions": len(engagement.questions),
                "created": done.created,
            },
            as_json=as_json,
            text=[f"{_was(done)} engagement {engagement.slug}: {engagement.title}"],
        )

    with_house(deed)


@engagement_app.command("library")
def library(
    name: Annotated[str | None, typer.Argument(help="Print this one as TOML; without it, list them all.")] = None,
    as_json: AsJson = False,
) -> None:
    """List ready engagements, or print one to start from."""
    from prompts.library import library as names
    from prompts.library import load_library

    if name is not None:
        typer.echo(load_library(name, "en"), nl=False)
        return
    show({"engagements": names()}, as_json=as_json, text=names())


def set_cadence(
    board: Annotated[str, typer.Argument(help="The board's name.")],
    rule: Annotated[str, typer.Argument(help="When, e.g. 'every 2 weeks on Tue at 10:00'; also cron or an RRULE.")],
    engagement: Annotated[list[str], typer.Option(help="What to ask; several are asked in turn.")],
    zone: Annotated[str | None, typer.Option(help="IANA time zone of the rule; else the board's.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="Not before this local time; else now.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put engagements on a schedule, in rotation; the same line again changes nothing."""

    async def deed(house: "House") -> None:
        from bot.actions.enrol import set_cadence as put
        from bot.actions.operator import board_meant
        from prompts.catalogue import say_in

        done = await put(house.bot, board, rule, engagement_slugs=tuple(engagement), zone=zone, start=start)
        cadence = done.value
        due = cadence.next_due_at
        zone_there = (await board_meant(house.bot, board)).zone
        when = say_in("en", zone_there)(Phrase("repeat.date", {"when": due})) if due else "never"
        show(
            {
                "board": board,
                "rule": cadence.rule,
                "zone": cadence.zone,
                "engagements": engagement,
                "next_due_at": due.strftime("%Y-%m-%dT%H:%M:%SZ") if due else None,
                "created": done.created,
            },
            as_json=as_json,
            text=[f"{_was(done)} schedule {cadence.rule} ({cadence.zone}), next {when}"],
        )

    with_house(deed)


def status(as_json: AsJson = False) -> None:
    """Show every board: what is live, what comes next, what was asked, answered and decided."""

    async def deed(house: "House") -> None:
        from bot.actions.status import status_of
        from bot.cards.status import status_card
        from bot.cli.paint import print_card

        found = await status_of(house.bot)
        if as_json:
            show(found.as_json(), as_json=True, text=[])
        else:
            print_card(status_card(found.boards))

    with_house(deed)


def _was(done: "Outcome[T]") -> str:
    if done.created:
        return "Created"
    return "Changed" if done.changed else "Unchanged:"

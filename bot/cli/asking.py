"""Asks customers from the command line, and takes their answers out: `cab poll`, `cab ask`, `cab export`."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.data_rights import export_person
from bot.cli.session import with_house

if TYPE_CHECKING:
    from bot.app import House
    from bot.commands import AskOpen, Poll

BoardName = Annotated[str | None, typer.Option("--board", help="The board's name, if there are several.")]
Anonymous = Annotated[bool, typer.Option("--anon", help="Nobody can tell who answered.")]
Segments = Annotated[list[str] | None, typer.Option("--segment", help="Only companies of this segment.")]
Closes = Annotated[str | None, typer.Option("--close", help="How long it stays open, e.g. 2d; else a week.")]


def poll(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    options: Annotated[list[str] | None, typer.Argument(help="Two to ten options; none with --nps.")] = None,
    multi: Annotated[bool, typer.Option("--multi", help="Several may be chosen.")] = False,
    rank: Annotated[bool, typer.Option("--rank", help="Two to seven options are put in order.")] = False,
    nps: Annotated[bool, typer.Option("--nps", help="How likely one is to recommend it, from 0 to 10.")] = False,
    anon: Anonymous = False,
    live: Annotated[bool, typer.Option("--live", help="The message shows the count while it grows.")] = False,
    segment: Segments = None,
    close: Closes = None,
    board: BoardName = None,
) -> None:
    """Put a choice, an order or a score to the board; it goes out when the time to call it off is over."""
    from bot.commands import Poll

    made = Poll(
        question=question,
        options=tuple(options or ()),
        multi=multi,
        nps=nps,
        rank=rank,
        anonymous=anon,
        live=live,
        segments=tuple(segment or ()),
        window=_window(close),
    )
    _put(made, board)


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    anon: Anonymous = False,
    segment: Segments = None,
    close: Closes = None,
    board: BoardName = None,
) -> None:
    """Put an open question to the board; it goes out when the time to call it off is over."""
    from bot.commands import AskOpen

    _put(AskOpen(question=question, anonymous=anon, segments=tuple(segment or ()), window=_window(close)), board)


def export(
    what: Annotated[
        str | None, typer.Argument(help="A poll such as P12, suggestions, or `person`; else all answers.")
    ] = None,
    who: Annotated[str | None, typer.Argument(help="After `person`: a whole name, or an account.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The suggestions as one JSON document.")] = False,
    board: BoardName = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A person's data as a ZIP file.")] = None,
) -> None:
    """Print the answers as CSV, with names only where the poll promised names, and nothing of anonymous polls.

    Of suggestions: their counts, polls and quotes, without the names of people. With `person` and a name: everything
    that is held of one person, as JSON, or as a ZIP file with -o.
    """
    from bot.commands import Export, ExportSuggestions
    from bot.commands.roadmap import read_export

    if what == "person" and who:
        export_person(who, output)
        return
    wanted = read_export(what or "")
    if isinstance(wanted, ExportSuggestions):
        typer.echo(with_house(lambda house: _suggestions(house, board, as_json=as_json)), nl=as_json)
        return
    if as_json:
        raise typer.BadParameter("it is for suggestions: cab export suggestions --json", param_hint="--json")
    poll, number = what, wanted.number if isinstance(wanted, Export) else None

    async def deed(house: "House") -> str:
        from bot.actions.audit import audited
        from bot.actions.export import exported
        from bot.actions.operator import board_meant, operator

        meant = await board_meant(house.bot, board)
        by = await operator(house.bot, meant)
        async with audited(house.bot, meant.organisation_id, by.id, "export", poll or meant.id):
            return (await exported(house.bot, meant, number)).as_csv

    typer.echo(with_house(deed), nl=False)


async def _suggestions(house: "House", board: str | None, *, as_json: bool) -> str:
    import json

    from bot.actions.audit import audited
    from bot.actions.export_suggestions import exported_suggestions, suggestions_csv, suggestions_json
    from bot.actions.operator import board_meant, operator

    meant = await board_meant(house.bot, board)
    by = await operator(house.bot, meant)
    async with audited(house.bot, meant.organisation_id, by.id, "export", "suggestions"):
        found = await exported_suggestions(house.bot, meant)
    return json.dumps(suggestions_json(found), ensure_ascii=False, indent=2) if as_json else suggestions_csv(found)


def _window(text: str | None) -> timedelta | None:
    from bot.commands.words import window

    return window({"close": text}) if text is not None else None


def _put(made: "Poll | AskOpen", board: str | None) -> None:
    async def deed(house: "House") -> None:
        from bot.actions.operator import board_meant, operator
        from bot.cli.paint import print_card
        from handlers.routes import command

        meant = await board_meant(house.bot, board)
        print_card(await command(house.bot, made, await operator(house.bot, meant), meant), zone=meant.zone)

    with_house(deed)

"""`cab import`: takes members, past answers or votes from CSV files and reports every line it could not use."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import show, with_house

if TYPE_CHECKING:
    from bot.actions.import_members import ImportReport
    from bot.app import House

MOST_SHOWN = 20


def import_files(
    words: Annotated[list[str], typer.Argument(metavar="[BOARD] FILE.csv…", help="The board, if there are several.")],
    board: Annotated[str | None, typer.Option(help="The board's name, if there are several.")] = None,
    statements: Annotated[Path | None, typer.Option(help="Texts of the statements of a Polis vote file.")] = None,
    said_at: Annotated[str | None, typer.Option(help="When the answers were said, e.g. 2026-03-01; else now.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also members who were erased since, because they asked to come back.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")] = False,
) -> None:
    """Import CSV files: good lines are kept, every bad one is named; exit code 1 when there was one.

    Members need the columns name and account (also understood: person, identity, language, zone, segment, tier, arr,
    industry, country, renewal_on, rival_group, budget). Answers need person_id, account_id and text, nps or ranking
    (also rating, round, language). Votes need participant and a column per statement, as Polis exports them. The same
    file again changes nothing.
    """
    files = [Path(word) for word in words if word.endswith(".csv") or Path(word).exists()]
    named = [word for word in words if not (word.endswith(".csv") or Path(word).exists())]

    async def deed(house: "House") -> list["ImportReport"]:
        from bot.actions.import_file import import_file

        return [
            await import_file(house.bot, board or (named[0] if named else None), file, statements, said_at, again=again)
            for file in files
        ]

    if not files or len(named) > 1:
        raise typer.BadParameter("name one board at most, and at least one CSV file")
    reports = with_house(deed)
    for file, report in zip(files, reports, strict=True):
        _show(file, report, as_json)
    if any(report.bad for report in reports):
        raise typer.Exit(1)


def _show(file: Path, report: "ImportReport", as_json: bool) -> None:
    from bot.cards.counts import answers, both
    from bot.domain.wording import clean
    from prompts.catalogue import say_in

    say = say_in("en")
    bad = [{"line": each.line, "column": each.column, "reason": say(each.reason)} for each in report.bad]
    lines = [
        f"{clean(file.name).text}: {report.kept} of {report.lines} lines kept as {report.kind}"
        f" ({say(both(report.people, report.accounts))}"
        + (f", {say(answers(report.votes))}, polls {', '.join(report.rounds)})" if report.rounds else ")")
    ]
    for each in bad[:MOST_SHOWN]:
        column = f", column {each['column']}" if each["column"] else ""
        lines.append(f"  line {each['line']}{column}: {each['reason']}")
    if len(bad) > MOST_SHOWN:
        lines.append(f"  … and {len(bad) - MOST_SHOWN} more lines; --json lists them all")
    lines += [f"  nothing is posted in {room} any more: rivals sit in it" for room in report.silent]
    show(
        {
            "file": clean(str(file)).text,
            "kind": report.kind,
            "lines": report.lines,
            "kept": report.kept,
            "people": report.people,
            "accounts": report.accounts,
            "answers": report.votes,
            "rounds": report.rounds,
            "bad": bad,
            "silent": report.silent,
        },
        as_json=as_json,
        text=lines,
    )

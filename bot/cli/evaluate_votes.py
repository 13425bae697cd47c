"""`cab eval` on votes: counts, group-informed consensus and the order by it, beside what others computed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.actions.sheets import Sheet, has, read_sheet
from bot.errors import Refusal
from bot.texts import Phrase

if TYPE_CHECKING:
    from bot.insights.consensus import Votes

VOTERS = ("participant", "voter")
TOP = 10
MOST_ERROR = 1e-4


def evaluate_votes(sheet: Sheet, statements: Path | None, *, as_json: bool) -> None:
    """Print what the votes come to; with the statements of a file beside it, how far that is from what it says."""
    votes_sheet, gold_sheet = _both(sheet, statements)
    votes, everybody, names = _counted(votes_sheet)
    from bot.insights.consensus import consensus_order

    gold = {row.text("id").rpartition("-")[2]: row.cells for row in gold_sheet.rows()} if gold_sheet is not None else {}
    order = [each for each in gold if each in votes] or names
    ranked = consensus_order({name: votes[name] for name in order}, order)
    document: dict[str, object] = {
        "statements": len(names),
        "voters": len(votes_sheet.lines),
        "groups": len(next(iter(votes.values()), {})),
        "top": [{"statement": name, "consensus": round(value, 6)} for name, value in ranked[:TOP]],
        "counts": {
            name: {"agree": each.agree, "disagree": each.disagree, "pass": each.passed}
            for name, each in everybody.items()
        },
    }
    if gold and all("group_informed_consensus" in row for row in gold.values()):
        document["targets"] = _targets({name: gold[name] for name in order}, dict(ranked), ranked, everybody)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        _draw(votes_sheet, document)


def _both(sheet: Sheet, statements: Path | None) -> tuple[Sheet, Sheet | None]:
    """The votes and, if there are any, the statements: named, or in the file of the same name that says so."""
    if has(sheet, *VOTERS):
        beside = statements or sheet.path.with_name(sheet.path.name.replace("votes", "statements"))
        return sheet, read_sheet(beside) if beside != sheet.path and beside.exists() else None
    if statements is not None and has(found := read_sheet(statements), *VOTERS):
        return found, sheet
    raise Refusal(Phrase("eval.votes", {"path": str(sheet.path), "known": ", ".join(sheet.header)[:200]}))


def _counted(sheet: Sheet) -> "tuple[dict[str, dict[str, Votes]], dict[str, Votes], list[str]]":
    from bot.domain.questions import Stance
    from bot.insights.consensus import Votes, votes_by_group

    words = {"1": Stance.AGREE, "-1": Stance.DISAGREE, "0": Stance.PASS}
    names = [each for each in sheet.header if each not in (*VOTERS, "group")]
    stances: dict[str, dict[str, Stance]] = {}
    groups: dict[str, str] = {}
    for row in sheet.rows():
        voter = row.text(*VOTERS)
        stances[voter] = {}
        for name in names:
            typed = row.text(name)
            if typed and typed not in words:
                raise Refusal(Phrase("eval.vote", {"path": str(sheet.path), "line": row.line, "text": typed[:20]}))
            if typed:
                stances[voter][name] = words[typed]
        if row.text("group"):
            groups[voter] = row.text("group")
    if not stances:
        raise Refusal(Phrase("sheet.empty", {"path": str(sheet.path)}))
    votes = votes_by_group(stances, groups or dict.fromkeys(stances, "all"))
    whole = votes_by_group(stances, dict.fromkeys(stances, "all"))
    everybody = {name: whole[name]["all"] if name in whole else Votes() for name in names}
    return {name: votes.get(name, {"all": Votes()}) for name in names}, everybody, names


def _targets(
    gold: Mapping[str, Mapping[str, str]],
    ours: Mapping[str, float],
    ranked: list[tuple[str, float]],
    everybody: "Mapping[str, Votes]",
) -> dict[str, dict[str, object]]:
    known = {name: float(row["group_informed_consensus"]) for name, row in gold.items()}
    error = max(abs(ours[name] - value) for name, value in known.items())
    wrong = sum(
        (everybody[name].agree, everybody[name].disagree, everybody[name].passed)
        != (int(row["agree"]), int(row["disagree"]), int(row["pass"]))
        for name, row in gold.items()
        if all(row.get(column, "").strip() for column in ("agree", "disagree", "pass"))
    )
    first = sorted(known, key=lambda name: -known[name])[:TOP]
    # What differs by less than the gold's own rounding may stand in either order.
    alike = [name for name, _ in ranked[:TOP]]
    same = all(abs(known[one] - known[other]) < MOST_ERROR for one, other in zip(first, alike, strict=True))
    return {
        "wrong_counts": {"value": wrong, "target": "0", "pass": wrong == 0},
        "consensus_error": {"value": error, "target": f"< {MOST_ERROR:g}", "pass": error < MOST_ERROR},
        "top_10_same": {"value": same, "target": "True", "pass": same},
    }


def _draw(sheet: Sheet, document: Mapping[str, object]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Measure", "Value", "Target", "", title=Text(f"Votes in {sheet.path.name}"))
    for name in ("statements", "voters", "groups"):
        table.add_row(name, str(document[name]), "", "")
    targets = document.get("targets")
    for name, each in targets.items() if isinstance(targets, dict) else ():
        verdict = Text("pass" if each["pass"] else "fail", style="green" if each["pass"] else "red")
        table.add_row(name.replace("_", " "), str(each["value"]), each["target"], verdict)
    Console().print(table)

"""`cab eval`: finds themes in labelled answers and prints how well they agree with the labels."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.actions.sheets import Row, Sheet
    from bot.insights.evaluate import Labelled, Score
    from bot.insights.pipeline import Progress
    from bot.insights.said import Insights

LABEL_COLUMNS = ("label", "labels", "labels_pipe_separated")
LONGEST_TEXT = 100_000
TARGETS: dict[str, tuple[float, float]] = {
    "ari": (0.75, 1.0),
    "nmi": (0.85, 1.0),
    "themes_ratio": (0.75, 1.35),
    "coverage": (1.0, 1.0),
    "quotes_exact": (1.0, 1.0),
    "counts_exact": (1.0, 1.0),
}
"""What a board's answers in six languages are held to; other data may be harder."""


def evaluate_file(
    path: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Labelled answers: columns id, text, label.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")] = False,
    assignments: Annotated[
        Path | None, typer.Option(help="Also write which answer is in which theme: a CSV of id, theme, title.")
    ] = None,
) -> None:
    """Measure how well themes are found in answers that people have labelled.

    Needs the columns id, text and label (empty: noise; `a|b`: both). Also read, if there: lang, account_id, person_id,
    arr_usd, rating_1to5. Labels are used for scoring only. The same answers in any order give the same fingerprint.
    """
    from bot.insights.worker import calm

    calm()
    from time import perf_counter

    from bot.actions.sheets import read_sheet
    from bot.insights.embedding import BuiltIn
    from bot.insights.evaluate import as_json as document
    from bot.insights.evaluate import evaluate

    labelled = labelled_in(read_sheet(path))
    start = perf_counter()
    with _shown_progress() as progress:
        measured, found = evaluate(labelled, BuiltIn(), progress)
    volatile = {"seconds": round(perf_counter() - start, 2), "peak_rss_mb": _peak_megabytes()}
    if assignments is not None:
        _write_assignments(assignments, found)
    if as_json:
        typer.echo(json.dumps(document(measured, volatile), ensure_ascii=False))
    else:
        _draw(path, measured, volatile)


def labelled_in(sheet: "Sheet") -> "list[Labelled]":
    """The labelled answers of a sheet; Refusal when a column is missing, or at the first line that cannot be used."""
    from bot.actions.sheets import BadCell, has
    from bot.errors import Refusal
    from bot.texts import Phrase

    for column in ("id", "text"):
        if not has(sheet, column):
            raise Refusal(Phrase("sheet.missing_column", {"path": str(sheet.path), "column": column}))
    if not has(sheet, *LABEL_COLUMNS):
        raise Refusal(Phrase("sheet.missing_column", {"path": str(sheet.path), "column": LABEL_COLUMNS[0]}))
    found = []
    lines: dict[str, int] = {}
    for row in sheet.rows(LONGEST_TEXT):
        try:
            found.append(_labelled(row))
        except BadCell as wrong:
            sheet.refuse(row.line, wrong.column, wrong.reason)
            break
        answer = found[-1].said.answer_id
        if answer in lines:
            sheet.refuse(row.line, "id", Phrase("eval.same_id", {"id": answer, "line": lines[answer]}))
            break
        lines[answer] = row.line
    if sheet.bad:
        first = min(sheet.bad, key=lambda bad: bad.line)
        raise Refusal(Phrase("eval.bad_line", {"path": str(sheet.path), "line": first.line, "why": first.reason}))
    if not found:
        raise Refusal(Phrase("sheet.empty", {"path": str(sheet.path)}))
    return found


def _labelled(row: "Row") -> "Labelled":
    from decimal import Decimal, InvalidOperation

    from bot.actions.sheets import BadCell
    from bot.ids import AccountId, AnswerId, PersonId
    from bot.insights.evaluate import BETWEEN, Labelled
    from bot.insights.said import Said
    from bot.texts import Phrase

    answer = row.text("id")
    if not answer:
        raise BadCell("id", Phrase("sheet.empty_cell"))
    arr, rating = row.text("arr_usd", "arr"), row.text("rating_1to5", "rating")
    try:
        revenue, score = Decimal(arr) if arr else None, float(rating) if rating else None
    except (InvalidOperation, ValueError):
        raise BadCell("arr_usd", Phrase("sheet.not_amount", {"text": arr or rating})) from None
    labels = dict.fromkeys(label.strip() for label in row.text(*LABEL_COLUMNS).split(BETWEEN))
    return Labelled(
        said=Said(
            answer_id=AnswerId(answer),
            person_id=PersonId(row.text("person_id", "person") or answer),
            account_id=AccountId(row.text("account_id", "account") or answer),
            text=row.cells["text"],
            language=row.text("lang", "language") or None,
            rating=score,
            arr=revenue,
        ),
        labels=tuple(label for label in labels if label),
    )


@contextmanager
def _shown_progress() -> "Iterator[Progress]":
    """Names the running step on the error stream while a person watches it; else says nothing."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("loading") as status:
        yield status.update


def _draw(path: Path, measured: "Score", volatile: dict[str, float]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Measure", "Value", "Target", "", title=Text(f"Themes in {path.name}"))
    for name, value, target, verdict in _lines(measured, volatile):
        table.add_row(name, value, target, Text(verdict, style="green" if verdict == "pass" else "red"))
    Console().print(table)


def _lines(measured: "Score", volatile: dict[str, float]) -> Iterator[tuple[str, str, str, str]]:
    from bot.insights.evaluate import as_json

    for name, value in as_json(measured, volatile).items():
        bounds = TARGETS.get(name)
        target = verdict = ""
        if bounds is not None and isinstance(value, int | float):
            low, high = bounds
            target = f"{low:g}" if low == high else f"≥ {low:g}" if high == 1.0 else f"{low:g} to {high:g}"
            verdict = "pass" if low <= value <= high else "fail"
        shown = "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
        yield name.replace("_", " "), shown, target, verdict


def _write_assignments(path: Path, found: "Insights") -> None:
    import csv

    from bot.insights.evaluate import assignments

    titles = {theme.key: theme.title for theme in (*found.themes, *found.emerging)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "theme", "title"))
        for answer, theme in sorted(assignments(found).items()):
            writer.writerow((answer, theme.split(":")[0], titles.get(theme, "")))


def _peak_megabytes() -> float:
    import resource

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)

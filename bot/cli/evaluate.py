"""`cab eval`: finds themes in labelled answers and prints how well they agree with the labels, target by target.

Over 300 lines, because the targets, their columns and how they are printed are read side by side.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.actions.sheets import Row, Sheet
    from bot.insights.embedding import Embedder
    from bot.insights.evaluate import Labelled, Score
    from bot.insights.pipeline import Progress
    from bot.insights.said import Insights
    from bot.insights.trials import Trials

TEXT_COLUMNS = ("text", "answer", "feedback", "utterance", "review", "comment", "content", "sentence")
LABEL_COLUMNS = (
    *("label", "labels", "labels_pipe_separated", "theme", "themes"),
    *("intent", "category", "topic", "class", "label_text", "gold"),
)
LANGUAGES = ("lang", "language", "locale")
ACCOUNTS = ("account_id", "account", "company", "customer")
PEOPLE = ("person_id", "person", "user", "user_id", "author_id", "author")
LONGEST_TEXT = 100_000


class Like(StrEnum):
    """What kind of answers the file holds, which says what can be expected."""

    BOARD = "board"
    BANKING = "banking"
    INTENTS = "intents"
    REVIEWS = "reviews"
    REQUESTS = "requests"


AGREEMENT: dict[Like, dict[str, tuple[float, float]]] = {
    Like.BOARD: {"ari": (0.75, 1.0), "nmi": (0.85, 1.0)},
    Like.BANKING: {"nmi": (0.75, 1.0)},
    Like.INTENTS: {"nmi": (0.88, 1.0)},
    Like.REVIEWS: {"nmi": (0.76, 1.0)},
    Like.REQUESTS: {"nmi": (0.51, 1.0)},
}
"""How well themes are to agree with people's labels: a board's in six languages, 77 or 150 intents, and so on."""
STEADIER = {"stability": (0.80, 1.0)}
FINER: dict[Like, dict[str, tuple[float, float]]] = {
    Like.BOARD: {"ari": (0.82, 1.0), "nmi": (0.90, 1.0), **STEADIER},
    Like.BANKING: {"nmi": (0.83, 1.0), **STEADIER},
    Like.INTENTS: {"nmi": (0.91, 1.0), **STEADIER},
    Like.REVIEWS: {"nmi": (0.78, 1.0), **STEADIER},
    Like.REQUESTS: {"nmi": (0.57, 1.0), **STEADIER},
}
"""The same with the second encoder."""
TARGETS: dict[str, tuple[float, float]] = {
    "themes_ratio": (0.75, 1.35),
    "coverage": (1.0, 1.0),
    "quotes_exact": (1.0, 1.0),
    "counts_exact": (1.0, 1.0),
    "same_again": (1.0, 1.0),
    "stability": (0.75, 1.0),
    "attacks_shown": (0.0, 0.0),
    "attacks_moved": (0.0, 0.0),
    "attacks_unnoticed": (0.0, 0.0),
    "loud_changed": (0.0, 0.0),
}
"""What holds for every file."""
SECONDS = {100: 2.0, 1_000: 4.0, 10_000: 20.0, 20_000: 40.0}
SECONDS_FINER = {100: 3.0, 1_000: 8.0, 10_000: 60.0, 20_000: 120.0}
MOST_MEGABYTES = 900.0
MANY_LABELS = 120
BANKING_LABELS = 60


def evaluate_file(
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="Labelled answers: columns text and label; or votes on statements."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of a table.")] = False,
    assignments: Annotated[
        Path | None, typer.Option(help="Also write which answer is in which theme: a CSV of id, theme, title.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Score the themes only; change nothing to see what moves.")
    ] = False,
    like: Annotated[
        Like | None, typer.Option(help="What the answers are, for the targets; guessed from the columns and labels.")
    ] = None,
    model: Annotated[
        bool, typer.Option("--model", help="Also let the language model that is set up word the themes; it reads them.")
    ] = False,
    statements: Annotated[
        Path | None, typer.Option(help="For votes: the statements with the counts and consensus to compare with.")
    ] = None,
) -> None:
    """Measure how well themes are found in answers that people have labelled.

    Needs the columns text and label (empty: noise; `a|b`: both). Also read, if there: id, language, account, person,
    arr_usd, rating_1to5. Labels are used for scoring only. Besides, the answers are grouped again in another order,
    with a fifth left out, with attacks among them, and with one company fifty times as loud.

    A file of votes (columns participant, group and one per statement) is measured by group-informed consensus.
    """
    from bot.insights.worker import calm

    calm()
    from bot.actions.sheets import has, read_sheet

    sheet = read_sheet(path)
    if has(sheet, "participant", "voter") or statements is not None:
        from bot.cli.evaluate_votes import evaluate_votes

        evaluate_votes(sheet, statements, as_json=as_json)
        return
    from time import perf_counter

    from bot.config import finer_english, load
    from bot.insights.embedding import BuiltIn, Remembering
    from bot.insights.english import WithEnglish
    from bot.insights.evaluate import evaluate
    from bot.insights.trials import seconds_by_size, tried

    labelled = labelled_in(sheet)
    answers = [each.said for each in labelled]
    start = perf_counter()
    finer = finer_english(load())
    encoder: Embedder = WithEnglish(BuiltIn()) if finer else BuiltIn()
    with _shown_progress() as progress:
        progress("loading")
        encoder.encode(["ready"])
        volatile: dict[str, object] = {"loading_seconds": round(perf_counter() - start, 2)}
        start = perf_counter()
        measured, found = evaluate(labelled, encoder, progress)
        taken = {len(labelled): round(perf_counter() - start, 2)}
        trials = None
        if not quick:
            trials = tried(answers, found, Remembering(encoder), progress)
            progress("by size")
            taken |= seconds_by_size(answers, encoder)
        if model:
            progress("asking the model")
            from bot.cli.evaluate_model import asked_of_the_model

            volatile["model"] = asked_of_the_model(answers, found, encoder)
    volatile["seconds_by_size"] = {str(size): taken[size] for size in sorted(taken)}
    volatile["seconds"] = taken[len(labelled)]
    volatile["peak_rss_mb"] = _peak_megabytes()
    if assignments is not None:
        _write_assignments(assignments, found)
    kind = like or kind_of(measured, labelled)
    whole = {**_document(measured), **_tried(trials), "like": kind.value, "encoder": encoder.model}
    targets = {**AGREEMENT[kind], **TARGETS, **(FINER[kind] if finer else {})}
    verdicts = list(_verdicts(whole, targets))
    speed = list(_speed(taken, SECONDS_FINER if finer else SECONDS, _peak_megabytes()))
    if as_json:
        whole["targets"] = {
            name: {"value": value, "target": target, "pass": good} for name, value, target, good in verdicts
        }
        whole["speed"] = {name: {"value": value, "target": target, "pass": good} for name, value, target, good in speed}
        typer.echo(json.dumps({**whole, **volatile}, ensure_ascii=False))
    else:
        _draw(path, whole, volatile, [*verdicts, *speed])


def kind_of(measured: "Score", labelled: "list[Labelled]") -> Like:
    """What the file most probably holds: a board has companies that said more than one thing."""
    accounts = {each.said.account_id for each in labelled}
    if len(accounts) * 2 <= len(labelled):
        return Like.BOARD
    if measured.themes_gold >= MANY_LABELS:
        return Like.INTENTS
    return Like.BANKING if measured.themes_gold >= BANKING_LABELS else Like.REQUESTS


def labelled_in(sheet: "Sheet") -> "list[Labelled]":
    """The labelled answers of a sheet; Refusal when a column is missing, or at the first line that cannot be used."""
    from bot.actions.sheets import BadCell, has
    from bot.errors import Refusal
    from bot.texts import Phrase

    for column, names in (("text", TEXT_COLUMNS), ("label", LABEL_COLUMNS)):
        if not has(sheet, *names):
            known = ", ".join(sheet.header)[:200]
            raise Refusal(Phrase("eval.columns", {"path": str(sheet.path), "column": column, "known": known}))
    found = []
    lines: dict[str, int] = {}
    for row in sheet.rows(LONGEST_TEXT):
        try:
            found.append(_labelled(row, named=has(sheet, "id")))
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


def _labelled(row: "Row", *, named: bool) -> "Labelled":
    from decimal import Decimal, InvalidOperation

    from bot.actions.sheets import BadCell
    from bot.ids import AccountId, AnswerId, PersonId
    from bot.insights.evaluate import BETWEEN, Labelled
    from bot.insights.said import Said
    from bot.texts import Phrase

    answer = row.text("id") if named else f"line-{row.line:07}"
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
            person_id=PersonId(row.text(*PEOPLE) or answer),
            account_id=AccountId(row.text(*ACCOUNTS) or answer),
            text=next(row.cells[name] for name in TEXT_COLUMNS if name in row.cells),
            language=row.text(*LANGUAGES) or None,
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


def _document(measured: "Score") -> dict[str, object]:
    from bot.insights.evaluate import as_json

    return as_json(measured, {})


def _tried(trials: "Trials | None") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(trials) if trials is not None else {}


Verdict = tuple[str, float, str, bool]
"""What was measured, its value, what it should be, and whether it is."""


def _verdicts(whole: Mapping[str, object], targets: Mapping[str, tuple[float, float]]) -> Iterator[Verdict]:
    for name, (low, high) in targets.items():
        value = whole.get(name)
        if isinstance(value, int | float):
            target = f"{low:g}" if low == high else f"≥ {low:g}" if high == 1.0 else f"{low:g} to {high:g}"
            yield name, float(value), target, low <= float(value) <= high


def _speed(taken: Mapping[int, float], allowed: Mapping[int, float], peak: float) -> Iterator[Verdict]:
    """Each size is held to the target of the next size that has one."""
    for size, seconds in sorted(taken.items()):
        most = next((allowed[each] for each in sorted(allowed) if size <= each), None)
        if most is not None:
            yield f"seconds for {size}", seconds, f"≤ {most:g}", seconds <= most
    yield "peak MB", peak, f"≤ {MOST_MEGABYTES:g}", peak <= MOST_MEGABYTES


def _draw(path: Path, whole: Mapping[str, object], volatile: Mapping[str, object], verdicts: list[Verdict]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Measure", "Value", "Target", "", title=Text(f"Themes in {path.name}, as {whole.get('like', '')}"))
    for name, value, target, good in verdicts:
        verdict = Text("pass" if good else "fail", style="green" if good else "red")
        table.add_row(name.replace("_", " "), f"{value:.3f}".rstrip("0").rstrip("."), target, verdict)
    table.add_section()
    judged = {name for name, *_ in verdicts}
    for name, plain in {**whole, **volatile}.items():
        if name not in judged and not isinstance(plain, dict) and name != "like":
            table.add_row(name.replace("_", " "), "–" if plain is None else str(plain), "", "")
    asked = volatile.get("model")
    for name, plain in asked.items() if isinstance(asked, dict) else ():
        table.add_row(f"model: {name.replace('_', ' ')}", str(plain or 0), "", "")
    Console().print(table)


def _write_assignments(path: Path, found: "Insights") -> None:
    import csv

    from bot.actions.export import harmless
    from bot.insights.evaluate import assignments

    titles = {theme.key: theme.title for theme in (*found.themes, *found.emerging)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "theme", "title"))
        for answer, theme in sorted(assignments(found).items()):
            writer.writerow([harmless(each) for each in (answer, theme.split(":")[0], titles.get(theme, ""))])


def _peak_megabytes() -> float:
    import resource

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)

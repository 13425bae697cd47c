"""Reads a CSV file line by line, and says of every line that cannot be used where and why."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.questions import LONGEST_TEXT
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.texts import Phrase

LARGEST_FILE = 64 * 1024 * 1024
MOST_COLUMNS = 10_000
"""A conversation with more statements is none that anybody led."""
LONGEST_SHOWN = 40
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that starts so is run by spreadsheets as a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """One line left out: where it is, which column is wrong, and why."""

    line: int
    column: str
    reason: Phrase


class BadCell(Exception):
    """Raised while one line is read; becomes a BadLine."""

    def __init__(self, column: str, reason: Phrase) -> None:
        super().__init__(reason.id)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One good line, by column name."""

    line: int
    cells: Mapping[str, str]

    def text(self, *names: str) -> str:
        """The first non-empty cell among `names`, without the blanks around it; "" where there is none.

        Nor with anything in it that cannot be seen: by that, one person or company would be two.
        """
        found = (clean(self.cells.get(name, ""), LARGEST_FILE).text.strip() for name in names)
        return next((value for value in found if value), "")

    def name(self, *names: str, most: int = 80) -> str:
        """A cell that names something: never a formula, never longer than `most` characters."""
        value = self.text(*names)
        if value.startswith(FORMULA_STARTS):
            raise BadCell(self._column(names), Phrase("sheet.formula", {"start": value[0]}))
        if len(value) > most:
            raise BadCell(self._column(names), Phrase("sheet.long_cell", {"n": len(value), "most": most}))
        return value

    def needed(self, *names: str, most: int = 80) -> str:
        """As `name`, and it must not be empty."""
        value = self.name(*names, most=most)
        if not value:
            raise BadCell(self._column(names), Phrase("sheet.empty_cell"))
        return value

    def _column(self, names: Sequence[str]) -> str:
        return next((name for name in names if name in self.cells), names[0])


@dataclass(slots=True)
class Sheet:
    """A file's header and its lines; `bad` grows while the lines are read."""

    path: Path
    header: tuple[str, ...]
    lines: list[tuple[int, list[str]]]
    bad: list[BadLine] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's own name, as a text that can be kept: a disk takes names that are none."""
        return clean(self.path.stem).text.strip() or "import"

    def rows(self, longest: int = LONGEST_TEXT) -> Iterator[Row]:
        """Every line that has the header's shape; the others are noted in `bad`."""
        for line, cells in self.lines:
            reason, column = self._fault(cells, longest)
            if reason is not None:
                self.refuse(line, column, reason)
                continue
            yield Row(line, dict(zip(self.header, cells, strict=True)))

    def refuse(self, line: int, column: str, reason: Phrase) -> None:
        """Note that a line is left out."""
        self.bad.append(BadLine(line=line, column=column, reason=reason))

    def _fault(self, cells: list[str], longest: int) -> tuple[Phrase | None, str]:
        if len(cells) != len(self.header):
            return Phrase("sheet.cell_count", {"n": len(cells), "columns": len(self.header)}), ""
        for column, cell in zip(self.header, cells, strict=True):
            if "\0" in cell:
                return Phrase("sheet.nul"), column
            if len(cell) > longest:
                return Phrase("sheet.long_cell", {"n": len(cell), "most": longest}), column
        return None, ""


def read_sheet(path: Path) -> Sheet:
    """The sheet in `path` (CSV in UTF-8, comma or semicolon); Refusal when it is not one at all."""
    shown = clean(str(path)).text
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refusal(Phrase("sheet.too_large", {"path": shown, "most": LARGEST_FILE // 1024 // 1024}))
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as wrong:
        raise Refusal(Phrase("sheet.unreadable", {"path": shown, "why": wrong.strerror or "?"})) from None
    except UnicodeDecodeError as wrong:
        line = path.read_bytes()[: wrong.start].count(b"\n") + 1
        raise Refusal(Phrase("sheet.not_utf8", {"path": shown, "line": line})) from None
    first = content.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as wrong:
        raise Refusal(Phrase("sheet.broken", {"path": shown, "line": start, "why": str(wrong)})) from None
    if not lines:
        raise Refusal(Phrase("sheet.empty", {"path": shown}))
    header = tuple(clean(cell).text.strip().casefold() for cell in lines[0][1])
    if len(header) > MOST_COLUMNS:
        raise Refusal(Phrase("sheet.many_columns", {"path": shown, "n": len(header), "most": MOST_COLUMNS}))
    repeated = sorted(name for name, times in Counter(header).items() if times > 1)
    if repeated:
        raise Refusal(Phrase("sheet.same_columns", {"path": shown, "column": repeated[0][:LONGEST_SHOWN]}))
    return Sheet(path=path, header=header, lines=lines[1:])


def has(sheet: Sheet, *names: str) -> bool:
    """True when the sheet has one of the columns."""
    return any(name in sheet.header for name in names)

"""Draws messages for a terminal: in a frame with colours where it can, as quiet plain text in a pipe.

Nothing that people wrote can move the cursor, change a colour or turn the words around it: control characters become
visible signs, markup is not read, and every text stands in its own direction.
"""

from collections.abc import Sequence

from rich.box import ROUNDED
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from bot.cards.codec import Json
from bot.cards.sparkline import sparkline
from handlers.console.rooms import Painted
from prompts.bidi import isolated

WIDEST = 100
BAR_CELLS = 24
LABEL_CELLS = 44
NAME_CELLS = 56
_EIGHTHS = "▏▎▍▌▋▊▉█"
_STYLES = {"plain": "cyan", "primary": "bold green", "danger": "red"}
_PRESSING = ("buttons", "ticks", "ranking", "field", "menu", "select", "channel")


class Drawn:
    """One message, ready to be printed: `room` and `aside` stand above it (`#acme`, `only you see this`).

    What can be pressed is numbered from `first` on.
    """

    def __init__(self, painted: Painted, *, room: str = "", aside: str = "", first: int = 1) -> None:
        self._painted = painted
        self._first = first
        self._heading = " · ".join(tame(part, one_line=True) for part in (room, aside) if part)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, WIDEST)
        if not console.is_terminal:
            if self._heading:
                yield Text(self._heading)
            plain = Group(
                *_body(self._painted, width - 2, Text("---"), ascii_only=options.ascii_only, number=self._first)
            )
            yield Padding(plain, (0, 0, 1, 2))
            return
        line = Line(style="dim", characters="-" if options.ascii_only else "─")
        body = Group(*_body(self._painted, width - 4, line, ascii_only=options.ascii_only, number=self._first))
        title = Text(self._heading, style="bold") if self._heading else None
        yield Panel(body, box=ROUNDED, title=title, title_align="left", width=width, padding=(0, 1), style="none")


def tame(text: str, *, one_line: bool = False) -> str:
    """`text` with every control character made visible, and kept in its own direction."""
    return isolated("".join(_visible(each, one_line=one_line) for each in text))


def _visible(each: str, *, one_line: bool) -> str:
    code = ord(each)
    if each == "\n":
        return " " if one_line else each
    if each == "\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's own pictures of the control characters
    if code == 0x7F:
        return "␡"
    if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return "\N{REPLACEMENT CHARACTER}"
    return " " if each in "\u2028\u2029" else each


def _body(painted: Painted, width: int, rule: RenderableType, *, ascii_only: bool, number: int) -> list[RenderableType]:
    lines: list[RenderableType] = []
    before = ""
    for part in painted:
        kind = _kind(part)
        if kind == "summary":
            continue
        if _apart(before, kind):
            lines.append(Text(""))
        drawn: RenderableType
        if kind == "rule":
            drawn = rule
        elif kind in _PRESSING:
            drawn, number = _pressing(part, number, width)
        else:
            drawn = _shown(part, ascii_only=ascii_only)
        lines.append(drawn)
        before = kind
    return lines


def _kind(part: list[Json]) -> str:
    match part:
        case ["text", _, True]:
            return "strong"
        case [str(kind), *_]:
            return kind
        case _:
            return ""


def _apart(before: str, kind: str) -> bool:
    """True where a blank line helps the eye: before a new question, before small print, around what can be pressed."""
    if "rule" in (before, kind) or before in ("", "title"):
        return False
    match kind:
        case "strong" | "title" | "chart":
            return True
        case "text":
            return before not in ("text", "strong")
        case "note":
            return before != "note"
        case "buttons" | "ticks" | "ranking" | "field" | "select" | "channel":
            return before not in ("text", "strong")
        case "menu":
            return before not in _PRESSING
        case _:
            return False


def _shown(part: list[Json], *, ascii_only: bool) -> RenderableType:
    match part:
        case ["title", str(text)]:
            return Text(tame(text), style="bold cyan")
        case ["text", str(text), bool(strong)]:
            return Text(tame(text), style="bold" if strong else "")
        case ["note", str(text)]:
            return Text(tame(text), style="dim")
        case ["quote", str(text), str(by)]:
            words = Text(f"“{tame(text)}”")
            if by:
                words.append(f"  — {tame(by, one_line=True)}", style="dim")
            return Padding(words, (0, 0, 0, 2))
        case ["link", str(label), str(url)]:
            return Text(f"{tame(label, one_line=True)}: {tame(url, one_line=True)}")
        case ["bars", [*bars], float(most) | int(most)]:
            return _bars(bars, float(most), ascii_only=ascii_only)
        case ["facts", [*facts]]:
            return _facts(facts)
        case ["chart", str(alt), str(title), [*ticks], [*series]]:
            return _chart(alt, title, ticks, series, ascii_only=ascii_only)
        case _:
            raise ValueError(f"no such part: {part!r:.80}")


def _bars(bars: Sequence[Json], most: float, *, ascii_only: bool) -> RenderableType:
    rows = []
    for bar in bars:
        match bar:
            case [str(label), float(value) | int(value), str(figure)]:
                rows.append((label, float(value), figure))
            case _:
                raise ValueError(f"not a bar: {bar!r:.80}")
    table = Table.grid(padding=(0, 2), pad_edge=False)
    table.add_column(max_width=LABEL_CELLS, overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value, figure in rows:
        drawn = Text(bar_of(value, most, ascii_only=ascii_only).ljust(BAR_CELLS), style="green")
        table.add_row(Text(tame(label, one_line=True)), drawn, Text(tame(figure, one_line=True)))
    return Padding(table, (0, 0, 0, 2))


def bar_of(value: float, most: float, *, ascii_only: bool = False) -> str:
    """A bar whose length is `value` of `most`, to an eighth of a cell; anything above nothing can be seen."""
    if most <= 0 or value <= 0:
        return ""
    eighths = max(1, round(value / most * BAR_CELLS * 8))
    if ascii_only:
        return "#" * max(1, round(eighths / 8))
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


def _facts(facts: Sequence[Json]) -> RenderableType:
    table = Table.grid(padding=(0, 2), pad_edge=False)
    rows = []
    for fact in facts:
        match fact:
            case [str(name), str(value)]:
                rows.append((tame(name), tame(value)))
            case _:
                raise ValueError(f"not a fact: {fact!r:.80}")
    # Short names stay in one piece, so that an example can be copied.
    short = all(cell_len(name) <= NAME_CELLS for name, _ in rows)
    table.add_column(max_width=NAME_CELLS, overflow="fold", style="bold", no_wrap=short)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), Text(value))
    return Padding(table, (0, 0, 0, 2))


def _chart(alt: str, title: str, ticks: Sequence[Json], series: Sequence[Json], *, ascii_only: bool) -> RenderableType:
    table = Table.grid(padding=(0, 2), pad_edge=False)
    table.add_column(max_width=LABEL_CELLS, overflow="fold")
    table.add_column(overflow="fold")
    for line in series:
        match line:
            case [str(label), [*values]]:
                numbers = [float(each) if isinstance(each, int | float) else None for each in values]
                drawn = Text(sparkline(numbers, ascii_only=ascii_only), style="green")
                table.add_row(Text(tame(label, one_line=True)), drawn)
            case _:
                raise ValueError(f"not a line of a chart: {line!r:.80}")
    weeks = f"{ticks[0]} – {ticks[-1]}" if ticks else ""
    table.add_row(Text(""), Text(tame(weeks, one_line=True), style="dim"))
    return Group(Text(tame(title), style="bold"), Padding(table, (0, 0, 0, 2)), Text(tame(alt), style="dim"))


def _pressing(part: list[Json], number: int, width: int) -> tuple[RenderableType, int]:
    """What can be pressed, numbered from `number`; and the next number."""
    match part:
        case ["buttons", [*buttons]]:
            labels = [_numbered(button, number + n) for n, button in enumerate(buttons)]
            return _flowing(labels, width), number + len(buttons)
        case ["ticks", [*options], [str(how), *_]]:
            ticks = [_numbered(option, number + n, mark="☐ ") for n, option in enumerate(options)]
            return Group(*ticks, Text(tame(how), style="dim")), number + len(options)
        case ["ranking", [*options], [str(how), *_]]:
            listed = [_numbered(option, number + n) for n, option in enumerate(options)]
            return Group(*listed, Text(tame(how), style="dim")), number + len(options)
        case ["field", button]:
            return _numbered(button, number, mark="✎ "), number + 1
        case ["menu", [*entries]]:
            labels = [Text("⋯"), *(_numbered(entry, number + n) for n, entry in enumerate(entries))]
            return _flowing(labels, width), number + len(entries)
        case ["select", str(label), [*options]]:
            lines = [_numbered(option, number + n) for n, option in enumerate(options)]
            return Group(Text(tame(label), style="dim"), *lines), number + len(options)
        case ["channel", button]:
            return _numbered(button, number, mark="# "), number + 1
        case _:
            raise ValueError(f"nothing to press: {part!r:.80}")


def _numbered(button: Json, number: int, mark: str = "") -> Text:
    match button:
        case [str(label), _, str(tone), _, _, *asked]:
            drawn = Text(f"[{number}] ", style=_STYLES.get(tone, "cyan"))
            drawn.append(f"{mark}{tame(label, one_line=True)}", style="default")
            for question in asked:
                drawn.append(f" ({tame(str(question), one_line=True)})", style="dim")
            return drawn
        case _:
            raise ValueError(f"not a button: {button!r:.80}")


def _flowing(labels: Sequence[Text], width: int) -> Text:
    """Labels side by side, three cells apart, broken into lines between labels and never within a short one."""
    flow = Text()
    used = 0
    for label in labels:
        cells = cell_len(label.plain)
        if used and used + 3 + cells > width:
            flow.append("\n")
            used = 0
        elif used:
            flow.append("   ")
            used += 3
        flow.append_text(label)
        used += cells
    return flow

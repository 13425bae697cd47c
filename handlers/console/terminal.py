"""The terminal itself: how wide, and whether it can show colours."""

import io
import sys

from rich.console import Console, RenderableType

WIDEST = 100


def terminal(*, errors: bool = False) -> Console:
    """A console on the output (or error) stream; in a pipe it writes plain text of up to 100 columns."""
    stream = sys.stderr if errors else sys.stdout
    console = Console(file=stream, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        return Console(file=stream, highlight=False, width=WIDEST, color_system=None)
    return console if console.width <= WIDEST else Console(file=stream, highlight=False, width=WIDEST)


def draw(console: Console, shown: RenderableType) -> None:
    """Print something drawn; in a pipe without the blanks that fill its lines."""
    if console.is_terminal:
        console.print(shown)
    else:
        console.file.write(plain(shown, console.width) + "\n")


def plain(shown: RenderableType, width: int = WIDEST) -> str:
    """What would be written into a pipe, line by line without trailing blanks."""
    console = Console(file=io.StringIO(), highlight=False, width=width, color_system=None)
    with console.capture() as captured:
        console.print(shown)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())

"""What a spectator of the demo sees: a progress bar, a line for each event, then what people read, and the counts."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from bot.cards.parts import Card
from bot.domain.members import Joined
from bot.texts import Argument, Phrase, Say
from handlers.console.messenger import paint
from handlers.console.painter import Drawn, tame
from handlers.console.players import Reading
from handlers.console.season.setting import Setting
from handlers.console.terminal import draw, terminal
from prompts.catalogue import say_in

PAUSE = 0.25
"""Seconds between two lines when a person watches."""
LOOPS_SHOWN = 3
COUNTED = {
    "rounds": "demo.count_rounds",
    "deliveries": "demo.count_deliveries",
    "answers": "demo.count_answers",
    "themes": "demo.count_themes",
    "suggestions": "demo.count_suggestions",
    "digests": "demo.count_digests",
    "decisions": "demo.count_decisions",
    "loops": "demo.count_loops",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """All that is told when the quarter is over."""

    results: Sequence[Reading]
    digests: Sequence[Reading]
    page: Path | None
    """Where the last digest lies as a page for a browser."""
    set_right: Sequence[Phrase]
    called: tuple[Phrase, Card] | None
    """What a customer told on a call, as it stands beneath the evidence."""
    handed: Sequence[Phrase]
    loops: Sequence[Reading]
    reports: Sequence[Reading]
    counts: Mapping[str, int]
    what_now: Phrase | None


class Programme:
    """Tells the play on the terminal; in a pipe only the end is told, and `quiet` tells nothing at all."""

    def __init__(self, stage: Setting, *, quiet: bool, slow: bool) -> None:
        self._stage = stage
        self._quiet = quiet
        self._console = terminal()
        self._watched = self._console.is_terminal and not quiet
        self._slow = slow and self._watched
        self._say: Say = say_in("en", stage.zone)
        self._errors: Console = terminal(errors=True)
        self._progress = Progress(
            TextColumn("[progress.description]{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"),
            console=self._console if self._watched else self._errors,
            disable=not (self._watched or (self._errors.is_terminal and not quiet)),
            transient=True,
        )
        self._length = (stage.end - stage.start).total_seconds()
        self._task = self._progress.add_task(self._week(stage.start), total=self._length)

    def __enter__(self) -> Self:
        if not self._quiet:
            members = sum(person.joins is Joined.IMPORT for person in self._stage.people)
            args: dict[str, Argument] = {
                "board": self._stage.board,
                "companies": len(self._stage.accounts),
                "people": members,
            }
            self._print(self._say(Phrase("demo.opening", args)), style="bold")
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, where: TracebackType | None
    ) -> None:
        self._progress.stop()

    def tell(self, at: datetime, event: Phrase | None) -> None:
        """Move the bar to `at`, and on a terminal tell what happened there."""
        self._progress.update(
            self._task,
            completed=(at - self._stage.start).total_seconds(),
            description=self._week(at),
        )
        if event is not None and self._watched:
            line = Text(f"{at.astimezone(ZoneInfo(self._stage.zone)):%a %d %b %H:%M}  ", style="dim")
            line.append(tame(self._say(event), one_line=True), style="none")
            self._progress.console.print(line, overflow="ellipsis", no_wrap=True)
            if self._slow:
                time.sleep(PAUSE)

    def close(self, ending: Ending) -> None:
        """How a poll was reported, the last digest, what was done with it, what customers and the sponsor read, what
        it all brought about, and what to do now."""
        if self._quiet:
            return
        if ending.results:
            self._heading(Phrase("demo.how_reported"))
            draw(self._console, ending.results[-1].top)
        if ending.digests:
            self._heading(Phrase("demo.last_digest"))
            draw(self._console, ending.digests[-1].top)
            if ending.page is not None:
                self._print(self._say(Phrase("demo.page", {"path": str(ending.page)})), style="dim")
        self._done_with(ending)
        different = list({message.text: message for message in ending.loops}.values())
        if different:
            self._heading(Phrase("demo.what_customers_read", {"n": len(different)}))
            for message in different[-LOOPS_SHOWN:]:
                draw(self._console, message.shown)
        if ending.reports:
            self._heading(Phrase("demo.what_the_sponsor_read"))
            draw(self._console, ending.reports[-1].shown)
        self._heading(Phrase("demo.counts"))
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
        table.add_column(justify="right", style="bold")
        table.add_column()
        for name, count in ending.counts.items():
            table.add_row(str(count), self._say(Phrase(COUNTED[name], {"n": count})))
        draw(self._console, table)
        if ending.what_now is not None:
            self._print(self._say(ending.what_now), style="dim")

    def _done_with(self, ending: Ending) -> None:
        """Themes that were set right by hand, what was told on a call, and what the developers were handed."""
        if ending.set_right:
            self._heading(Phrase("demo.set_right"))
            self._lines(ending.set_right)
        if ending.called is not None:
            heading, card = ending.called
            self._heading(heading)
            draw(self._console, Drawn(paint(card, self._say)))
        if ending.handed:
            self._heading(Phrase("demo.handed"))
            self._lines(ending.handed)

    def _lines(self, phrases: Sequence[Phrase]) -> None:
        text = Text("\n".join(tame(self._say(each), one_line=True) for each in phrases))
        draw(self._console, Padding(text, (0, 0, 0, 2)))

    def _heading(self, phrase: Phrase) -> None:
        self._console.print()
        self._print(self._say(phrase), style="bold")

    def _print(self, text: str, style: str = "") -> None:
        self._console.print(Text(tame(text), style=style))

    def _week(self, at: datetime) -> str:
        number = (at - self._stage.start).days // 7 + 1
        return self._say(Phrase("demo.week", {"week": min(number, 13), "weeks": 13}))

"""How many of those a poll was meant for were reached, in one line; and beneath it who was left out, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.counts import there
from bot.cards.parts import Card, Facts, Note, Part, Text, Title, Words
from bot.domain.boards import Board
from bot.domain.cadence import Cadence
from bot.domain.deliveries import Kind
from bot.domain.funnel import Funnel
from bot.domain.targets import Reason
from bot.texts import Phrase, Phrases

MOST_NAMES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Those who were not asked, or not reminded, for one reason."""

    kind: Kind
    reason: Reason
    count: int
    names: tuple[str, ...]
    """Empty where the poll did not promise names."""


def funnel_line(steps: Funnel) -> Phrase:
    """`34 eligible · 5 asked this week already · 3 quiet hours · 26 reached · 19 answered`, without empty steps."""
    shown = [Phrase("funnel.eligible", {"n": steps.eligible})]
    shown += [
        Phrase(f"funnel.{name}", {"n": n})
        for name, n in (
            ("capped", steps.capped - steps.capped_by_month),
            ("capped_by_month", steps.capped_by_month),
            ("quiet", steps.quiet),
            ("paused", steps.paused),
            ("waiting", steps.waiting),
            ("lost", steps.lost),
        )
        if n
    ]
    shown.append(Phrase("funnel.reached", {"n": steps.reached}))
    if steps.unknown:
        shown.append(Phrase("funnel.unknown", {"n": steps.unknown}))
    if steps.unknown_left_out:
        shown.append(Phrase("funnel.unknown_left_out", {"n": steps.unknown_left_out}))
    if steps.answered is not None:
        shown.append(Phrase("funnel.answered", {"n": steps.answered}))
    line = shown[0]
    for each in shown[1:]:
        line = Phrase("steps.then", {"before": line, "after": each})
    return line


def funnel_parts(steps: Funnel | None, without: Sequence[LeftOut]) -> tuple[Part, ...]:
    """The line, and who was left out for which reason."""
    if steps is None:
        return ()
    rows: list[tuple[Words, Words]] = [(why_left_out(each.kind, each.reason), _who(each)) for each in without]
    return (Text(funnel_line(steps)), *((Facts(tuple(rows)),) if rows else ()))


def why_left_out(kind: Kind, reason: Reason) -> Phrase:
    """`Not asked: asked this week already`."""
    return Phrase(f"left_out.{kind.value}_{reason.value}")


def spared_card(*, board: Board, cadence: Cadence, due: datetime, steps: Funnel) -> Card:
    """A scheduled poll was not asked, because everybody it is for is to be left in peace."""
    line = Phrase("spared.line", {"when": there(due, board.zone)})
    parts: list[Part] = [Title(Phrase("missed.title", {"board": board.name})), Text(line)]
    if steps.eligible:
        parts.append(Text(funnel_line(steps)))
    if cadence.next_due_at is not None:
        parts.append(Text(Phrase("missed.next", {"when": there(cadence.next_due_at, board.zone)})))
    parts.append(Note(Phrase("spared.how")))
    return Card(summary=line, parts=tuple(parts))


def _who(each: LeftOut) -> Phrase:
    if not each.names:
        return Phrase("count.people", {"n": each.count})
    if len(each.names) <= MOST_NAMES:
        return Phrase("preview.list", {"names": Phrases(each.names)})
    rest = len(each.names) - MOST_NAMES
    return Phrase("preview.list_more", {"names": ", ".join(each.names[:MOST_NAMES]), "n": rest})

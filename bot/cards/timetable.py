"""When a schedule comes round next, and that it rests or goes on."""

from collections.abc import Sequence

from bot.cards.counts import there
from bot.cards.parts import Card, Facts, Part, Text, Title, Words
from bot.domain.cadence import Cadence, Timetable, Upcoming
from bot.texts import Phrase


def preview_card(times: Timetable, lines: Sequence[Upcoming]) -> Card:
    """The next times, each with what is special about it."""
    title = Phrase("timetable.title", {"rule": times.rule, "zone": times.zone})
    rows: tuple[tuple[Words, Words], ...] = tuple(
        (str(number), _line_of(each, times.zone)) for number, each in enumerate(lines, 1)
    )
    body: Part = Facts(rows) if rows else Text(Phrase("timetable.never"))
    return Card(summary=title, parts=(Title(title), body))


def paused_card(cadence: Cadence) -> Card:
    """It rests."""
    return _line(Phrase("timetable.paused", {"rule": cadence.rule}))


def resumed_card(cadence: Cadence) -> Card:
    """It goes on."""
    if cadence.next_due_at is None:
        return _line(Phrase("acknowledge.scheduled_never", {"rule": cadence.rule}))
    when = there(cadence.next_due_at, cadence.zone)
    return _line(Phrase("timetable.resumed", {"rule": cadence.rule, "when": when}))


def _line_of(each: Upcoming, zone: str) -> Phrase:
    when = there(each.at, zone)
    if each.note is None:
        return Phrase("timetable.at", {"when": when})
    return Phrase("timetable.at_but", {"when": when, "note": each.note})


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))

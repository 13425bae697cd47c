"""When a schedule comes round next and what it asks then, what can be done to it, and that it was done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.cards.counts import there
from bot.cards.parts import Button, Buttons, Card, Facts, Note, Part, Rule, Text, Title, Tone, Words
from bot.domain.boards import Board
from bot.domain.cadence import Cadence, Timetable
from bot.domain.quiet import Later
from bot.presses import Do
from bot.texts import Argument, Phrase, Phrases

MOST_HELD = 3
"""Different fates of one date that are told one by one; of more only how many and until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One time a rule comes round."""

    at: datetime
    title: str = ""
    """What is asked then; empty where nothing is, or where nobody knows yet."""
    notes: tuple[Phrase, ...] = ()
    """Why it is left out, or why the clock shows another time than the rule: whole sentences."""
    held: tuple[Phrase, ...] = ()
    """Where it goes out later or not at all, as `held_notes` says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """One schedule of a board as its list shows it."""

    number: int
    cadence: Cadence
    titles: tuple[str, ...]
    dates: tuple[Coming, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """What can be done to one schedule by pressing."""

    pause: Do | None = None
    resume: Do | None = None
    preview: Do
    delete: Do | None = None
    titles: tuple[str, ...] = field(default=())


def schedules_card(*, board: Board, schedule: Sequence[Scheduled], after: Sequence[Part]) -> Card:
    """What is asked again and again, how often, and when next; `after` is what follows an event."""
    title = Phrase("schedule.title", {"board": board.name})
    parts: list[Part] = [Title(title)]
    plain = [each for each in schedule if not each.dates and not each.buttons]
    for each in schedule:
        if each not in plain:
            parts += scheduled_parts(each)
            parts += [Buttons(each.buttons)] if each.buttons else []
    if plain:
        parts.append(Facts(tuple((_name(each), _times(each.cadence)) for each in plain)))
    if not schedule:
        parts.append(Text(Phrase("schedule.nothing")))
    rule: list[Part] = [Rule()] if after else []
    return Card(summary=title, parts=(*parts, Note(Phrase("schedule.how")), *rule, *after))


def scheduled_parts(each: Scheduled) -> list[Part]:
    """What one schedule asks how often, and its next dates."""
    lines = [Text(_line_of(one, each.cadence.zone)) for one in each.dates]
    return [Facts(((_name(each), _times(each.cadence)),)), *lines]


def levers(*, cadence: Cadence, does: Levers) -> tuple[Button, ...]:
    """The buttons of one schedule; to delete it is asked twice."""
    found: list[Button] = []
    if does.pause is not None:
        found.append(Button(Phrase("schedule.do_pause"), does.pause))
    if does.resume is not None:
        found.append(Button(Phrase("schedule.do_resume"), does.resume))
    found.append(Button(Phrase("schedule.do_preview"), does.preview))
    if does.delete is not None:
        confirm = Phrase("schedule.sure", {"rule": cadence.rule})
        found.append(Button(Phrase("schedule.do_delete"), does.delete, Tone.DANGER, confirm=confirm))
    return tuple(found)


def preview_card(
    times: Timetable,
    lines: Sequence[Coming],
    *,
    local: Phrase | None = None,
    paused: bool = False,
    last: datetime | None = None,
) -> Card:
    """The next times, each with what is asked then and what is special about it; of a paused one, what it would ask.

    Where none is left, `last` is the one that was the last, if there ever was one.
    """
    title = Phrase("timetable.title", {"rule": times.rule, "zone": times.zone})
    rows: tuple[tuple[Words, Words], ...] = tuple(
        (str(number), _line_of(each, times.zone)) for number, each in enumerate(lines, 1)
    )
    told: tuple[Part, ...] = (Text(local),) if local is not None else ()
    if paused:
        told = (*told, Text(Phrase("timetable.rests")))
    if rows:
        body: Part = Facts(rows)
    elif times.end is not None:
        body = Text(Phrase("timetable.over", {"end": there(times.end, times.zone)}))
    elif last is not None:
        body = Text(Phrase("timetable.done", {"when": there(last, times.zone)}))
    else:
        body = Text(Phrase("timetable.never"))
    return Card(summary=title, parts=(Title(title), *told, body))


def set_card(*, cadence: Cadence, dates: Sequence[Coming], local: Phrase | None = None) -> Card:
    """The schedule stands; when it comes round next, and what it asks then."""
    if cadence.slot is None:
        return _line(Phrase("acknowledge.scheduled_never", {"rule": cadence.rule}))
    line = Phrase("acknowledge.scheduled", {"rule": cadence.rule, "when": there(cadence.slot, cadence.zone)})
    rows: tuple[tuple[Words, Words], ...] = tuple(
        (str(number), _line_of(each, cadence.zone)) for number, each in enumerate(dates, 1)
    )
    told: tuple[Part, ...] = (Text(local),) if local is not None else ()
    return Card(summary=line, parts=(Text(line), *told, Facts(rows)))


def held_notes(later: Sequence[Later], *, of: int, zone: str) -> tuple[Phrase, ...]:
    """Where it is night, weekend or a holiday then, and when it goes out there, by the clock of `zone`.

    `of` is in how many channels it is asked at all.
    """
    if len(later) > MOST_HELD:
        moved = [each for each in later if each.until is not None]
        left = sum(each.channels for each in later if each.until is None)
        notes: list[Phrase] = []
        if moved:
            last = there(max(each.until for each in moved if each.until is not None), zone)
            n = sum(each.channels for each in moved)
            notes.append(Phrase("timetable.held_many", {"n": n, "of": of, "until": last}))
        if left:
            notes.append(Phrase("timetable.held_out", {"n": left, "of": of, "why": Phrase("held.any")}))
        return tuple(notes)
    return tuple(_held_note(each, of, zone) for each in later)


def _held_note(each: Later, of: int, zone: str) -> Phrase:
    args: dict[str, Argument] = {"why": Phrase(f"held.{each.why.value}")}
    if each.until is not None:
        args["until"] = there(each.until, zone)
    if each.channels == of:
        return Phrase("timetable.held_all" if each.until is not None else "timetable.held_out_all", args)
    args |= {"n": each.channels, "of": of}
    return Phrase("timetable.held_some" if each.until is not None else "timetable.held_out", args)


def paused_card(cadence: Cadence, number: int) -> Card:
    """It rests."""
    return _line(Phrase("timetable.paused", {"rule": cadence.rule, "number": number}))


def resumed_card(cadence: Cadence) -> Card:
    """It goes on."""
    if cadence.slot is None:
        return _line(Phrase("acknowledge.scheduled_never", {"rule": cadence.rule}))
    when = there(cadence.slot, cadence.zone)
    return _line(Phrase("timetable.resumed", {"rule": cadence.rule, "when": when}))


def deleted_card(cadence: Cadence, back: str) -> Card:
    """It is gone; `back` is the line that would bring it back."""
    line = Phrase("timetable.deleted", {"rule": cadence.rule})
    notes = (Note(Phrase("timetable.kept")), Note(Phrase("timetable.back", {"line": back})))
    return Card(summary=line, parts=(Text(line), *notes))


def gone_card() -> Card:
    """Somebody was faster, or the page is old."""
    return _line(Phrase("timetable.gone"))


def _name(each: Scheduled) -> Phrase:
    return Phrase("schedule.numbered", {"number": each.number, "titles": Phrases(each.titles)})


def _times(cadence: Cadence) -> Phrase:
    args: dict[str, Argument] = {"rule": cadence.rule, "zone": cadence.zone}
    if cadence.local:
        args["zone"] = Phrase("schedule.own_time")
    if cadence.paused:
        return Phrase("schedule.paused", args)
    if cadence.slot is None:
        return Phrase("schedule.over", args)
    return Phrase("schedule.due", {**args, "when": there(cadence.slot, cadence.zone)})


def _line_of(each: Coming, zone: str) -> Phrase:
    args: dict[str, Argument] = {"when": there(each.at, zone), "title": each.title}
    noted: list[Argument] = [*each.notes, *([Phrases(each.held)] if each.held else [])]
    if not noted:
        return Phrase("timetable.asks" if each.title else "timetable.at", args)
    note = noted[0]
    for more in noted[1:]:
        note = Phrase("timetable.noted", {"note": note, "more": more})
    return Phrase("timetable.asks_but" if each.title else "timetable.at_but", {**args, "note": note})


def _line(phrase: Phrase) -> Card:
    return Card(summary=phrase, parts=(Text(phrase),))

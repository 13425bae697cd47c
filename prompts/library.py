"""Reads an ask from its TOML file, and keeps a library of asks that are ready to send.

Every mistake in a file is a Refusal that names the line, the key and what would be right there, since the author of a
question is a product manager and not a programmer.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import resources
from typing import TypeVar

from bot.domain.engagements import (
    DEFAULT_HEAR_BACK,
    DEFAULT_REMINDER,
    DEFAULT_WINDOW,
    MOST_QUESTIONS,
    Engagement,
    JourneyStage,
)
from bot.domain.questions import Agree, Multi, Nps, Open, Option, Question, Rank, Rating, Single, checked
from bot.domain.visibility import Visibility
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import BoardId, EngagementId, Ids, OptionId, OrganisationId, QuestionId
from bot.texts import Phrase

LONGEST_FILE = 100_000
LONGEST_TITLE, LONGEST_WHY, LONGEST_SLUG, LONGEST_SEGMENT = 100, 300, 40, 60
LONGEST_SPAN = timedelta(days=366)
KEYS = (
    *("title", "why", "slug", "stage", "visibility", "window", "remind_after", "hear_back", "segments", "pulse"),
    *("live", "question"),
)
QUESTION_KEYS = ("kind", "text", "options")
KINDS = ("single", "multi", "rank", "rating", "nps", "agree", "open")
WITHOUT_OPTIONS = ("rating", "nps", "open")

Word = TypeVar("Word", bound=StrEnum)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_SPAN = re.compile(r"(\d{1,5})\s*(working day|week|day|hour|minute|w|d|h|min)s?")
_UNITS = {
    "week": timedelta(weeks=1),
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "min": timedelta(minutes=1),
}


def library() -> tuple[str, ...]:
    """The names of the asks that come with the product, in alphabetical order."""
    files = resources.files(__package__).joinpath("library", "en").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load_library(slug: str, language: str = "en") -> str:
    """The TOML text of a library ask in `language`, or in English where nobody has translated it.

    Refusal for a name that `library()` does not list.
    """
    if slug not in library():
        raise Refusal(Phrase("library.unknown", {"name": slug, "known": ", ".join(library())}))
    shelves = resources.files(__package__).joinpath("library")
    translated = shelves.joinpath(language.split("-")[0].lower(), f"{slug}.toml")
    found = translated if translated.is_file() else shelves.joinpath("en", f"{slug}.toml")
    return found.read_text("utf-8")


def parse_engagement(
    text: str,
    *,
    ids: Ids,
    organisation_id: OrganisationId,
    board_id: BoardId,
    created_at: datetime,
    slug: str | None = None,
) -> Engagement:
    """The engagement that `text` (TOML) describes; `slug` is its name where the file does not give one.

    The same text gives the same ids. A question that was changed in any way is a new question with an id of its own,
    because earlier rounds keep the words that were answered.
    """
    table, parts = _read(text)
    table.only(KEYS)
    title = table.text("title", LONGEST_TITLE)
    name = _named(table, slug or title)
    if not parts:
        raise Refusal(Phrase("poll_file.no_question", {"kinds": ", ".join(KINDS)}))
    if len(parts) > MOST_QUESTIONS:
        extra = parts[MOST_QUESTIONS].first
        raise Refusal(Phrase("poll_file.question_count", {"line": extra, "count": len(parts), "most": MOST_QUESTIONS}))
    window = table.span("window", DEFAULT_WINDOW)
    remind_after = None if table.values.get("remind_after") == "never" else table.span("remind_after", DEFAULT_REMINDER)
    if "remind_after" in table.values and remind_after is not None and remind_after >= window:
        raise Refusal(Phrase("poll_file.late_reminder", {"line": table.line_of("remind_after")}))
    return Engagement(
        id=EngagementId(ids.of("engagement", board_id, name)),
        organisation_id=organisation_id,
        board_id=board_id,
        slug=name,
        title=title,
        why=table.text("why", LONGEST_WHY),
        questions=tuple(_question(part, number, ids, board_id, name) for number, part in enumerate(parts, start=1)),
        stage=table.word("stage", JourneyStage, JourneyStage.FEEDBACK),
        visibility=table.word("visibility", Visibility, Visibility.NAMED),
        segments=tuple(dict.fromkeys(table.texts("segments", LONGEST_SEGMENT))),
        window=window,
        remind_after=remind_after,
        hear_back=table.span("hear_back", DEFAULT_HEAR_BACK),
        pulse=table.yes("pulse"),
        live=table.yes("live"),
        created_at=created_at,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The keys of one TOML table, and the lines of the file they stand on."""

    values: Mapping[str, object]
    lines: tuple[tuple[int, str], ...]

    @property
    def first(self) -> int:
        return self.lines[0][0] if self.lines else 1

    def line_of(self, key: str) -> int:
        """The line that sets `key`; the table's own first line where it cannot be told."""
        setting = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        return next((number for number, line in self.lines if setting.match(line)), self.first)

    def only(self, allowed: Iterable[str]) -> None:
        for key in self.values:
            if key not in allowed:
                line, known = self.line_of(key), ", ".join(allowed)
                raise Refusal(Phrase("poll_file.unknown_key", {"line": line, "key": key[:60], "allowed": known}))

    def text(self, key: str, most: int) -> str:
        if key not in self.values:
            raise Refusal(Phrase("poll_file.missing_key", {"line": self.first, "key": key}))
        return self._tidy(key, self.values[key], most)

    def texts(self, key: str, most: int) -> list[str]:
        found = self.values.get(key, [])
        if not isinstance(found, list):
            raise Refusal(Phrase("poll_file.not_a_list", {"line": self.line_of(key), "key": key}))
        return [self._tidy(key, each, most) for each in found]

    def word(self, key: str, words: type[Word], otherwise: Word) -> Word:
        if key not in self.values:
            return otherwise
        typed = self.values[key]
        found = next((word for word in words if isinstance(typed, str) and word == typed.strip().casefold()), None)
        if found is None:
            raise self.unknown_word(key, words)
        return found

    def unknown_word(self, key: str, allowed: Iterable[str]) -> Refusal:
        line, typed, known = self.line_of(key), str(self.values[key])[:40], ", ".join(allowed)
        return Refusal(Phrase("poll_file.unknown_word", {"line": line, "key": key, "value": typed, "allowed": known}))

    def span(self, key: str, otherwise: timedelta) -> timedelta:
        if key not in self.values:
            return otherwise
        found = _span(typed := self.values[key])
        if found is None:
            line, value, most = self.line_of(key), str(typed)[:40], LONGEST_SPAN.days
            raise Refusal(Phrase("poll_file.bad_duration", {"line": line, "key": key, "value": value, "most": most}))
        return found

    def yes(self, key: str) -> bool:
        found = self.values.get(key, False)
        if not isinstance(found, bool):
            raise Refusal(Phrase("poll_file.not_yes_or_no", {"line": self.line_of(key), "key": key}))
        return found

    def _tidy(self, key: str, typed: object, most: int) -> str:
        if not isinstance(typed, str):
            raise Refusal(Phrase("poll_file.not_a_text", {"line": self.line_of(key), "key": key}))
        tidy = " ".join(clean(typed, LONGEST_FILE).text.split())
        if not tidy:
            raise Refusal(Phrase("poll_file.empty_text", {"line": self.line_of(key), "key": key}))
        if len(tidy) > most:
            line, length = self.line_of(key), len(tidy)
            raise Refusal(Phrase("poll_file.long_text", {"line": line, "key": key, "length": length, "most": most}))
        return tidy


def _read(text: str) -> tuple[_Table, list[_Table]]:
    """The table of the ask itself, and one for each question."""
    if len(text) > LONGEST_FILE:
        raise Refusal(Phrase("poll_file.too_big", {"most": LONGEST_FILE}))
    source = text.removeprefix("\ufeff")
    lines = list(enumerate(source.replace("\r\n", "\n").split("\n"), start=1))
    try:
        values: dict[str, object] = tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        raise _not_toml(str(error), lines) from None
    heads = [number for number, line in lines if re.match(r"\s*\[\[\s*question\s*\]\]", line)]
    first = heads[0] - 1 if heads else len(lines)
    table = _Table(values, tuple(lines[:first]) or ((1, ""),))
    found = values.get("question", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refusal(Phrase("poll_file.not_questions", {"line": table.line_of("question")}))
    if len(heads) != len(found):  # written inline: the best we can name is where the list begins
        return table, [_Table(each, ((table.line_of("question"), ""),)) for each in found]
    stops = [head - 1 for head in heads[1:]] + [len(lines)] * bool(heads)
    return table, [
        _Table(each, tuple(lines[head - 1 : stop])) for each, head, stop in zip(found, heads, stops, strict=True)
    ]


def _not_toml(said: str, lines: list[tuple[int, str]]) -> Refusal:
    place = _PLACE.search(said)
    at_line = int(place["line"]) if place and place["line"] else len(lines)
    column = int(place["column"]) if place and place["column"] else len(lines[at_line - 1][1]) + 1
    problem = _PLACE.sub("", said) if place else "not readable"
    return Refusal(Phrase("poll_file.not_toml", {"line": at_line, "column": column, "problem": problem}))


def _named(table: _Table, otherwise: str) -> str:
    if "slug" in table.values:
        name = table.text("slug", LONGEST_SLUG)
        if not _SLUG.fullmatch(name):
            raise Refusal(Phrase("poll_file.bad_slug", {"line": table.line_of("slug"), "value": name}))
        return name
    plain = unicodedata.normalize("NFKD", otherwise.casefold()).encode("ascii", "ignore").decode()
    name = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-")
    if not name:
        raise Refusal(Phrase("poll_file.missing_key", {"line": table.first, "key": "slug"}))
    return name


def _question(table: _Table, number: int, ids: Ids, board_id: BoardId, slug: str) -> Question:
    table.only(QUESTION_KEYS)
    kind = table.text("kind", LONGEST_WHY).casefold()
    if kind not in KINDS:
        raise table.unknown_word("kind", KINDS)
    text = table.text("text", LONGEST_FILE)
    choices = table.texts("options", LONGEST_FILE)
    if kind in WITHOUT_OPTIONS and "options" in table.values:
        raise Refusal(Phrase("poll_file.no_options_here", {"line": table.line_of("options"), "kind": kind}))
    id_ = QuestionId(ids.of("question", board_id, slug, str(number), kind, text, *choices))
    options = tuple(Option(id=OptionId(ids.of("option", id_, choice)), text=choice) for choice in choices)
    try:
        return checked(_of_kind(kind, id_, text, options))
    except Refusal as refusal:
        problem = Phrase("poll_file.bad_question", {"line": table.first, "number": number, "problem": refusal.phrase})
        raise Refusal(problem) from None


def _of_kind(kind: str, id_: QuestionId, text: str, options: tuple[Option, ...]) -> Question:
    match kind:
        case "single":
            return Single(id=id_, text=text, options=options)
        case "multi":
            return Multi(id=id_, text=text, options=options)
        case "agree":
            return Agree(id=id_, text=text, options=options)
        case "rank":
            return Rank(id=id_, text=text, options=options)
        case "rating":
            return Rating(id=id_, text=text)
        case "nps":
            return Nps(id=id_, text=text)
        case _:
            return Open(id=id_, text=text)


def _span(typed: object) -> timedelta | None:
    match = _SPAN.fullmatch(typed.strip().casefold()) if isinstance(typed, str) else None
    if match is None:
        return None
    count, unit = int(match[1]), match[2]
    # Whatever day it starts on, n working days have passed after n days and a weekend for every five begun.
    span = timedelta(days=count + 2 * -(-count // 5)) if unit == "working day" else count * _UNITS[unit]
    return span if timedelta(0) < span <= LONGEST_SPAN else None

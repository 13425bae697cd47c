"""Draws answer pages as HTML that works without any script, in the reader's language and direction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import assert_never

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.actions.answer_page import AnswerPage
from bot.cards.parts import Bars, Facts, Note, Part, Quote, Text, Title, Words
from bot.cards.said import said_parts, stance_word
from bot.domain.questions import (
    HIGHEST_RATING,
    LONGEST_TEXT,
    LOWEST_RATING,
    Agree,
    Chosen,
    Multi,
    Open,
    Question,
    Rated,
    Rating,
    Single,
    Stance,
    Stances,
    Value,
    Wrote,
)
from bot.ids import QuestionId
from bot.texts import Phrase, Say
from prompts.catalogue import languages, say_in

FOLDER = Path(__file__).parent
RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}

LABELS = {
    "ask_skip": Phrase("ask.skip"),
    "at_most": Phrase("page.at_most", {"most": LONGEST_TEXT}),
    "back": Phrase("page.back"),
    "confirm_final": Phrase("confirm.final"),
    "confirm_or_not": Phrase("confirm.or_not"),
    "confirm_send": Phrase("confirm.send"),
    "confirm_title": Phrase("confirm.title"),
    "counts": Phrase("page.counts"),
    "errors": Phrase("page.errors"),
    "left_out": Phrase("page.left_out"),
    "receipt_withdraw": Phrase("receipt.withdraw"),
    "tick": Phrase("page.tick"),
    "to_poll": Phrase("page.to_poll"),
    "typed": Phrase("page.typed"),
    "typed_hint": Phrase("page.typed_hint"),
}
"""What stands on the pages themselves, by the name the templates call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing to choose: a radio button or a box to tick."""

    id: str
    name: str
    value: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One statement and what can be said of it."""

    legend: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as the form shows it."""

    id: str
    name: str
    heading: str
    kind: str
    marks: tuple[Mark, ...] = ()
    rows: tuple[Row, ...] = ()
    text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose words a page speaks: a language we have, its direction, and a clock."""

    language: str
    say: Say

    @classmethod
    def of(cls, language: str, zone: str | None = None) -> "Reader":
        """The reader who asked for `language`; who asked for one we lack is spoken to in English."""
        return cls(spoken(language), say_in(language, zone))

    @property
    def direction(self) -> str:
        """Where a line of this language begins."""
        return direction(self.language)


def spoken(language: str) -> str:
    """The language in which somebody who asked for `language` is really spoken to, as HTML names it."""
    parts = language.replace("_", "-").split("-")
    known = {each.casefold().replace("_", "-"): each.replace("_", "-") for each in languages()}
    for length in range(len(parts), 0, -1):
        found = known.get("-".join(parts[:length]).casefold())
        if found:
            return found
    return "en"


def direction(language: str) -> str:
    """`rtl` for scripts written from the right, else `ltr`."""
    return "rtl" if language.split("-")[0].casefold() in RIGHT_TO_LEFT else "ltr"


def preferred(accepted: str) -> str:
    """The first language of an `Accept-Language` header that we have; English where there is none."""
    for each in accepted[:200].split(","):
        language = each.partition(";")[0].strip()
        if language and spoken(language).split("-")[0].casefold() == language.split("-")[0].casefold():
            return spoken(language)
    return "en"


def draw(name: str, reader: Reader, *, status: int = 200, wait: int = 0, **shown: object) -> HTMLResponse:
    """The template called `name`, filled with what it shows; nobody keeps a copy on the way."""
    labels = {label: reader.say(phrase) for label, phrase in LABELS.items()}
    template = _templates().get_template(name)
    html = template.render(labels=labels, words=lambda said: _words(reader.say, said), reader=reader, **shown)
    headers = {"cache-control": "no-store", "content-language": reader.language}
    if wait:
        headers["retry-after"] = str(wait)
    return HTMLResponse(html, status_code=status, headers=headers)


def asked(
    page: AnswerPage, reader: Reader, values: Mapping[QuestionId, Value], wrong: Mapping[QuestionId, Phrase]
) -> list[Asked]:
    """The poll's questions, `values` standing in them from the start."""
    found = []
    for number, question in enumerate(page.questions, 1):
        heading = (
            reader.say(Phrase("ask.numbered", {"number": number, "question": question.text}))
            if len(page.questions) > 1
            else question.text
        )
        error = reader.say(wrong[question.id]) if question.id in wrong else ""
        found.append(_asked(page, reader, question, number, heading, values.get(question.id), error))
    return found


def hidden(page: AnswerPage, reader: Reader, values: Mapping[QuestionId, Value]) -> list[tuple[str, str]]:
    """What was entered as fields nobody sees, to be posted once more."""
    fields: list[tuple[str, str]] = []
    for each in asked(page, reader, values, {}):
        fields += [(mark.name, mark.value) for mark in each.marks if mark.on]
        fields += [(mark.name, mark.value) for row in each.rows for mark in row.marks if mark.on]
        fields += [(each.name, each.text)] * bool(each.text)
    return fields


def played_back(
    page: AnswerPage, reader: Reader, values: Mapping[QuestionId, Value]
) -> list[tuple[str, str, Sequence[tuple[str, object]]]]:
    """Each question with its field's name and what was said to it, in the words of the receipts in a chat."""
    return [
        (question.text, f"q{number}", lines(reader.say, said_parts(question, values[question.id])))
        if question.id in values
        else (question.text, f"q{number}", [])
        for number, question in enumerate(page.questions, 1)
    ]


def lines(say: Say, parts: Sequence[Part]) -> list[tuple[str, object]]:
    """Parts of a card that are only read, as kind and content; what can be pressed has its own place on a page."""
    drawn: list[tuple[str, object]] = []
    for part in parts:
        match part:
            case Title(words=said):
                drawn.append(("title", _words(say, said)))
            case Text(words=said):
                drawn.append(("text", _words(say, said)))
            case Note(words=said):
                drawn.append(("note", _words(say, said)))
            case Quote(text=text):
                drawn.append(("quote", text))
            case Facts(rows=rows):
                drawn.append(("facts", [(_words(say, name), _words(say, value)) for name, value in rows]))
            case Bars(rows=bars):
                drawn.append(("facts", [(_words(say, bar.label), _words(say, bar.figure)) for bar in bars]))
            case _:
                continue
    return drawn


def _asked(
    page: AnswerPage, reader: Reader, question: Question, number: int, heading: str, value: Value | None, error: str
) -> Asked:
    name = f"q{number}"
    kind = "radio"
    marks: list[Mark] = []
    rows: list[Row] = []
    text = ""
    match question:
        case Single() | Multi():
            kind = "checkbox" if isinstance(question, Multi) else kind
            picked = value.options if isinstance(value, Chosen) else ()
            places = {option.id: str(place) for place, option in enumerate(question.options, 1)}
            marks = [
                Mark(
                    id=f"{name}-{places[option.id]}",
                    name=name,
                    value=places[option.id],
                    label=option.text,
                    on=option.id in picked,
                )
                for option in page.options[question.id]
            ]
        case Rating():
            kind = "rating"
            given = value.score if isinstance(value, Rated) else None
            marks = [
                Mark(
                    id=f"{name}-{score}",
                    name=name,
                    value=str(score),
                    label=_score(reader, score),
                    on=score == given,
                )
                for score in range(LOWEST_RATING, HIGHEST_RATING + 1)
            ]
        case Agree():
            kind = "agree"
            judged = value.stances if isinstance(value, Stances) else {}
            places = {option.id: str(place) for place, option in enumerate(question.options, 1)}
            for statement in page.options[question.id]:
                field = f"{name}s{places[statement.id]}"
                stances = tuple(
                    Mark(
                        id=f"{field}-{stance.value}",
                        name=field,
                        value=stance.value,
                        label=_words(reader.say, stance_word(stance)),
                        on=judged.get(statement.id) is stance,
                    )
                    for stance in Stance
                )
                rows.append(Row(legend=statement.text, marks=stances))
        case Open():
            kind = "text"
            text = value.text if isinstance(value, Wrote) else ""
        case _:
            assert_never(question)
    first = marks[0].id if marks else rows[0].marks[0].id if rows else name
    return Asked(
        id=first, name=name, heading=heading, kind=kind, marks=tuple(marks), rows=tuple(rows), text=text, error=error
    )


def _score(reader: Reader, score: int) -> str:
    label = {LOWEST_RATING: "ask.lowest", HIGHEST_RATING: "ask.highest"}.get(score, "ask.score")
    return reader.say(Phrase(label, {"score": score}))


def _words(say: Say, said: Words) -> str:
    return say(said) if isinstance(said, Phrase) else said


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

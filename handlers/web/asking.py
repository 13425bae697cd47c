"""A poll's questions as a form shows them: buttons, boxes, places and texts, with what was entered standing in them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from bot.actions.answer_page import AnswerPage
from bot.cards.loop import last_time_line
from bot.cards.parts import Words
from bot.cards.said import stance_word
from bot.domain.questions import (
    HIGHEST_NPS,
    HIGHEST_RATING,
    LOWEST_NPS,
    LOWEST_RATING,
    Agree,
    Chosen,
    Likely,
    Multi,
    Nps,
    Open,
    Question,
    Rank,
    Ranked,
    Rated,
    Rating,
    Single,
    Stance,
    Stances,
    Value,
    Wrote,
)
from bot.ids import OptionId, QuestionId
from bot.texts import Phrase
from handlers.web.drawing import worded
from handlers.web.readers import Reader


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
    """One statement and what can be said of it, or one place of an order and what can stand there."""

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
    comment: str | None = None
    """What stands beside the answer; None where nothing can."""
    error: str = ""


def asked(
    page: AnswerPage,
    reader: Reader,
    values: Mapping[QuestionId, Value],
    wrong: Mapping[QuestionId, Phrase],
    comments: Mapping[QuestionId, str],
) -> list[Asked]:
    """The poll's questions, `values` and `comments` standing in them from the start."""
    found = []
    for number, question in enumerate(page.questions, 1):
        heading = (
            reader.say(Phrase("ask.numbered", {"number": number, "question": question.text}))
            if len(page.questions) > 1
            else question.text
        )
        error = reader.say(wrong[question.id]) if question.id in wrong else ""
        shown = _asked(page, reader, question, number, heading, values.get(question.id), error)
        takes_comment = not page.anonymous and not isinstance(question, Open)
        found.append(replace(shown, comment=comments.get(question.id, "")) if takes_comment else shown)
    return found


def hidden(page: AnswerPage, reader: Reader, values: Mapping[QuestionId, Value]) -> list[tuple[str, str]]:
    """What was entered as fields nobody sees, to be posted once more."""
    fields: list[tuple[str, str]] = []
    for each in asked(page, reader, values, {}, {}):
        fields += [(mark.name, mark.value) for mark in each.marks if mark.on]
        fields += [(mark.name, mark.value) for row in each.rows for mark in row.marks if mark.on]
        fields += [(each.name, each.text)] * bool(each.text)
    return fields


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
        case Nps():
            kind = "nps"
            likely = value.score if isinstance(value, Likely) else None
            marks = [
                Mark(id=f"{name}-{score}", name=name, value=str(score), label=str(score), on=score == likely)
                for score in range(LOWEST_NPS, HIGHEST_NPS + 1)
            ]
        case Rank():
            kind = "rank"
            order = value.order if isinstance(value, Ranked) else ()
            rows = [
                _place(page, reader, question, name, number, order[number - 1] if number <= len(order) else None)
                for number in range(1, len(question.options) + 1)
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
                        label=worded(reader.say, stance_word(stance)),
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
    first = f"{name}p1" if kind == "rank" else first
    return Asked(
        id=first, name=name, heading=heading, kind=kind, marks=tuple(marks), rows=tuple(rows), text=text, error=error
    )


def _place(page: AnswerPage, reader: Reader, question: Rank, name: str, number: int, taken: OptionId | None) -> Row:
    """One place, and the options that can stand there."""
    field = f"{name}p{number}"
    marks = tuple(
        Mark(
            id=f"{field}-{question.options.index(option) + 1}",
            name=field,
            value=str(question.options.index(option) + 1),
            label=option.text,
            on=option.id == taken,
        )
        for option in page.options[question.id]
    )
    return Row(legend=reader.say(Phrase("rank.place", {"n": number})), marks=marks)


def _score(reader: Reader, score: int) -> str:
    label = {LOWEST_RATING: "ask.lowest", HIGHEST_RATING: "ask.highest"}.get(score, "ask.score")
    return reader.say(Phrase(label, {"score": score}))


def intro(page: AnswerPage) -> list[Words]:
    """Who asks, why, until when; and what an answer before led to."""
    lines: list[Words] = []
    if page.last_time is not None:
        lines.append(last_time_line(page.last_time))
    if page.engagement.why.strip():
        lines.append(Phrase("ask.why", {"why": page.engagement.why}))
    if page.asked_by:
        lines.append(Phrase("page.asked_by", {"name": page.asked_by}))
    times = {"closes": page.round.closes_at, "hear_back": page.round.hear_back_by}
    return [*lines, Phrase("page.times", times)]


def state(page: AnswerPage) -> list[Words]:
    """What of the poll is done already."""
    until = {"closes": page.round.closes_at}
    if page.standing:
        return [Phrase("page.answered", until)]
    if page.skipped:
        return [Phrase("page.skipped", until)]
    return [Phrase("page.may_leave_out")] if len(page.questions) > 1 else []

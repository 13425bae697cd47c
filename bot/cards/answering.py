"""What a question is answered with: buttons, boxes to tick, an order to be made, a place to write."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from bot.cards.parts import Button, Buttons, Field, Note, Part, Ranking, Text, Ticks
from bot.cards.said import stance_word
from bot.domain.aims import Aims, Goal
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
    Option,
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
from bot.ids import OptionId
from bot.presses import Pick, Vote, Write
from bot.texts import Phrase

MOST_STATEMENTS = 5
"""Statements in one message; more would bury the question, the rest come in later polls."""


def answering(question: Question, aims: Aims, *, said: Value | None = None) -> list[Part]:
    """What a question is answered with; what somebody `said` before is marked, or stands in the field."""
    match question:
        case Single(options=options):
            chosen = said.options if isinstance(said, Chosen) else ()
            return [Buttons(tuple(_marked(_vote(question, each, aims), each.id in chosen) for each in options))]
        case Multi(options=options):
            ticks = tuple(_vote(question, option, aims) for option in options)
            chosen = said.options if isinstance(said, Chosen) else ()
            picked = tuple(tick.press.token for tick, each in zip(ticks, options, strict=True) if each.id in chosen)
            return [Ticks(ticks, Pick(aims.token(Goal.PICK, question_id=question.id), picked))]
        case Rating():
            scores = range(LOWEST_RATING, HIGHEST_RATING + 1)
            score = said.score if isinstance(said, Rated) else None
            return [Buttons(tuple(_marked(_score(question, each, aims), each == score) for each in scores))]
        case Nps():
            points = range(LOWEST_NPS, HIGHEST_NPS + 1)
            given = said.score if isinstance(said, Likely) else None
            scale = Buttons(tuple(_marked(_point(question, each, aims), each == given) for each in points))
            return [scale, Note(Phrase("ask.nps_scale"))]
        case Rank(options=options):
            listed = tuple(_vote(question, option, aims) for option in options)
            tokens = {option.id: each.press.token for option, each in zip(options, listed, strict=True)}
            order = said.order if isinstance(said, Ranked) else ()
            press = Pick(aims.token(Goal.PICK, question_id=question.id), tuple(tokens[each] for each in order))
            return [Ranking(Phrase("ask.order"), listed, press)]
        case Agree(options=statements):
            return _statements(question, statements, aims, said.stances if isinstance(said, Stances) else {})
        case Open():
            before = said.text if isinstance(said, Wrote) else ""
            return [Field(Phrase("ask.write"), Write(aims.token(Goal.WRITE, question_id=question.id)), before)]
        case _:
            assert_never(question)


def _vote(question: Question, option: Option, aims: Aims) -> Button:
    return Button(option.text, Vote(aims.token(Goal.VOTE, question_id=question.id, option_id=option.id)))


def _marked(button: Button, chosen: bool) -> Button:
    """The button of what somebody answered before."""
    return replace(button, label=Phrase("change.chosen", {"option": button.label})) if chosen else button


def _score(question: Question, score: int, aims: Aims) -> Button:
    token = aims.token(Goal.VOTE, question_id=question.id, score=score)
    label = {LOWEST_RATING: "ask.lowest", HIGHEST_RATING: "ask.highest"}.get(score, "ask.score")
    return Button(Phrase(label, {"score": score}), Vote(token))


def _point(question: Question, score: int, aims: Aims) -> Button:
    return Button(
        Phrase("ask.score", {"score": score}), Vote(aims.token(Goal.VOTE, question_id=question.id, score=score))
    )


def _statements(
    question: Question, statements: Sequence[Option], aims: Aims, said: Mapping[OptionId, Stance]
) -> list[Part]:
    parts: list[Part] = []
    for statement in statements[:MOST_STATEMENTS]:
        stances = tuple(
            _marked(
                Button(
                    stance_word(stance),
                    Vote(aims.token(Goal.VOTE, question_id=question.id, option_id=statement.id, stance=stance)),
                ),
                said.get(statement.id) is stance,
            )
            for stance in Stance
        )
        parts += [Text(Phrase("ask.statement", {"statement": statement.text})), Buttons(stances)]
    if len(statements) > MOST_STATEMENTS:
        parts.append(Note(Phrase("ask.first_statements", {"shown": MOST_STATEMENTS, "n": len(statements)})))
    return parts

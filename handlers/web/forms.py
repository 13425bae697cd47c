"""Turns what a browser posted into answers, and answers into the presses that keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import assert_never
from urllib.parse import parse_qs

from bot.actions.answer import AnswerPress
from bot.actions.answer_page import AnswerPage
from bot.domain.aims import Aims, Goal
from bot.domain.questions import (
    HIGHEST_NPS,
    HIGHEST_RATING,
    LONGEST_TEXT,
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
    fits,
)
from bot.domain.wording import clean
from bot.errors import Refusal
from bot.ids import OptionId, QuestionId
from bot.presses import Comment, Pick, Send, Vote, Withdraw, Write
from bot.texts import Phrase

MOST_FIELDS = 200
Fields = Mapping[str, Sequence[str]]


class Unreadable(Exception):
    """What was posted is not a form of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as somebody filled it in, right or wrong."""

    values: Mapping[QuestionId, Value]
    """Questions that were left out are absent."""
    comments: Mapping[QuestionId, str]
    """What was written beside the answers; a question beside which nothing could be written is absent."""
    wrong: Mapping[QuestionId, Phrase]
    """What keeps a question from being recorded; its value is still what was entered."""


def fields_of(body: bytes) -> Fields:
    """The fields of a posted form; Unreadable for a body that holds none or far too many."""
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as wrong:
        raise Unreadable from wrong


def filled(questions: Sequence[Question], fields: Fields) -> Filled:
    """What was entered, question by question; Unreadable when a field holds what the page never offered."""
    values: dict[QuestionId, Value] = {}
    comments: dict[QuestionId, str] = {}
    wrong: dict[QuestionId, Phrase] = {}
    for number, question in enumerate(questions, 1):
        value = _value(question, number, fields)
        if f"q{number}c" in fields and not isinstance(question, Open):
            comments[question.id] = comment = _text(fields[f"q{number}c"]).strip()
            if len(comment) > LONGEST_TEXT:
                wrong[question.id] = _too_long(comment)
            if comment and value is None:
                wrong[question.id] = Phrase("page.comment_alone")
        if value is None:
            continue
        values[question.id] = value
        if isinstance(value, Wrote) and len(value.text) > LONGEST_TEXT:
            wrong[question.id] = _too_long(value.text)
        if isinstance(value, Ranked):
            try:
                values[question.id] = fits(question, value)
            except Refusal as refused:
                wrong[question.id] = refused.phrase
    return Filled(values=values, comments=comments, wrong=wrong)


def standing(page: AnswerPage) -> dict[QuestionId, Value]:
    """What counts at this moment, as values."""
    return {question_id: answer.value for question_id, answer in page.standing.items()}


def commented(page: AnswerPage) -> dict[QuestionId, str]:
    """The comments that stand at this moment."""
    return {question_id: answer.comment for question_id, answer in page.standing.items() if answer.comment}


def digests(
    page: AnswerPage, values: Mapping[QuestionId, Value], comments: Mapping[QuestionId, str]
) -> tuple[str, ...]:
    """What a form shows, so that it can be told later what was changed in it: all values, then all comments."""
    return (
        *(digest(values.get(each.id)) for each in page.questions),
        *(comment_digest(comments.get(each.id, "")) for each in page.questions),
    )


def comment_digest(comment: str) -> str:
    """The same of a comment; empty where there is none."""
    return digest(Wrote(text=comment)) if comment else ""


def digest(value: Value | None) -> str:
    """A few letters that are equal for equal values; empty for none."""
    match value:
        case None:
            return ""
        case Chosen(options=options):
            spelt = "\x1f".join(("chosen", *sorted(options)))
        case Rated(score=score):
            spelt = f"rated\x1f{score}"
        case Likely(score=score):
            spelt = f"likely\x1f{score}"
        case Ranked(order=order):
            spelt = "\x1f".join(("ranked", *order))
        case Stances(stances=stances):
            spelt = "\x1f".join(f"{each}={stance.value}" for each, stance in sorted(stances.items()))
        case Wrote(text=text):
            spelt = f"wrote\x1f{text.strip()}"
        case _:
            assert_never(value)
    return sha256(spelt.encode()).hexdigest()[:16]


def presses(question: Question, value: Value | None, before: Value | None, aims: Aims) -> list[AnswerPress]:
    """What to press so that `value` stands where `before` stood; nothing where they are equal.

    A question that was emptied is withdrawn.
    """
    if digest(value) == digest(before):
        return []
    if value is None:
        return [Withdraw(aims.token(Goal.WITHDRAW, question_id=question.id))]
    if isinstance(value, Stances):
        old = before.stances if isinstance(before, Stances) else {}
        new = {option_id: stance for option_id, stance in value.stances.items() if old.get(option_id) is not stance}
        return [_stance(question, option_id, stance, aims) for option_id, stance in new.items()]
    return [press_of(question, value, aims)]


def comments_changed(page: AnswerPage, shown: Sequence[str], entered: Filled) -> list[tuple[Comment, str]]:
    """The comments that are other than the form `shown` (its digests) had them, each with its own digest.

    Beside a question that was emptied stands nothing any more.
    """
    before = dict(zip((each.id for each in page.questions), shown[len(page.questions) :], strict=False))
    found = []
    for question_id, comment in entered.comments.items():
        spelt = comment_digest(comment)
        if question_id in entered.values and spelt != before.get(question_id, ""):
            found.append((Comment(page.aims.token(Goal.WITHDRAW, question_id=question_id), comment), spelt))
    return found


def press_of(question: Question, value: Value, aims: Aims) -> Vote | Pick | Write:
    """The one press that says `value`; of several stances the first."""
    match value:
        case Chosen(options=(only,)) if isinstance(question, Single):
            return Vote(aims.token(Goal.VOTE, question_id=question.id, option_id=only))
        case Chosen(options=picked):
            ticks = tuple(aims.token(Goal.VOTE, question_id=question.id, option_id=each) for each in picked)
            return Pick(aims.token(Goal.PICK, question_id=question.id), ticks)
        case Ranked(order=order):
            places = tuple(aims.token(Goal.VOTE, question_id=question.id, option_id=each) for each in order)
            return Pick(aims.token(Goal.PICK, question_id=question.id), places)
        case Rated(score=score) | Likely(score=score):
            return Vote(aims.token(Goal.VOTE, question_id=question.id, score=score))
        case Stances(stances=stances):
            option_id, stance = next(iter(stances.items()))
            return _stance(question, option_id, stance, aims)
        case Wrote(text=text):
            return Write(aims.token(Goal.WRITE, question_id=question.id), text)
        case _:
            assert_never(value)


def final(press: Vote | Pick | Write) -> Send:
    """The same press, confirmed: an anonymous answer that cannot be changed."""
    match press:
        case Vote(token=token):
            return Send(token)
        case Pick(token=token, picked=picked):
            return Send(token, picked)
        case Write(token=token, text=text):
            return Send(token, (), text)
        case _:
            assert_never(press)


def _value(question: Question, number: int, fields: Fields) -> Value | None:
    given = fields.get(f"q{number}", ())
    match question:
        case Single(options=options):
            picked = _picked(options, given[-1:])
            return Chosen(options=picked) if picked else None
        case Multi(options=options):
            picked = _picked(options, given)
            return Chosen(options=picked) if picked else None
        case Rating():
            return Rated(score=_number(given[-1], LOWEST_RATING, HIGHEST_RATING)) if given else None
        case Nps():
            return Likely(score=_number(given[-1], LOWEST_NPS, HIGHEST_NPS)) if given else None
        case Rank(options=options):
            placed = [fields.get(f"q{number}p{place}", ("",))[-1] for place in range(1, len(options) + 1)]
            order = tuple(options[_number(each, 1, len(options)) - 1].id for each in placed if each)
            return Ranked(order=order) if order else None
        case Agree(options=statements):
            judged = {
                each.id: _stance_in(said[-1])
                for place, each in enumerate(statements, 1)
                if (said := fields.get(f"q{number}s{place}"))
            }
            return Stances(stances=judged) if judged else None
        case Open():
            text = _text(given)
            return Wrote(text=text) if text.strip() else None
        case _:
            assert_never(question)


def _text(given: Sequence[str]) -> str:
    """Cleaned as it will be when it is kept, but not shortened: nobody's words are dropped unseen."""
    return clean(given[-1], most=4 * len(given[-1])).text if given else ""


def _too_long(text: str) -> Phrase:
    return Phrase("page.too_long", {"n": len(text) - LONGEST_TEXT, "most": LONGEST_TEXT})


def _picked(options: Sequence[Option], given: Sequence[str]) -> tuple[OptionId, ...]:
    numbers = {_number(each, 1, len(options)) for each in given}
    return tuple(option.id for number, option in enumerate(options, 1) if number in numbers)


def _number(text: str, lowest: int, highest: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and lowest <= int(text) <= highest):
        raise Unreadable
    return int(text)


def _stance_in(text: str) -> Stance:
    try:
        return Stance(text)
    except ValueError as wrong:
        raise Unreadable from wrong


def _stance(question: Question, option_id: OptionId, stance: Stance, aims: Aims) -> Vote:
    return Vote(aims.token(Goal.VOTE, question_id=question.id, option_id=option_id, stance=stance))

"""Questions, and what counts as an answer to each kind."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.errors import Refusal
from bot.ids import OptionId, QuestionId
from bot.texts import Phrase

FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_OPTION = 75
LONGEST_QUESTION = 300
LONGEST_TEXT = 3000
LOWEST_RATING, HIGHEST_RATING = 1, 5
LOWEST_NPS, HIGHEST_NPS = 0, 10
MOST_RANKED = 7
"""Options that people can still put in order without losing patience."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to choose, or one statement to agree with."""

    id: OptionId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """Choose one option."""

    id: QuestionId
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Multi:
    """Choose any number of options, at least one."""

    id: QuestionId
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A score from 1 to 5."""

    id: QuestionId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nps:
    """How likely one is to recommend something, from 0 to 10."""

    id: QuestionId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Put the options in order, what matters most first."""

    id: QuestionId
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """Agree, disagree or pass on each statement."""

    id: QuestionId
    text: str
    options: tuple[Option, ...]
    """The statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Say it in your own words."""

    id: QuestionId
    text: str


Question = Single | Multi | Rating | Nps | Rank | Agree | Open
"""The kinds are a closed union: a new kind is a type error wherever it is not yet handled."""


class Stance(StrEnum):
    """What one person thinks of one statement."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105 - a stance, not a password


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Options picked, in the question's order."""

    options: tuple[OptionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A score from 1 to 5."""

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """How likely somebody is to recommend it, from 0 to 10: another scale than a rating, and never mixed with one."""

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Options in somebody's order, the first one first; those without a place of their own stand behind all others."""

    order: tuple[OptionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stances:
    """Statement by statement; statements not yet judged are absent."""

    stances: Mapping[OptionId, Stance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """Free text, cleaned at the door and otherwise untouched."""

    text: str


Value = Chosen | Rated | Likely | Ranked | Stances | Wrote


def kind_of(question: Question) -> str:
    """The word people type for the kind of `question`."""
    return type(question).__name__.lower()


def options_of(question: Question) -> tuple[Option, ...]:
    """The options or statements of `question`; none for scores and open questions."""
    match question:
        case Single() | Multi() | Rank() | Agree():
            return question.options
        case Rating() | Nps() | Open():
            return ()
        case _:
            assert_never(question)


def checked(question: Question) -> Question:
    """`question` itself when it can be asked; Refusal with the reason when it cannot."""
    text = question.text.strip()
    if not text:
        raise Refusal(Phrase("question.empty"))
    if len(text) > LONGEST_QUESTION:
        raise Refusal(Phrase("question.too_long", {"n": len(text), "most": LONGEST_QUESTION}))
    match question:
        case Single() | Multi():
            _check_options([option.text for option in question.options], most=MOST_OPTIONS)
        case Rank():
            _check_options([option.text for option in question.options], most=MOST_RANKED)
        case Agree():
            if not question.options:
                raise Refusal(Phrase("question.no_statements"))
            _check_same([option.text for option in question.options])
        case Rating() | Nps() | Open():
            pass
        case _:
            assert_never(question)
    return question


def fits(question: Question, value: Value) -> Value:
    """`value` in its canonical form when it answers `question`; Refusal when it does not."""
    match question, value:
        case Single(), Chosen(options=(only,)) if only in _ids(question):
            return value
        case Multi(), Chosen(options=picked) if picked and set(picked) <= _ids(question):
            return Chosen(options=tuple(option.id for option in question.options if option.id in picked))
        case Rating(), Rated(score=score) if LOWEST_RATING <= score <= HIGHEST_RATING:
            return value
        case Nps(), Likely(score=score) if LOWEST_NPS <= score <= HIGHEST_NPS:
            return value
        case Rank(), Ranked(order=order) if order and set(order) <= _ids(question):
            return Ranked(order=_whole_order(question, order))
        case Agree(), Stances(stances=stances) if stances and set(stances) <= _ids(question):
            return value
        case Open(), Wrote(text=text) if text.strip():
            return Wrote(text=text[:LONGEST_TEXT])
        case _:
            raise Refusal(Phrase("answer.does_not_fit", {"question": question.text}))


def alike(text: str) -> str:
    """The form in which two options that look the same are the same: NFKC, case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _ids(question: Single | Multi | Rank | Agree) -> set[OptionId]:
    return {option.id for option in question.options}


def _whole_order(question: Rank, order: tuple[OptionId, ...]) -> tuple[OptionId, ...]:
    """The order, with the last option behind it where only that one is left; Refusal when one option has two places."""
    for place, option_id in enumerate(order):
        if option_id in order[:place]:
            text = next(option.text for option in question.options if option.id == option_id)
            raise Refusal(Phrase("rank.twice", {"option": text}))
    left = [option.id for option in question.options if option.id not in order]
    return (*order, *left) if len(left) == 1 else order


def _check_options(texts: Sequence[str], most: int) -> None:
    if not FEWEST_OPTIONS <= len(texts) <= most:
        raise Refusal(Phrase("question.option_count", {"n": len(texts), "fewest": FEWEST_OPTIONS, "most": most}))
    for text in texts:
        if not text.strip():
            raise Refusal(Phrase("question.empty_option"))
        if len(text) > LONGEST_OPTION:
            raise Refusal(Phrase("question.long_option", {"option": text[:40], "most": LONGEST_OPTION}))
    _check_same(texts)


def _check_same(texts: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for text in texts:
        if alike(text) in seen:
            raise Refusal(Phrase("question.same_options", {"first": seen[alike(text)], "second": text}))
        seen[alike(text)] = text

"""The form in which a language model has to answer, told to it as a JSON schema and checked again when it has.

Only what every server knows is used: all fields required, null instead of left out, nothing beside them, and no limits
of length, which are looked at afterwards.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar, assert_never

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.decisions import Verdict
from bot.domain.wordings import (
    LONGEST_DRAFT,
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    LONGEST_TRANSLATION,
    Job,
    Order,
    Written,
)

Schema = Mapping[str, object]
TEXT: Schema = {"type": "string"}
MARK = "ˆ"
"""Stands for a blank in answers, so that they cannot be taken for instructions ("datamarking")."""
MOST_OUT = {Job.NAME: 400, Job.SAME: 120, Job.TRANSLATE: 500, Job.DRAFT: 900}
"""The tokens that an answer may have; a model that thinks first thinks within them."""


class WrongShape(ValueError):
    """What came is not what was asked for."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Named(_Shape):
    """A theme's title and sentence, and the answers they rest on."""

    title: str
    sentence: str
    answer_ids: list[str]


class Compared(_Shape):
    """Whether two themes are one; the reason makes the model think and is read by nobody."""

    same: bool
    reason: str


class Translated(_Shape):
    """A quote in another language, or null."""

    translation: str | None


class Drafted(_Shape):
    """What customers could read about each verdict."""

    explore: str
    plan: str
    decline: str
    ship: str


S = TypeVar("S", bound=_Shape)


def schema(order: Order) -> Schema:
    """The form of the answer to `order`."""
    match order.job:
        case Job.NAME:
            ids = {"type": "string", "enum": ids_of(order.answers, "a")}
            return _object({"title": TEXT, "sentence": TEXT, "answer_ids": {"type": "array", "items": ids}})
        case Job.SAME:
            return _object({"same": {"type": "boolean"}, "reason": TEXT})
        case Job.TRANSLATE:
            return _object({"translation": {"type": ["string", "null"]}})
        case Job.DRAFT:
            return _object({verdict.value: TEXT for verdict in Verdict})
        case _:
            assert_never(order.job)


def data(order: Order) -> dict[str, object]:
    """What the model is shown, as JSON will hold it: pseudonyms for ids, and no blank in any text."""
    match order.job:
        case Job.NAME:
            return {"answers": _listed(order.answers, "a")}
        case Job.SAME:
            return {"first": _listed(order.answers, "a"), "second": _listed(order.others, "b")}
        case Job.TRANSLATE:
            return {"text": marked(order.answers[0])}
        case Job.DRAFT:
            return {"subject": marked(order.title)}
        case _:
            assert_never(order.job)


def read(order: Order, text: str, tokens: int) -> Written:
    """What the model wrote; WrongShape where it is not in the form that was asked for."""
    match order.job:
        case Job.NAME:
            named = _parsed(Named, text)
            known = {each: place for place, each in enumerate(ids_of(order.answers, "a"))}
            if not set(named.answer_ids) <= known.keys():
                raise WrongShape("ids that it was not shown")
            cites = tuple(sorted({known[each] for each in named.answer_ids}))
            title, sentence = _plain(named.title, LONGEST_TITLE), _plain(named.sentence, LONGEST_SENTENCE)
            return Written(title=title, text=sentence, cites=cites, tokens=tokens)
        case Job.SAME:
            return Written(same=_parsed(Compared, text).same, tokens=tokens)
        case Job.TRANSLATE:
            words = _parsed(Translated, text).translation or ""
            return Written(text=_plain(words, LONGEST_TRANSLATION), tokens=tokens)
        case Job.DRAFT:
            drafted = _parsed(Drafted, text).model_dump()
            return Written(
                drafts={verdict: _plain(words, LONGEST_DRAFT) for verdict, words in drafted.items()}, tokens=tokens
            )
        case _:
            assert_never(order.job)


def ids_of(answers: Sequence[str], letter: str) -> list[str]:
    """The names under which answers are shown, in their order."""
    return [f"{letter}{number}" for number in range(1, len(answers) + 1)]


def marked(text: str) -> str:
    """`text` without blanks."""
    return MARK.join(text.replace(MARK, " ").split())


def _listed(answers: Sequence[str], letter: str) -> list[dict[str, str]]:
    shown = zip(ids_of(answers, letter), answers, strict=True)
    return [{"id": name, "text": marked(text)} for name, text in shown]


def _parsed(shape: type[S], text: str) -> S:
    try:
        return shape.model_validate_json(text)
    except ValidationError as wrong:
        raise WrongShape(str(wrong.errors()[0]["type"])) from None


def _plain(text: str, most: int) -> str:
    """The text with its blanks back; of what is far too long, enough to turn it down."""
    return " ".join(text[: 4 * most].replace(MARK, " ").split())


def _object(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }

"""Spells questions' options and people's answers as JSON, and reads them back.

The spelling is a promise: rows written by an older release must be read by every later one.
"""

import json
from collections.abc import Sequence
from typing import assert_never

from bot.domain.questions import (
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
from bot.ids import OptionId, QuestionId


def value_text(value: Value) -> str:
    """An answer as JSON, e.g. `{"chosen":["a"]}`; equal values give equal texts."""
    match value:
        case Chosen(options=options):
            return _json({"chosen": list(options)})
        case Rated(score=score):
            return _json({"rated": score})
        case Likely(score=score):
            return _json({"likely": score})
        case Ranked(order=order):
            return _json({"ranked": list(order)})
        case Stances(stances=stances):
            return _json({"stances": {option: stance.value for option, stance in sorted(stances.items())}})
        case Wrote(text=text):
            return _json({"wrote": text})
        case _:
            assert_never(value)


def value_from(text: str) -> Value:
    """The answer that `text` spells; ValueError when it is none."""
    match json.loads(text):
        case {"chosen": [*options]}:
            return Chosen(options=tuple(OptionId(str(option)) for option in options))
        case {"rated": int(score)}:
            return Rated(score=score)
        case {"likely": int(score)}:
            return Likely(score=score)
        case {"ranked": [*order]}:
            return Ranked(order=tuple(OptionId(str(option)) for option in order))
        case {"stances": dict(stances)}:
            return Stances(stances={OptionId(str(option)): Stance(stance) for option, stance in stances.items()})
        case {"wrote": str(wrote)}:
            return Wrote(text=wrote)
        case _:
            raise ValueError("not an answer as it is kept in a column")


def options_text(options: Sequence[Option]) -> str:
    """A question's options as JSON, in the order asked."""
    return _json([[option.id, option.text] for option in options])


def options_from(text: str) -> tuple[Option, ...]:
    """The options that `text` spells."""
    return tuple(Option(id=OptionId(id_), text=words) for id_, words in json.loads(text))


def question_from(kind: str, id_: QuestionId, text: str, options: tuple[Option, ...]) -> Question:
    """The question of one stored row; ValueError when its kind is unknown (a newer release wrote it)."""
    match kind:
        case "single":
            return Single(id=id_, text=text, options=options)
        case "multi":
            return Multi(id=id_, text=text, options=options)
        case "rank":
            return Rank(id=id_, text=text, options=options)
        case "agree":
            return Agree(id=id_, text=text, options=options)
        case "rating":
            return Rating(id=id_, text=text)
        case "nps":
            return Nps(id=id_, text=text)
        case "open":
            return Open(id=id_, text=text)
        case _:
            raise ValueError(f"unknown kind of question: {kind}")


_SPELT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _json(data: object) -> str:
    return _SPELT.encode(data)

"""Packs what two processes of ours hand to each other: values of the domain, as quickly as plain tuples.

Python's own way asks each value for its fields by name. Here what a class holds is known once for ever, and only values
of these classes are unpacked at all.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any

from bot.domain.answers import Answer, Choice, Source
from bot.domain.members import Joined, Member
from bot.domain.people import Identity, Person, Role
from bot.domain.questions import Chosen, Likely, Ranked, Rated, Stance, Stances, Wrote
from bot.errors import Refusal
from bot.texts import Phrase
from storage.kept import Joining, Kept, Participation

VALUES: tuple[type, ...] = (
    Answer,
    Choice,
    Chosen,
    Identity,
    Joining,
    Kept,
    Likely,
    Member,
    Participation,
    Person,
    Phrase,
    Ranked,
    Rated,
    Stances,
    Wrote,
)
WORDS = (Joined, Role, Source, Stance)
_KNOWN = {(kind.__module__, kind.__qualname__): kind for kind in (*VALUES, *WORDS, Refusal)}
_ELSE = {("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta"), ("datetime", "date")}
Reduced = tuple[Callable[..., Any], tuple[Any, ...]]


def pack(value: object) -> bytes:
    """The value as bytes; TypeError or PicklingError for one that nobody would unpack."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _TABLE
    pickler.dump(value)
    return file.getvalue()


def unpack(data: bytes) -> Any:
    """What was packed; UnpicklingError where anything else is in it."""
    return _Unpickler(io.BytesIO(data)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _made.__name__):
            return _made
        if (known := _KNOWN.get((module, name))) is not None:
            return known
        if (module, name) in _ELSE:
            return super().find_class(module, name)
        raise pickle.UnpicklingError("nothing that we pack")


def _made(kind: type, values: tuple[Any, ...]) -> Any:
    """One of these again; what was checked when it was made is not checked once more."""
    made: Any = object.__new__(kind)
    for name, value in zip(_names(kind), values, strict=True):
        object.__setattr__(made, name, value)
    return made


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _reducer(kind: type) -> Callable[[Any], Reduced]:
    names = _names(kind)
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda value: (_made, (kind, (only(value),)))
    read = attrgetter(*names)
    return lambda value: (_made, (kind, read(value)))


def _refusal(refused: Refusal) -> Reduced:
    return Refusal, (refused.phrase,)


def _word(word: Any) -> Reduced:
    return type(word), (word.value,)


_TABLE: dict[type, Callable[[Any], Reduced]] = {
    **{kind: _reducer(kind) for kind in VALUES},
    **dict.fromkeys(WORDS, _word),
    Refusal: _refusal,
}

"""What is said, apart from how it is worded: a phrase has an id and arguments, a catalogue has the words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, Union

Argument = Union[str, int, float, date, datetime, "Phrase", "Phrases"]
"""What a phrase can be filled with: text people wrote, numbers, times, or another phrase."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence to say, by its id in the catalogues, e.g. `Phrase("round.closed", {"n": 4})`.

    An argument called `n` chooses between singular and plural.
    """

    id: str
    args: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Several phrases or texts in a row, joined as the reader's language joins a list ("A, B and C")."""

    items: tuple[str | Phrase, ...]


class Say(Protocol):
    """Words a phrase in one reader's language."""

    def __call__(self, phrase: Phrase) -> str:
        """The finished sentence; an unknown id is a bug and raises KeyError."""
        ...


_SLASH = re.compile(r"(?<![\w/.])/cab ")


def at_terminal(sentence: str, command: str = "") -> str:
    """A sentence of ours where commands are typed without the chat's `/cab`, or begin with another word.

    A path that ends in the same letters stays as it is.
    """
    return _SLASH.sub(command, sentence)

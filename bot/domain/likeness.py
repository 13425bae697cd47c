"""Which of several names somebody means who typed a part of one, or mistyped it."""

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T", bound=str)
ALIKE = 0.74
"""How much of two words must be the same for one to be offered in place of the other (0 to 1)."""
LONGEST = 40
"""Letters that are compared; longer than any name that is typed."""


def folded(text: str) -> str:
    """`text` as it is compared: no capitals, no accents, one space between words."""
    letters = unicodedata.normalize("NFKD", text[: LONGEST * 4])
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).casefold().split())


def fits(name: str, typed: str) -> bool:
    """True when every typed word begins a word of the name: `glob corp` fits `Globex Corporation`."""
    words = folded(name).replace("-", " ").split()
    return all(any(word.startswith(part) for word in words) for part in folded(typed).replace("-", " ").split())


def meant(typed: str, known: Iterable[T]) -> list[T]:
    """The names that `typed` may stand for: the equal one, else those that begin with it; several: it is ambiguous."""
    wanted, names = folded(typed), list(known)
    if not wanted:
        return []
    equal = [each for each in names if folded(each) == wanted]
    return equal or [each for each in names if folded(each).startswith(wanted)]


def closest(typed: str, known: Iterable[T], most: int = 2) -> list[T]:
    """The names that look most like what was typed, the likest first; none where nothing comes close."""
    wanted = folded(typed)[:LONGEST]
    scored = [(_likeness(wanted, folded(each)[:LONGEST]), each) for each in known]
    near = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1]))
    return [each for _, each in near[:most]]


def _likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same); letters that only changed places count as nearly the same."""
    if one != other and sorted(one) == sorted(other):
        return 0.95
    return SequenceMatcher(None, one, other).ratio()

"""Words that say whose they are: each name and each answer of a drawn board is one, so that a leak can be read off."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bot.domain.visibility import Visibility

LETTERS = "abcdefghijklmnopqrst"
OF = {Visibility.NAMED: "n", Visibility.ACCOUNT: "c", Visibility.ANONYMOUS: "a"}
NAME, COMPANY, WORD = "n", "c", "w"
CANARY = re.compile(r"zqv(?:(c)([a-t])ko|(n)([a-t])([a-t])ko|(w)([a-t])([a-t])([nca])([a-t]{2}))")
"""No suffix is asked for behind the last letter: whoever groups answers may cut the ends of words off."""


@dataclass(frozen=True, slots=True, order=True)
class Canary:
    """One word: a company's name, a person's, or something this person said in a poll of this visibility."""

    kind: str
    company: int
    person: int = -1
    visibility: str = ""
    poll: int = -1

    @property
    def text(self) -> str:
        """As it is written."""
        company, person = LETTERS[self.company], LETTERS[self.person]
        match self.kind:
            case "c":
                return f"zqvc{company}ko"
            case "n":
                return f"zqvn{company}{person}ko"
            case _:
                size = len(LETTERS)
                poll = LETTERS[self.poll // size % size] + LETTERS[self.poll % size]
                return f"zqvw{company}{person}{self.visibility}{poll}um"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: one of the vendor's own where `company` is negative."""

    company: int
    person: int

    @property
    def staff(self) -> bool:
        """True for the vendor's own people."""
        return self.company < 0


STAFF = Reader(-1, -1)


def canaries(text: str) -> set[Canary]:
    """Every canary in a text, whatever its case."""
    return set(_found(text.casefold()))


def leaks(piece: str, readers: Collection[Reader], *, told: Collection[int] | None = None) -> list[tuple[Canary, str]]:
    """What somebody among `readers` may not read in one piece of what was shown, and why not.

    A piece is as small as what is read at one glance: a block, a line. `told` are the anonymous polls whose result may
    be known by now; None where that is not to be judged.
    """
    found = canaries(piece)
    if not found:
        return []
    wrong: set[tuple[Canary, str]] = set()
    named = {(each.company, each.person) for each in found if each.kind == NAME}
    for reader in set(readers):
        for each in found:
            why = _to_staff(each, found, named, told) if reader.staff else _to_customer(each, reader)
            if why:
                wrong.add((each, why))
    return sorted(wrong)


def _to_staff(
    each: Canary, found: Collection[Canary], named: Collection[tuple[int, int]], told: Collection[int] | None
) -> str:
    if each.kind != WORD:
        return ""
    if each.visibility == OF[Visibility.ANONYMOUS]:
        if any(other.kind in (NAME, COMPANY) for other in found):
            return "an anonymous word beside a name"
        if told is not None and each.poll not in told:
            return "an anonymous word of a poll that is not to be told"
    if each.visibility == OF[Visibility.ACCOUNT] and (each.company, each.person) in named:
        return "a name beside what was said for a company"
    return ""


def _to_customer(each: Canary, reader: Reader) -> str:
    if each.company != reader.company:
        return "another company's"
    if each.kind == WORD and each.person != reader.person and each.visibility != OF[Visibility.NAMED]:
        return "a colleague's words that were not said under a name"
    return ""


def _found(text: str) -> Iterator[Canary]:
    for hit in CANARY.finditer(text):
        if hit[1]:
            yield Canary(COMPANY, LETTERS.index(hit[2]))
        elif hit[3]:
            yield Canary(NAME, LETTERS.index(hit[4]), LETTERS.index(hit[5]))
        else:
            yield Canary(WORD, LETTERS.index(hit[7]), LETTERS.index(hit[8]), hit[9], _number(hit[10]))


def _number(letters: Iterable[str]) -> int:
    number = 0
    for each in letters:
        number = number * len(LETTERS) + LETTERS.index(each)
    return number

"""Takes out of answers by what people and companies could be recognised, before anybody outside reads them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.masking import EMAIL, MENTION, PHONE, URL

PERSON, COMPANY, ADDRESS, ID = "‹person›", "‹company›", "‹address›", "‹id›"
SHORTEST = 3
"""Letters of a part of a name that is looked for by itself; shorter ones are words in some language."""
SHORTEST_UNSPACED = 2
INITIALS = 2
"""Letters of a company's name that is looked for in capitals alone: `HP`, `3M`."""
PLATFORM_ID = re.compile(
    r"\b[UWCGDTBE](?=[A-Z0-9]*[0-9])[A-Z0-9]{7,}\b|\bxox[a-z]-[\w-]+|\b(?:19|28|29):[\w.@-]+"
    r"|\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"
)
LINK = re.compile(rf"(?<!\S)\S*(?:{URL.pattern})\S*", re.IGNORECASE)
WORD = re.compile(r"\w+")
PART = re.compile(r"[^\W_]+")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


LEGAL_FORM = re.compile(
    r"ag|g?mbh|ug|kg|kgaa|ohg|se|co|company|corp|corporation|inc|incorporated|llc|llp|lp|ltd|limited|plc|pty|pte|sas?"
    r"|sarl|srl|spa|slu?|bv|nv|ab|asa?|oyj?|aps|kk|sro|doo|zrt|kft|holding|group|"
)
"""Words at the end of a company's name that nobody says when they speak of it."""


class Veil:
    """Knows the names of everybody on the boards of one vendor, and hides them wherever they stand."""

    def __init__(self, *, people: Iterable[str], companies: Iterable[str], ids: Iterable[str] = ()) -> None:
        whole = [each.strip() for each in people]
        self._people = _Names([*whole, *(part for name in whole for part in re.split(r"[\s,.@_-]+", name))])
        forms = [form for each in companies for form in (each.strip(), _short(each))]
        self._companies = _Names(forms)
        self._initials = _written_so(each for each in forms if len(each) == INITIALS and each == each.upper())
        self._ids = _Names(ids)

    @classmethod
    def over_just(cls, text: str, *, people: Iterable[str], companies: Iterable[str]) -> "Veil":
        """One that knows only the names which may stand in this text: of thousands it is made much sooner."""
        words = {form for each in PART.findall(bare(text).casefold()) for form in (each, each.removesuffix("s"))}

        def near(name: str) -> bool:
            return UNSPACED.search(name) is not None or not words.isdisjoint(PART.findall(bare(name).casefold()))

        return cls(people=filter(near, people), companies=filter(near, companies))

    def hides(self, text: str) -> bool:
        """True when anything in `text` points to somebody."""
        return self.over(text) != text

    def over(self, text: str) -> str:
        """`text` with a word in brackets for each name, address, telephone number and platform's id in it."""
        patterns: tuple[tuple[re.Pattern[str] | _Names, str], ...] = (
            (EMAIL, ADDRESS),
            (LINK, ADDRESS),
            (MENTION, PERSON),
            (PLATFORM_ID, ID),
            (self._ids, ID),
            (self._companies, COMPANY),
            (self._initials, COMPANY),
            (self._people, PERSON),
            (PHONE, ADDRESS),
        )
        for pattern, mark in patterns:
            text = pattern.sub(mark, text)
        return text


def _short(company: str) -> str:
    """A company's name as people say it: `Umbrella` for `Umbrella GmbH & Co. KG`; whole where nothing else is left."""
    words = company.split()
    while words and LEGAL_FORM.fullmatch("".join(filter(str.isalpha, words[-1])).casefold()):
        words.pop()
    return " ".join(words).rstrip(" ,") or company.strip()


class _Plain(dict[int, str]):
    """For each character the plain one that people type in its place: `e` for `é`, `o` for `ø`, `'` for `’`."""

    def __missing__(self, point: int) -> str:
        parted = unicodedata.normalize("NFKD", chr(point))
        self[point] = parted[0] if all(map(unicodedata.combining, parted[1:])) else chr(point)
        return self[point]


_PLAIN = _Plain(zip(map(ord, "øØłŁđĐħĦı’‘‐‑"), "oOlLdDhHi''--", strict=True))


def bare(text: str) -> str:
    """`text` without accents, and as long: a place in the one is the same place in the other."""
    return text if text.isascii() else text.translate(_PLAIN)


class _Names:
    """The names that are looked for, typed with their accents or without.

    There may be ten thousand, and to compare each with every place of a text takes a tenth of a second: only those
    are, of which every word is in the text.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._parted: dict[str, dict[str, frozenset[str]]] = {}
        """By their first word, the names and all their words."""
        self._unparted: dict[str, set[str]] = {}
        """By their first letter, those in scripts without blanks."""
        for name in (bare(unicodedata.normalize("NFC", each)) for each in names):
            folded = name.casefold()
            if UNSPACED.search(name) and len(name) >= SHORTEST_UNSPACED:
                self._unparted.setdefault(folded[0], set()).add(folded)
            elif len(name) >= SHORTEST:
                words = WORD.findall(folded) or [""]
                self._parted.setdefault(words[0], {})[name] = frozenset(words)

    def sub(self, mark: str, text: str) -> str:
        """`text` with `mark` in place of each of them."""
        plain = bare(text)
        folded = plain.casefold()
        words = {"", *WORD.findall(folded)}
        words |= {word.removesuffix("s") for word in words}
        there = [
            name
            for first in words & self._parted.keys()
            for name, all_words in self._parted[first].items()
            if all_words <= words
        ]
        there += [
            name for first in set(folded) & self._unparted.keys() for name in self._unparted[first] if name in folded
        ]
        if not there:
            return text
        parts, at = [], 0
        for each in _any_of(frozenset(there)).finditer(plain):
            parts += [text[at : each.start()], mark]
            at = each.end()
        return "".join((*parts, text[at:]))


def _written_so(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these as a word of its own, just as it is spelt; nothing where there are none."""
    found = "|".join(re.escape(each) for each in sorted(set(names)))
    return re.compile(rf"(?<!\w)(?:{found or '(?!)'})(?:['’]?s)?(?!\w)")


@lru_cache(maxsize=2048)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """Any of these as a word of its own, however it is capitalised; the longest first."""
    forms = {form for each in names for form in (each.casefold(), each.lower(), each)}
    found = [
        re.escape(each) if UNSPACED.search(each) else rf"(?<!\w){re.escape(each)}(?:['’]?s)?(?!\w)"
        for each in sorted(forms, key=lambda each: (-len(each), each))
    ]
    return re.compile("|".join(found), re.IGNORECASE)

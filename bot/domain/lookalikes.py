"""Finds options that look the same and are not: letters of two scripts that no reader can tell apart.

Such options split a vote, by accident (a keyboard left in another layout) or on purpose, so their author is warned.
They are not refused: "СССР" and "CCCP" may both be meant. The letters are those of Latin, Greek and Cyrillic that are
drawn alike in common fonts, a small part of what Unicode Technical Standard #39 lists.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.questions import Question, alike, options_of

_DRAWN_ALIKE = {
    **dict(zip("АВЕЗІЈКМНОРСЅТУХԚԜ", "ABE3IJKMHOPCSTYXQW", strict=True)),
    **dict(zip("аеіјкморсѕтухԁԛԝһ", "aeijkmopcstyxdqwh", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("αικνορυχω", "aikvopuxw", strict=True)),
}
"""Letters of Cyrillic and of Greek, and the Latin one each is taken for."""
_SCRIPT = re.compile("LATIN|CYRILLIC|GREEK")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalikes:
    """What readers of a question could not tell apart."""

    pairs: tuple[tuple[str, str], ...] = ()
    """Options that look like each other."""
    mixed: tuple[str, ...] = ()
    """Options with a word in which letters of two scripts stand."""

    def __bool__(self) -> bool:
        return bool(self.pairs or self.mixed)


def lookalikes(questions: Sequence[Question]) -> Lookalikes:
    """Options of one question that look alike, and words that no one alphabet can spell; of all these questions."""
    pairs: list[tuple[str, str]] = []
    mixed: list[str] = []
    for question in questions:
        seen: dict[str, str] = {}
        for option in options_of(question):
            drawn = as_drawn(option.text)
            if drawn in seen:
                pairs.append((seen[drawn], option.text))
            seen.setdefault(drawn, option.text)
            if any(is_mixed(word) for word in _WORD.findall(option.text)):
                mixed.append(option.text)
    return Lookalikes(pairs=tuple(pairs), mixed=tuple(mixed))


def as_drawn(text: str) -> str:
    """`text` with every letter replaced by the Latin one it is drawn like; equal for what looks equal."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    return alike("".join(_DRAWN_ALIKE.get(each, each) for each in plain))


def is_mixed(word: str) -> bool:
    """True for a word with letters of several scripts, one of them drawn like a Latin letter; "kΩ" is no such word."""
    scripts = {match[0] for each in word if (match := _SCRIPT.match(unicodedata.name(each, "")))}
    return len(scripts) > 1 and any(each in _DRAWN_ALIKE for each in word)

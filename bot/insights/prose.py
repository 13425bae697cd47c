"""The gate for a model's own words: no number, link, mention or markup, nothing that one voice or an attack said."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from bot.domain.masking import EMAIL, MENTION, URL
from bot.insights.exemplars import Piece
from bot.insights.suspicion import is_suspicious
from bot.insights.units import normalised
from bot.insights.verify import UNSPACED, grams

ADDRESS = re.compile(r"\w[./\\]\w|\w@\w|://|\bwww\b", re.IGNORECASE)
MARKUP = re.compile(r"[<>\[\]{}|\\*_`~#@=^ˆ‹›\n\r\t]|:\w+:|&\w+;")
COUNTED = {
    "en": "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundreds? thousands?"
    " dozens? percent majority",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hunderte? tausende? dutzende?"
    " prozent mehrheit",
    "fr": "deux trois quatre cinq sept huit dix cent cents mille dizaines? centaines? pourcent majorité",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez cien cientos? mil docenas? mayoría",
    "it": "due tre quattro cinque sette otto nove dieci cento mille maggioranza",
    "pt": "dois duas três quatro cinco seis sete oito nove dez cem mil dúzias? maioria",
    "nl": "twee drie vier vijf zes zeven acht negen tien honderden duizenden procent meerderheid",
    "pl": "dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto procent większość",
}
"""By language, words that count; `two-factor` counts nothing."""
STEM = 5
"""Letters by which a word is recognised in another form."""
TELLING = 4
"""Letters of a word that says what a text is about."""
PARTS_OF_ONE = 4
"""Words in a row that only one voice used are a quotation, not a summary."""


UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
JOINERS = "\u200c\u200d"
"""Some scripts are not written without them."""


class Flaw(StrEnum):
    """Why a text is not shown."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NUMBER = "number"
    LINK = "link"
    MENTION = "mention"
    CONTROL_CHARACTER = "control_character"
    MARKUP = "markup"
    REPEATS_ATTACK = "repeats_attack"
    SPEAKS_TO_MACHINES = "speaks_to_machines"
    ONE_VOICE = "one_voice"
    """Its words are those of one company or person alone."""
    OTHER_LANGUAGE = "other_language"
    FOREIGN_ANSWER = "foreign_answer"
    """It cites what it was not shown, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a text was made from, and what must not come back in it."""

    shown: tuple[Piece, ...]
    forbidden: frozenset[str]


def flaws_of_summary(text: str, grounds: Grounds, language: str, most: int) -> frozenset[Flaw]:
    """What is wrong with a title or a sentence about several answers; nothing means that it may be shown."""
    found = set(_flaws(text, most))
    if not grams(text).isdisjoint(grounds.forbidden):
        found.add(Flaw.REPEATS_ATTACK)
    if _has_number(text, language):
        found.add(Flaw.NUMBER)
    if _of_one_voice(text, grounds.shown):
        found.add(Flaw.ONE_VOICE)
    return frozenset(found)


def flaws_of_translation(text: str, original: str, forbidden: frozenset[str], most: int) -> frozenset[Flaw]:
    """What is wrong with a translation: its numbers are those of the original, and nothing comes to it."""
    found = set(_flaws(text, most)) - ({Flaw.MARKUP} if MARKUP.search(original) else set())
    if not grams(text).isdisjoint(forbidden):
        found.add(Flaw.REPEATS_ATTACK)
    if Counter(_digits(text)) - Counter(_digits(original)):
        found.add(Flaw.NUMBER)
    if len(text) > 3 * len(original) + 40:
        found.add(Flaw.TOO_LONG)
    return frozenset(found)


def flaws_of_draft(text: str, language: str, most: int) -> frozenset[Flaw]:
    """What is wrong with a text for customers: it names no number, and so no date."""
    found = set(_flaws(text, most))
    if _has_number(text, language):
        found.add(Flaw.NUMBER)
    return frozenset(found)


def _flaws(text: str, most: int) -> Iterable[Flaw]:
    if not text.strip() or not any(character.isalpha() for character in text):
        yield Flaw.EMPTY
    if len(text) > most:
        yield Flaw.TOO_LONG
    if URL.search(text) or EMAIL.search(text) or ADDRESS.search(text):
        yield Flaw.LINK
    if MENTION.search(text):
        yield Flaw.MENTION
    if any(unicodedata.category(each) in UNSEEN and each not in JOINERS for each in text):
        yield Flaw.CONTROL_CHARACTER
    if MARKUP.search(text):
        yield Flaw.MARKUP
    if is_suspicious(text):
        yield Flaw.SPEAKS_TO_MACHINES


def _has_number(text: str, language: str) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    figures = any(unicodedata.category(each) in ("Nd", "Nl", "No") for each in plain + text)
    return figures or "%" in plain or counting_words(language.split("-")[0]).search(plain) is not None


@cache
def counting_words(language: str) -> re.Pattern[str]:
    """What counts in words, in that language."""
    words = "|".join(COUNTED.get(language, "").split()) or "(?!)"
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", unicodedata.normalize("NFKC", text))


def _of_one_voice(text: str, shown: Sequence[Piece]) -> bool:
    """True when a row of its words is one voice's alone, or most of its words that were said at all are.

    Words that nobody said are the model's own: a title in the readers' language may share none with the answers.
    """
    voices: dict[str, set[str]] = {}
    for piece in shown:
        for part in (*_rows(piece.text), *_stems(piece.text)):
            voices.setdefault(part, set()).add(piece.voice)
    if any(len(voices.get(row, ())) == 1 for row in _rows(text)):
        return True
    heard = [voices[stem] for stem in _stems(text) if stem in voices]
    lone = [whose for whose in heard if len(whose) == 1]
    return bool(lone) and len(lone) * 2 > len(heard)


def _rows(text: str) -> set[str]:
    words = normalised(text).split()
    found = {" ".join(words[i : i + PARTS_OF_ONE]) for i in range(len(words) - PARTS_OF_ONE + 1)}
    return found | (set(grams(text)) if UNSPACED.search(text) else set())


def _stems(text: str) -> set[str]:
    plain = normalised(text)
    if UNSPACED.search(plain):
        letters = plain.replace(" ", "")
        return {first + second for first, second in pairwise(letters)}
    return {word[:STEM] for word in plain.split() if len(word) >= TELLING}

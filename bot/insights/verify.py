"""The hard gate before anything drafted is shown: every claim must rest on stored answers, or it is dropped.

It does not matter who drafted it, a template or a model. What fails is named fault by fault; the caller drops the claim
or falls back to the built-in text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.masking import CONTROL, EMAIL, MENTION, URL
from bot.ids import AnswerId
from bot.insights.said import Stretch
from bot.insights.units import normalised

GRAM = 5
"""Words in a row that only a suspicious answer has: whoever repeats them repeats the attack."""
GRAM_UNSPACED = 8
"""Letters in a row, where no blank parts words."""
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class FaultKind(StrEnum):
    """What is wrong with a claim."""

    UNKNOWN_ANSWER = "unknown_answer"
    FOREIGN_ANSWER = "foreign_answer"
    """It exists, but is not among the answers the claim is about."""
    HELD_BACK = "held_back"
    """A suspicious answer is quoted."""
    NOT_LETTER_FOR_LETTER = "not_letter_for_letter"
    WRONG_NUMBER = "wrong_number"
    NO_EVIDENCE = "no_evidence"
    LINK = "link"
    MENTION = "mention"
    CONTROL_CHARACTER = "control_character"
    REPEATS_ATTACK = "repeats_attack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One quote, as it is to be shown, and where it is said to be from."""

    text: str
    stretch: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One drafted line of a digest or suggestion, with what it rests on."""

    prose: tuple[str, ...]
    """Title and sentences: everything that is not a quote."""
    cites: tuple[AnswerId, ...]
    quotes: tuple[Cited, ...] = ()
    counts: Mapping[str, tuple[float, float]]
    """By name, the number shown and the number computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What claims may rest on."""

    texts: Mapping[AnswerId, str]
    """Every stored answer the reader may see."""
    belongs: frozenset[AnswerId]
    """The answers this claim is about."""
    held_back: frozenset[AnswerId]
    forbidden: frozenset[str] | None = None
    """Rows of words that only suspicious answers have; None: not looked for yet, then each claim looks for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a claim, and where."""

    kind: FaultKind
    about: str


def faults(claim: Claim, evidence: Evidence) -> tuple[Fault, ...]:
    """Everything wrong with `claim`; nothing means it may be shown."""
    found = [*_citing(claim, evidence), *_quoting(claim, evidence), *_counting(claim)]
    forbidden = evidence.forbidden
    if forbidden is None:
        forbidden = grams_only_in(evidence.held_back, evidence.texts)
    for text in claim.prose:
        found += _showing(text)
        if not grams(text).isdisjoint(forbidden):
            found.append(Fault(kind=FaultKind.REPEATS_ATTACK, about=text))
    return tuple(found)


def grams(text: str) -> frozenset[str]:
    """Five words in a row, or eight letters where words are not parted, lower-cased and without punctuation."""
    words = normalised(text).split()
    rows = {" ".join(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)}
    joined = "".join(words)
    if UNSPACED.search(joined):
        rows |= {joined[i : i + GRAM_UNSPACED] for i in range(len(joined) - GRAM_UNSPACED + 1)}
    return frozenset(rows)


def grams_only_in(held_back: Iterable[AnswerId], texts: Mapping[AnswerId, str]) -> frozenset[str]:
    """The rows of words that suspicious answers have and no other answer has."""
    attacks = frozenset(held_back)
    theirs: set[str] = set()
    for answer in sorted(attacks & texts.keys()):
        theirs |= grams(texts[answer])
    if theirs:
        for answer, text in texts.items():
            if answer not in attacks:
                theirs -= grams(text)
    return frozenset(theirs)


def _citing(claim: Claim, evidence: Evidence) -> list[Fault]:
    found = [] if claim.cites else [Fault(kind=FaultKind.NO_EVIDENCE, about="")]
    for answer in (*claim.cites, *(quote.stretch.answer_id for quote in claim.quotes)):
        if answer not in evidence.texts:
            found.append(Fault(kind=FaultKind.UNKNOWN_ANSWER, about=answer))
        elif answer not in evidence.belongs:
            found.append(Fault(kind=FaultKind.FOREIGN_ANSWER, about=answer))
    return found


def _quoting(claim: Claim, evidence: Evidence) -> list[Fault]:
    found = []
    for quote in claim.quotes:
        at = quote.stretch
        if at.answer_id in evidence.held_back:
            found.append(Fault(kind=FaultKind.HELD_BACK, about=at.answer_id))
        text = evidence.texts.get(at.answer_id)
        if text is not None and (not 0 <= at.start < at.end <= len(text) or text[at.start : at.end] != quote.text):
            found.append(Fault(kind=FaultKind.NOT_LETTER_FOR_LETTER, about=quote.text))
        found += _showing(quote.text)
    return found


def _counting(claim: Claim) -> list[Fault]:
    """Numbers shown equal numbers computed, and prose has no other numbers."""
    found = [
        Fault(kind=FaultKind.WRONG_NUMBER, about=name) for name, (shown, true) in claim.counts.items() if shown != true
    ]
    allowed = {_plain(true) for _, true in claim.counts.values()}
    for text in claim.prose:
        strange = [number for number in NUMBER.findall(text) if number.replace(",", "") not in allowed]
        found += [Fault(kind=FaultKind.WRONG_NUMBER, about=number) for number in strange if _claims(text, number)]
    return found


def _claims(text: str, number: str) -> bool:
    """False for digits inside a name such as `S3`, `2FA` or `ISO 27001`, which count nothing."""
    return not re.search(
        rf"[^\W\d_][.\-/]?{re.escape(number)}|{re.escape(number)}[^\W\d_]|\b[A-Z]{{2,}}[ -]{re.escape(number)}", text
    )


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _showing(text: str) -> list[Fault]:
    found = []
    bare = EMAIL.sub(" ", text)
    for kind, pattern in ((FaultKind.LINK, URL), (FaultKind.MENTION, MENTION)):
        if pattern.search(bare):
            found.append(Fault(kind=kind, about=text))
    if CONTROL.search(text):
        found.append(Fault(kind=FaultKind.CONTROL_CHARACTER, about=text))
    return found


def kinds(found: Sequence[Fault]) -> frozenset[FaultKind]:
    """What kinds of fault there are."""
    return frozenset(fault.kind for fault in found)

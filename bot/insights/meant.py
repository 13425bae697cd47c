"""Finds the terms of a theme that several people mean, each in words of their own: `password`, `Passwort`, `senha`.

What one person says counts for a title only where another says the same, so nobody alone can put a word there:

- Another person says a term of the same meaning, and it is not nearer to a part of this one (`password pizza`).
- Each telling word is said by another person on the board; or another person of the theme means it, and the encoder's
  vocabulary has it whole (names that are made up, and those glued to a word, come in parts).
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from bot.insights.embedding import Embedder
from bot.insights.prose import counting_words
from bot.insights.terms import VOICES, Term, Text, holds_together, stem, stopwords, terms_of
from bot.insights.vectors import Vectors, unit

SAME = 0.75
"""Terms nearer than this mean the same (a cosine): `password` and `senha` are at 0.92, `licence` and `permissions` at
0.64, `morning` and `Tuesday` at 0.62."""
ENOUGH = 0.5
"""A title is in the wanted language where its best term has so large a share of the people behind the best of any."""
PIECE = re.compile(r"[^\W_]+")
"""A word of a term, also where a stroke or a hyphen ties it to another one."""
RUN = re.compile(r"[\u30a0-\u30ff]{2,}|[\u3400-\u9fff々]{2,}")
"""A term of a script that parts no words, all of one kind: the vocabulary has such in parts only."""
Speakers = Mapping[str, Set[str]]
"""By the stem of a word: who says it, on the whole board."""


@dataclass(slots=True)
class _Meant:
    """A term, the language it is in, its telling words, and what is left of it without each of those."""

    language: str
    term: Term
    telling: list[str]
    parts: list[str]
    speakers: frozenset[str] = field(init=False)
    """Who says it in these very words; the term itself has all who mean it in the end."""

    def __post_init__(self) -> None:
        self.speakers = frozenset(self.term.voices)

    @property
    def worth(self) -> float:
        """By how many mean it; two words say more than one, but not with a small one between: `reserve a spare`."""
        compact = len(self.telling) == len(self.term.words)
        return len(self.term.voices) * (self.term.telling if compact else 1.0)


def meant(
    texts: Sequence[Text], language: str, speakers: Speakers, embedder: Embedder
) -> tuple[str, list[tuple[float, Term]]]:
    """The terms that two people of a theme mean at least, each with what it is worth, and the language they are in.

    That is `language` where enough people mean something said in it, else the one in which most do.
    """
    spoken = {code: [text for text in texts if text.language == code] for code in sorted({t.language for t in texts})}
    if len(frozenset[str]().union(*(text.voices for text in texts))) < VOICES:
        return language, []
    terms = [
        _Meant(code, term, *_taken_apart(term, code, embedder))
        for code, said in spoken.items()
        for _, term in sorted(terms_of(said, embedder).items())
        if counting_words(code).search(term.shown) is None
    ]
    _hear(terms, embedder)
    words = {(each.language, each.telling[0]) for each in terms if len(each.telling) == 1 and each.term.shared}
    shared = [
        each
        for each in terms
        if each.term.shared
        and (
            len(each.speakers) >= VOICES
            or all(
                speakers.get(stem(word, each.language), frozenset()) - each.speakers
                or ((each.language, word) in words and (embedder.knows(word) or RUN.fullmatch(word) is not None))
                for word in each.telling
            )
        )
    ]
    if not shared:
        return language, []
    most = {
        code: max((len(each.term.voices) for each in shared if each.language == code), default=0) for code in spoken
    }
    if most.get(language, 0) < max(ENOUGH * max(most.values()), VOICES):
        language = min(spoken, key=lambda code: (-most[code], -len(spoken[code]), code))
    return language, [(each.worth, each.term) for each in shared if each.language == language]


def speakers_of(themes: Sequence[Sequence[Text]]) -> Speakers:
    """Who says which word."""
    found: dict[str, set[str]] = {}
    for texts in themes:
        for text in texts:
            for word in {stem(word, text.language) for word in PIECE.findall(text.text.lower())}:
                found.setdefault(word, set()).update(text.voices)
    return found


def _hear(terms: Sequence["_Meant"], embedder: Embedder) -> None:
    """Give each term the voices of those who say another one of its meaning, unless that is nearer to a part of it."""
    if not terms:
        return
    vectors = _vectors([each.term.shown.lower() for each in terms], embedder)
    near = vectors @ vectors.T
    rests = sorted({part for each in terms for part in each.parts})
    nearer = dict(zip(rests, _vectors(rests, embedder) @ vectors.T, strict=True)) if rests else {}
    said = [frozenset(each.term.voices) for each in terms]
    for row, each in enumerate(terms):
        same = near[row] >= SAME
        for part in each.parts:
            same &= near[row] >= nearer[part]
        each.term.voices.update(*(said[other] for other in np.flatnonzero(same)))


def _taken_apart(term: Term, language: str, embedder: Embedder) -> tuple[list[str], list[str]]:
    """The telling words of a term, and what is left of it without each; where no blanks part them, without its ends."""
    words = PIECE.findall(" ".join(term.words))
    weights, stop = dict(embedder.weigh(" ".join(words))), stopwords(language)
    places = [at for at, word in enumerate(words) if not holds_together(word, stop, weights)]
    if len(words) == 1 and RUN.fullmatch(words[0]):
        run = words[0]
        return words, [end for n in range(2, len(run)) for end in (run[:n], run[-n:])]
    parts = [" ".join(words[:at] + words[at + 1 :]) for at in places] if len(places) > 1 else []
    return [words[at] for at in places] or words, parts


def _vectors(texts: Sequence[str], embedder: Embedder) -> Vectors:
    return unit(embedder.encode(list(texts)))

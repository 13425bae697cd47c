"""Chooses the few answers that show a model what a theme is about, and the pairs of themes that may be one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from bot.domain.wordings import MOST_EXEMPLARS
from bot.ids import AnswerId
from bot.insights.pseudonyms import Veil
from bot.insights.suspicion import is_suspicious
from bot.insights.units import normalised, readable
from bot.insights.verify import grams_only_in

if TYPE_CHECKING:
    from bot.insights.embedding import Embedder
    from bot.insights.languages import Languages
    from bot.insights.vectors import Vectors

CENTRAL = MOST_EXEMPLARS // 2
"""The others are those farthest from all that were chosen before: they show how wide the theme is."""
PER_VOICE = 3
"""Answers of one voice among the exemplars: whoever writes fifty times is not what a theme is about."""
MOST_READ = 40
"""Pieces of a theme that are looked at; more would hardly change the choice."""
LONGEST = 280
NEAR = 0.6
"""The cosine of the middles of two themes from which on somebody should be asked whether they are one.

On our labelled board different themes come to .45 at most, the halves of one theme to .62 and more.
"""
MOST_PAIRS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of an answer that may be shown to the model, and whose voice it is."""

    answer_id: AnswerId
    text: str
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What may be shown of each theme, and all that was said in the window."""

    themes: tuple[tuple[Piece, ...], ...]
    texts: Mapping[AnswerId, str]
    """Every answer of the window, whoever's: none of it is shown, but it tells what only attacks say."""
    held_back: frozenset[AnswerId]
    """Those of them that are suspicious."""
    quotes: tuple[str, ...]
    """Texts that will be shown, whose language is asked for."""
    veil: Veil | None = None
    """What takes the names out of the pieces, before anything is chosen from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is shown to the model of each theme; of a theme with fewer than two voices nothing is."""

    exemplars: tuple[tuple[Piece, ...], ...]
    near: tuple[tuple[int, int], ...]
    """Pairs of themes that may be one, the nearest first."""
    forbidden: frozenset[str]
    """Rows of words that only suspicious answers have: whoever repeats them repeats an attack."""
    languages: tuple[str, ...]
    """Of the quotes."""


def chosen(material: Material) -> Chosen:
    """Choose; pure, and equal material gives an equal choice. Takes the encoder of the process it runs in."""
    return choose(material, _encoder())


def choose(material: Material, encoder: "Embedder") -> Chosen:
    """`chosen` with an encoder of the caller's."""
    groups = [_told_apart(_veiled(each, material.veil)) for each in material.themes]
    groups = [each if len({piece.voice for piece in each}) > 1 else () for each in groups]
    vectors = [encoder.encode([readable(piece.text) for piece in each]) if each else None for each in groups]
    picked = [
        tuple(group[row] for row in _spread(of, [piece.voice for piece in group])) if of is not None else ()
        for group, of in zip(groups, vectors, strict=True)
    ]
    return Chosen(
        exemplars=tuple(tuple(_short(piece) for piece in each) for each in picked),
        near=_near(vectors),
        forbidden=grams_only_in(material.held_back, material.texts),
        languages=_detected(material.quotes),
    )


def reads_as(asked: tuple[tuple[str, str], ...]) -> tuple[bool, ...]:
    """Whether each text may be in the language beside it; a short one is given the benefit of the doubt."""
    return tuple(_languages().could_be(text, language) for text, language in asked)


def _veiled(pieces: Sequence[Piece], veil: Veil | None) -> Sequence[Piece]:
    return [replace(each, text=veil.over(each.text)) for each in pieces] if veil is not None else pieces


def _told_apart(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """One piece of each answer and each wording, in an order that nobody can choose; none that is suspicious."""
    seen: set[str] = set()
    found: list[Piece] = []
    for each in sorted(pieces, key=lambda one: (normalised(one.text), one.answer_id)):
        same = {each.answer_id, normalised(each.text)}
        if not seen & same and each.text.strip():
            seen |= same
            found.append(each)
    step = max(len(found) / MOST_READ, 1.0)
    read = [found[int(number * step)] for number in range(min(len(found), MOST_READ))]
    return tuple(each for each in read if not is_suspicious(each.text))


def _spread(vectors: "Vectors", voices: Sequence[str]) -> list[int]:
    """The rows nearest to the middle, then those farthest from all rows chosen so far; few of any one voice."""
    import numpy as np

    middle = vectors.mean(axis=0)
    heard: defaultdict[str, int] = defaultdict(int)
    rows: list[int] = []

    def take(row: int) -> None:
        heard[voices[row]] += 1
        rows.append(row)

    for row in np.argsort(-(vectors @ middle), kind="stable"):
        if len(rows) < CENTRAL and heard[voices[int(row)]] < PER_VOICE:
            take(int(row))
    while len(rows) < MOST_EXEMPLARS:
        left = [row for row in range(len(voices)) if row not in rows and heard[voices[row]] < PER_VOICE]
        if not left:
            break
        likeness = (vectors[left] @ vectors[rows].T).max(axis=1)
        take(left[int(np.argmin(np.round(likeness, 5)))])
    return rows


def _near(vectors: "Sequence[Vectors | None]") -> tuple[tuple[int, int], ...]:
    import numpy as np

    there = [(number, each) for number, each in enumerate(vectors) if each is not None]
    if len(there) < 2:
        return ()
    middles = np.stack([each.mean(axis=0) for _, each in there])
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    likeness = np.round(middles @ middles.T, 5)
    pairs = [
        (-float(likeness[a, b]), there[a][0], there[b][0])
        for a in range(len(there))
        for b in range(a + 1, len(there))
        if likeness[a, b] >= NEAR
    ]
    return tuple((first, second) for _, first, second in sorted(pairs)[:MOST_PAIRS])


def _detected(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(_languages().detect(texts, [None] * len(texts))) if texts else ()


def _short(piece: Piece) -> Piece:
    if len(piece.text) <= LONGEST:
        return piece
    cut = piece.text[:LONGEST].rsplit(" ", 1)[0] or piece.text[:LONGEST]
    return Piece(answer_id=piece.answer_id, text=f"{cut} …", voice=piece.voice)


def _encoder() -> "Embedder":
    from bot.insights import pipeline

    return pipeline._built_in()


@cache
def _languages() -> "Languages":
    from bot.insights.languages import Languages

    return Languages()

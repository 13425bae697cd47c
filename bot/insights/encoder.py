"""Calculates the vectors of many texts at once, each word piece's own part of the work once instead of every time.

The network (Yang et al. 2019, "Multilingual Universal Sentence Encoder", the convolutional one) first looks at each
piece alone, then at it and its neighbours. What it makes of a piece alone depends on the piece only, and so does each
neighbour's share in the first sum over neighbours: both are looked up here. Ten thousand answers have some 150,000
pieces, but only a few thousand different ones. The sums are those of the package, added in another order: vectors
differ from its own in the seventh digit.
"""

from collections.abc import Sequence, Set
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from bot.insights.vectors import Vectors

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from bot.insights.pieces import Pieces

Rows = npt.NDArray[np.int64]

TOKENS = 384
"""Pieces calculated at a time."""
DIFFERENT = 5_000
"""Different pieces whose part is kept at a time: some 65 MB."""
CONVOLUTION = 256
"""Numbers in each of the three convolutions."""
ORDERS = ((2, 0), (3, 1), (5, 2))
"""How many neighbours each convolution sees, and how many of them stand before the piece."""
BEFORE, AFTER = 2, 2


class Weights(Protocol):
    """The package's network, as it loads it."""

    table: npt.NDArray[np.uint8]
    scale: Vectors
    lo: Vectors
    proj_W: Vectors  # noqa: N815 - the package's name
    proj_b: Vectors
    ln_g_all: Vectors
    ln_b_all: Vectors
    w1: Sequence[Vectors]
    b1: Sequence[Vectors]
    w2: Sequence[Vectors]
    b2: Sequence[Vectors]
    ln_g: Vectors
    ln_b: Vectors
    cnn_W: Vectors  # noqa: N815 - the package's name
    cnn_b: Vectors
    d0: Vectors
    d1: Vectors
    d2: Vectors
    d3: Vectors
    p1: Vectors
    p3: Vectors
    eps: float


class Alone:
    """What the network makes of each of some pieces by itself: two layers of the six."""

    def __init__(self, weights: Weights, pieces: Rows) -> None:
        """`pieces`: the different ones that may be asked about, in rising order."""
        self._pieces = pieces
        n = len(pieces)
        self.meaning = np.empty((n, weights.table.shape[1]), dtype=np.float32)
        self.projected = np.empty((n, CONVOLUTION * len(ORDERS)), dtype=np.float32)
        self.nothing = n
        """Stands where there is no piece."""
        self.shares = [np.zeros(((n + 1) * seen, CONVOLUTION), dtype=np.float32) for seen, _ in ORDERS]
        """By convolution: what each piece gives to the sum, one row for every place where it can stand."""
        blocks = [
            each.reshape(seen, CONVOLUTION, CONVOLUTION).transpose(1, 0, 2).reshape(CONVOLUTION, -1)
            for each, (seen, _) in zip(weights.w1, ORDERS, strict=True)
        ]
        for first in range(0, n, TOKENS):
            rows = slice(first, min(first + TOKENS, n))
            chunk = pieces[rows] % len(weights.scale)
            meaning = weights.table[pieces[rows]].astype(np.float32)
            meaning *= weights.scale[chunk, None]
            meaning += weights.lo[chunk, None]
            projected = meaning @ weights.proj_W
            projected += weights.proj_b
            _normalise(projected, weights.ln_g_all, weights.ln_b_all, weights.eps)
            self.meaning[rows], self.projected[rows] = meaning, projected
            for i, ((seen, _), block) in enumerate(zip(ORDERS, blocks, strict=True)):
                own = np.ascontiguousarray(projected[:, i * CONVOLUTION : (i + 1) * CONVOLUTION])
                self.shares[i][rows.start * seen : rows.stop * seen] = (own @ block).reshape(-1, CONVOLUTION)

    def rows(self, pieces: Rows) -> Rows:
        """Where each of the pieces stands."""
        return np.searchsorted(self._pieces, pieces)


def encoded(weights: Weights, pieces: "Pieces", texts: Sequence[str], hands: "Executor") -> Vectors:
    """One row of unit length per text; the calculating is done by `hands`, each batch by one of them alone."""
    vectors = np.empty((len(texts), weights.p3.shape[1]), dtype=np.float32)
    first, different = 0, set[int]()
    cut: list[list[int]] = []
    for place, text in enumerate(texts):
        found = pieces.of(text)
        if cut and len(different) + len(found) > DIFFERENT:
            _encode(weights, cut, different, vectors[first:place], hands)
            first, cut, different = place, [], set()
        cut.append(found)
        different.update(found)
    if cut:
        _encode(weights, cut, different, vectors[first:], hands)
    return vectors


def _encode(
    weights: Weights, cut: Sequence[Sequence[int]], different: Set[int], vectors: Vectors, hands: "Executor"
) -> None:
    """Vectors of texts that have few enough different pieces, batch by batch."""
    alone = Alone(weights, np.asarray(sorted(different), dtype=np.int64))
    waiting = []
    group: list[Sequence[int]] = []
    tokens = first = 0
    for place, found in enumerate(cut):
        if group and tokens + len(found) > TOKENS:
            waiting.append(hands.submit(_batch, weights, alone, group, vectors[first:place]))
            group, tokens, first = [], 0, place
        group.append(found)
        tokens += len(found)
    waiting.append(hands.submit(_batch, weights, alone, group, vectors[first:]))
    for each in waiting:
        each.result()


def _batch(weights: Weights, alone: Alone, group: Sequence[Sequence[int]], vectors: Vectors) -> None:
    """The vectors of a few texts, whose pieces lie one after the other."""
    lengths = np.fromiter(map(len, group), dtype=np.int64, count=len(group))
    rows = alone.rows(np.fromiter(chain.from_iterable(group), dtype=np.int64, count=int(lengths.sum())))
    n, starts = len(rows), np.concatenate([[0], np.cumsum(lengths[:-1])])
    around = _around(starts, lengths)
    standing = np.append(rows, alone.nothing)[around]
    width = weights.table.shape[1]
    seen_by_all = np.empty((n, width + CONVOLUTION * len(ORDERS)), dtype=np.float32)
    np.take(alone.meaning, rows, axis=0, out=seen_by_all[:, :width], mode="clip")
    projected = alone.projected[rows]
    padded = np.zeros((n + 1, CONVOLUTION), dtype=np.float32)
    term = np.empty((n, CONVOLUTION), dtype=np.float32)
    for i, (seen, before) in enumerate(ORDERS):
        own = projected[:, i * CONVOLUTION : (i + 1) * CONVOLUTION]
        window = slice(BEFORE - before, BEFORE - before + seen)
        hidden = np.repeat(weights.b1[i][None], n, axis=0)
        for place, column in enumerate(standing[:, window].T):
            np.take(alone.shares[i], column * seen + place, axis=0, out=term, mode="clip")
            hidden += term
        np.maximum(hidden, 0, out=hidden)
        hidden += own
        padded[:n] = hidden
        second = padded[around[:, window]].reshape(n, seen * CONVOLUTION) @ weights.w2[i]
        second += weights.b2[i]
        np.maximum(second, 0, out=second)
        second += hidden
        seen_by_all[:, width + i * CONVOLUTION : width + (i + 1) * CONVOLUTION] = second
    _normalise(seen_by_all, weights.ln_g, weights.ln_b, weights.eps)
    vectors[:] = _joined(weights, np.add.reduceat(seen_by_all, starts, axis=0), lengths.astype(np.float32))


def _around(starts: Rows, lengths: Rows) -> Rows:
    """For each piece the places of those around it; where its text has none, the place after the last."""
    n = int(lengths.sum())
    places = np.arange(n, dtype=np.int64)[:, None] + np.arange(-BEFORE, AFTER + 1, dtype=np.int64)
    inside = (places >= np.repeat(starts, lengths)[:, None]) & (places < np.repeat(starts + lengths, lengths)[:, None])
    return np.where(inside, places, n)


def _joined(weights: Weights, sums: Vectors, lengths: Vectors) -> Vectors:
    """The last layers, which see each text as the sum of its pieces."""
    whole = sums @ weights.cnn_W
    whole += lengths[:, None] * weights.cnn_b
    whole *= np.reciprocal(np.sqrt(lengths))[:, None]
    first = np.maximum(whole @ weights.d0, 0)
    second = whole @ weights.p1
    second += first @ weights.d1
    np.maximum(second, 0, out=second)
    last = second @ weights.p3
    last += np.maximum(second @ weights.d2, 0) @ weights.d3
    np.tanh(last, out=last)
    squares = np.maximum(np.einsum("ij,ij->i", last, last), weights.eps)
    return np.asarray(last * np.reciprocal(np.sqrt(squares))[:, None], dtype=np.float32)


def _normalise(rows: Vectors, gain: Vectors, bias: Vectors, least: float) -> None:
    """Layer normalisation (Ba et al. 2016) of each row, in place."""
    rows -= rows.mean(axis=-1, keepdims=True)
    spread = np.einsum("ij,ij->i", rows, rows) / rows.shape[-1]
    rows *= np.reciprocal(np.sqrt(spread + np.float32(least)))[:, None]
    rows *= gain
    rows += bias

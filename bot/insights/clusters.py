"""Groups texts that say the same thing: many cautious groupings, then the one on which they agree."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.insights.communities import Labels, leiden, nearest, numbered, tied
from bot.insights.vectors import Vectors, unit

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Neighbours = tuple[Labels, npt.NDArray[np.float64]]
"""Of each text the nearest others, nearest first, and the cosines."""
NEIGHBOURS = (7, 10, 14)
COARSER = (0.5, 0.75, 1.0)
"""Every number of neighbours is tried with the resolution and with coarser ones: nine groupings."""
AGREED_OVER = 15
STRANGE = 0.1
"""A text less near than this (in cosine) to the rest of its theme does not say the same thing: it stands alone."""
SMALLEST_TO_JUDGE = 6
"""Texts that a theme must have before its middle tells who is a stranger to it."""
FINENESS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Cuts that are tried, as parts of the one that the number of texts alone would give."""
MANY = 4000
FINENESS_OF_MANY = (0.5, 1.0, 2.0)
"""Fewer cuts are tried where each takes long."""
MIDDLING = (0.75,)
"""What is tried is grouped over less: one resolution for every number of neighbours."""
DOUBT, DOUBT_IF_MIXED = 0.02, 0.1
"""What a cut loses against the one by number alone, as a share of the widest gap, for the square of e times finer."""
DECIDED = 0.02
"""A gap narrower by this share counts e times less."""
SLIGHT = 0.1
"""A tenth finer or coarser is left alone, and what goes beyond it counts from there."""
SMALLEST_TO_MEASURE = 40
"""Texts below which a gap is mostly chance."""
FINER = 2.5
SMALLEST_TO_SPLIT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Grain:
    """How finely vectors can be told apart."""

    factor: float
    power: float
    same: float
    """Two groups are one theme when texts across them are on average this nearly as alike as texts within them."""
    nearer: float
    """A text changes its theme when it is this much nearer to another one's middle."""


COARSE = Grain(factor=0.7, power=1 / 3, same=0.65, nearer=0.05)
"""For the first encoder alone."""
FINE = Grain(factor=0.45, power=0.42, same=0.72, nearer=0.1)
"""Where the second encoder read most of the texts: what lies side by side there may well be two things."""


def resolution(n: int, grain: Grain = COARSE) -> float:
    """How fine to cut `n` texts: 2 for 20, 4 for 150, 10 for 3,000 (13, where vectors are fine).

    The number of things people talk about grows with the number of answers, but more slowly (as Heaps' law has it for
    words); a smooth rule, so that one more answer never changes the whole picture.
    """
    return grain.factor * math.pow(n, grain.power)


def fineness(near: Neighbours, vectors: Vectors, grain: Grain = COARSE, *, mixed: bool = False) -> float:
    """By how much to cut finer than `resolution` says, so that themes stand apart as clearly as these texts allow.

    Several cuts are tried, and the gap of each is measured: how much nearer texts are to those of their own theme than
    to those of the next one, as in a silhouette (Rousseeuw 1987). The answer lies between the cuts, the nearer to those
    with a wide gap: it changes smoothly, so that one more answer never changes the whole picture. `mixed` languages
    make a gap of their own, since a text is nearest to its own translations: there it is trusted less, and never for a
    finer cut.
    """
    n = len(vectors)
    if n < SMALLEST_TO_MEASURE:
        return 1.0
    most = 1.0 if mixed else max(FINENESS)
    tried = [share for share in (FINENESS if n <= MANY else FINENESS_OF_MANY) if share <= most]
    gaps = []
    for share in tried:
        cut = resolution(n, grain) * share
        labels = leiden(_agreement(near, cut, MIDDLING), cut)
        gaps.append(_gap(vectors, _settled(vectors, _merged(vectors, labels, grain.same), grain.nearer)))
    widest = max(gaps)
    if widest <= 0:
        return 1.0
    farther = np.log(tried)
    worth = np.asarray(gaps) / widest - (DOUBT_IF_MIXED if mixed else DOUBT) * farther**2
    weights = np.exp((worth - worth.max()) / DECIDED)
    wanted = float((weights * farther).sum() / weights.sum())
    return math.exp(math.copysign(max(abs(wanted) - SLIGHT, 0.0), wanted))


def themes_and_parts(
    near: Neighbours, vectors: Vectors, grain: Grain = COARSE, fine: float = 1.0
) -> tuple[Labels, Labels]:
    """The theme of each text, and the finer part of a theme it is in (numbered across all themes).

    The rows must come in a fixed order. Stable by consensus (Lancichinetti & Fortunato 2012, "Consensus clustering in
    complex networks"): the final grouping is Leiden once more, over how often nine groupings put neighbours together.
    """
    n = len(vectors)
    if n < 3:
        single = np.arange(n, dtype=np.int64)
        return single, single
    cut = resolution(n, grain) * fine
    agreed = _agreement(near, cut, COARSER)
    groups = leiden(agreed, cut)
    themes = _without_strangers(vectors, _settled(vectors, _merged(vectors, groups, grain.same), grain.nearer))
    finer = leiden(agreed, cut * FINER)
    sizes = np.bincount(themes)
    parts = np.where(
        sizes[themes] >= SMALLEST_TO_SPLIT, themes * (int(finer.max()) + 2) + finer + 1, themes * (int(finer.max()) + 2)
    )
    return themes, numbered(parts)


def middles(vectors: Vectors, labels: Labels) -> Vectors:
    """The unit vector in the middle of each group."""
    return unit(_sums(vectors, labels).astype(np.float32))


def neighbours(vectors: Vectors) -> Neighbours:
    """Of each text those nearest to it, which every grouping rests on."""
    if len(vectors) < 2:
        nobody = np.empty((len(vectors), 0))
        return nobody.astype(np.int64), nobody
    return nearest(vectors, AGREED_OVER)


def _agreement(near: Neighbours, cut: float, coarser: Sequence[float]) -> "csr_matrix":
    """Neighbours, tied by the share of groupings in which they are together."""
    from scipy.sparse import csr_matrix, identity

    graphs = [tied(*near, k) for k in NEIGHBOURS]
    groupings = [leiden(graph, cut * share) for graph in graphs for share in coarser]
    ties = tied(*near, AGREED_OVER).tocoo()
    share = np.mean([labels[ties.row] == labels[ties.col] for labels in groupings], axis=0)
    together = csr_matrix((share, (ties.row, ties.col)), shape=ties.shape)
    together.eliminate_zeros()
    # A text on which no two groupings agree still needs a weight of its own.
    return (together + identity(len(near[0]), format="csr") * 1e-9).tocsr()


def _gap(vectors: Vectors, labels: Labels) -> float:
    """How much nearer texts are, on average, to the others of their theme than to those of the next theme."""
    rows, sizes = np.arange(len(labels)), np.bincount(labels)
    alike = vectors @ _sums(vectors, labels).astype(np.float32).T
    own = (alike[rows, labels] - 1) / np.maximum(sizes[labels] - 1, 1)
    others = alike / sizes
    others[rows, labels] = -1
    others[:, sizes < 2] = -1
    return float((own - others.max(axis=1)).mean(dtype=np.float64))


def _merged(vectors: Vectors, labels: Labels, same: float) -> Labels:
    """Pairs of groups that are hardly apart become one, nearest first."""
    while int(labels.max()) + 1 > 2:
        sums = _sums(vectors, labels)
        sizes = np.bincount(labels).astype(np.float64)
        inner = sums @ sums.T
        within = (np.diag(inner) - sizes) / np.maximum(sizes * (sizes - 1), 1)
        across = inner / np.outer(sizes, sizes)
        ratio = across / np.sqrt(np.maximum(np.outer(within, within), 1e-9))
        ratio[sizes < 2] = -1
        ratio[:, sizes < 2] = -1
        np.fill_diagonal(ratio, -1)
        one, other = np.unravel_index(int(ratio.argmax()), ratio.shape)
        if ratio[one, other] < same:
            break
        labels = numbered(np.where(labels == other, one, labels))
    return labels


def _settled(vectors: Vectors, labels: Labels, nearer: float) -> Labels:
    """Each text goes to the theme whose middle is clearly nearest; its own theme is measured without it."""
    rows = np.arange(len(labels))
    for _ in range(3):
        sums = _sums(vectors, labels)
        sizes = np.bincount(labels)
        near = vectors @ unit(sums.astype(np.float32)).T
        near[rows, labels] = _to_own(vectors, labels, sums)
        best = near.argmax(axis=1)
        goes = (near[rows, best] - near[rows, labels] > nearer) & (sizes[labels] > 2)
        if not goes.any():
            break
        labels = numbered(np.where(goes, best, labels))
    return labels


def _without_strangers(vectors: Vectors, labels: Labels) -> Labels:
    """A graph puts every text somewhere; what hardly resembles its theme would make that look wider than it is."""
    settled = np.bincount(labels)[labels] >= SMALLEST_TO_JUDGE
    strange = settled & (_to_own(vectors, labels, _sums(vectors, labels)) < STRANGE)
    alone = int(labels.max()) + 1 + np.arange(len(labels))
    return numbered(np.where(strange, alone, labels))


def _to_own(vectors: Vectors, labels: Labels, sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """How near each text is to the middle of the others in its theme; -1 where there are no others."""
    without = unit((sums[labels] - vectors).astype(np.float32))
    near: npt.NDArray[np.float32] = np.einsum("ij,ij->i", without, vectors)
    return np.where(np.bincount(labels)[labels] > 1, near, np.float32(-1))


def _sums(vectors: Vectors, labels: Labels) -> npt.NDArray[np.float64]:
    from scipy.sparse import csr_matrix

    rows = np.arange(len(labels))
    membership = csr_matrix((np.ones(len(labels), dtype=np.float32), (labels, rows)))
    return np.asarray(membership @ vectors, dtype=np.float64)

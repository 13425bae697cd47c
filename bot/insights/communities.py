"""Finds communities in a graph of near neighbours, by the Leiden algorithm in a form that has no chance in it.

Traag, Waltman & van Eck (2019), "From Louvain to Leiden". The library's own Leiden refines communities by the C
library's `rand`, which no seed of ours reaches: two runs in one process differ. Here its compiled local moving does
both steps: over the whole graph, and then inside each community only, from single nodes, which is the refinement.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.insights.vectors import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Labels = npt.NDArray[np.int64]
GAIN = 1e-5
"""The least gain of modularity for which nodes go on moving."""
ROUNDS = 60
ROWS = 256
"""Texts compared with all others at a time: bounds the memory."""


def nearest(vectors: Vectors, k: int) -> tuple[Labels, npt.NDArray[np.float64]]:
    """Of each text the `k` nearest others by cosine, nearest first, and the cosines."""
    n = len(vectors)
    k = min(k, n - 1)
    near = np.empty((n, k), dtype=np.int64)
    cosine = np.empty((n, k), dtype=np.float64)
    for start in range(0, n, ROWS):
        alike = vectors[start : start + ROWS] @ vectors.T
        rows = np.arange(len(alike))
        alike[rows, start + rows] = -2.0
        first = np.argpartition(-alike, k - 1, axis=1)[:, :k]
        first.sort(axis=1)
        values = np.take_along_axis(alike, first, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        near[start : start + ROWS] = np.take_along_axis(first, order, axis=1)
        cosine[start : start + ROWS] = np.take_along_axis(values, order, axis=1)
    return near, cosine


def tied(near: Labels, cosine: npt.NDArray[np.float64], k: int) -> "csr_matrix":
    """The graph that ties each text to its `k` nearest, weighted by cosine; mutual ties weigh double."""
    from scipy.sparse import csr_matrix

    n, k = len(near), min(k, near.shape[1])
    weight = np.maximum(cosine[:, :k], 1e-6)
    graph = csr_matrix((weight.ravel(), (np.repeat(np.arange(n), k), near[:, :k].ravel())), shape=(n, n))
    both = (graph + graph.T).tocsr()
    both.sort_indices()
    return both


def leiden(graph: "csr_matrix", resolution: float) -> Labels:
    """The community of each node, numbered from 0; a higher `resolution` makes more and smaller ones."""
    from scipy.sparse import csr_matrix

    graph = (graph / graph.sum()).tocsr()
    graph.sort_indices()
    weights = np.asarray(graph.sum(axis=1)).ravel()
    node = np.arange(graph.shape[0])
    labels = node.copy()
    for _ in range(ROUNDS):
        labels = _moved(graph, weights, labels, resolution)
        ties = graph.tocoo()
        inside = labels[ties.row] == labels[ties.col]
        within = csr_matrix((ties.data[inside], (ties.row[inside], ties.col[inside])), shape=graph.shape)
        refined = _moved(within, weights, np.arange(graph.shape[0]), resolution)
        parts = int(refined.max()) + 1
        if parts == graph.shape[0]:
            break
        membership = csr_matrix(
            (np.ones(len(refined)), (np.arange(len(refined)), refined)), shape=(len(refined), parts)
        )
        graph = (membership.T @ graph @ membership).tocsr()
        graph.sort_indices()
        weights = membership.T @ weights
        coarse = np.zeros(parts, dtype=np.int64)
        coarse[refined] = labels
        labels, node = coarse, refined[node]
    return numbered(labels[node])


def numbered(labels: Labels) -> Labels:
    """The same groups, numbered from 0 without a gap, in the order of their first member."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _moved(graph: "csr_matrix", weights: npt.NDArray[np.float64], labels: Labels, resolution: float) -> Labels:
    """Each node moved to the neighbouring community that gains most, until none gains; numbered from 0."""
    from sknetwork.clustering.louvain_core import optimize_core

    graph.sort_indices()
    single = np.float32
    total = np.bincount(labels, weights=weights, minlength=graph.shape[0]).astype(single)
    moved, _ = optimize_core(
        labels.astype(np.int32),
        graph.indices.astype(np.int32),
        graph.indptr.astype(np.int32),
        graph.data.astype(single),
        weights.astype(single),
        weights.astype(single),
        total.copy(),
        total.copy(),
        np.zeros(len(total), dtype=single),
        graph.diagonal().astype(single),
        resolution,
        GAIN,
    )
    return np.unique(np.asarray(moved), return_inverse=True)[1].astype(np.int64)

"""Groups of vectors: Ward's method on a sample, then every comment to its nearest group until nothing moves."""

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.proposing.vectors import Floats

SAMPLE = 1_500  # comments that Ward's method sees: it needs memory for each pair
ROUNDS = 12
Labels = NDArray[np.int64]


def how_many(comments: int) -> int:
    """How many groups to look for: half as many again as themes are likely, since people merge more easily than they split."""
    return int(np.clip(round(1.5 * 0.5 * np.sqrt(comments)), 2, 36))


def group(vectors: Floats, count: int, seed: int = 1) -> Labels:
    """The group of each vector, numbered from 0. Every vector gets one; the same seed gives the same groups."""
    if len(vectors) <= count:
        return np.arange(len(vectors), dtype=np.int64)
    chance = np.random.default_rng(seed)
    seen = np.arange(len(vectors)) if len(vectors) <= SAMPLE else np.sort(chance.choice(len(vectors), SAMPLE, replace=False))
    from scipy.cluster.hierarchy import fcluster, linkage  # 28 MB, and only a draft needs it

    found = fcluster(linkage(vectors[seen], method="ward"), t=count, criterion="maxclust")
    centres = _centres(vectors[seen], np.unique(found, return_inverse=True)[1])
    labels = np.argmax(vectors @ centres.T, axis=1)
    for _ in range(ROUNDS if len(vectors) > SAMPLE else 2):
        centres = _centres(vectors, labels, centres)
        moved = np.argmax(vectors @ centres.T, axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def nearness(vectors: Floats, labels: Labels) -> Floats:
    """How near each vector is to the middle of its group, from 0 to 1."""
    centres = _centres(vectors, labels)
    near: Floats = np.clip((vectors * centres[labels]).sum(axis=1), 0.0, 1.0)
    return near


def steadiness(vectors: Floats, labels: Labels, count: int, times: int = 6) -> Floats:
    """For each group, how much of it comes together again when a fifth of the comments is left out: 0 to 1.

    The mean over `times` samples of the best overlap (Jaccard) of the group with any group of the sample
    (Hennig, "Cluster-wise assessment of cluster stability", 2007).
    """
    chance = np.random.default_rng(11)
    groups = int(labels.max()) + 1
    total, seen = np.zeros(groups), np.zeros(groups)
    for at in range(times):
        kept = np.sort(chance.choice(len(vectors), max(2, int(0.8 * len(vectors))), replace=False))
        again = group(vectors[kept], count, seed=100 + at)
        mine = labels[kept]
        table = np.zeros((groups, int(again.max()) + 1))
        np.add.at(table, (mine, again), 1)
        sizes = table.sum(axis=1)
        either = sizes[:, None] + table.sum(axis=0)[None, :] - table
        best = np.max(np.divide(table, either, out=np.zeros_like(table), where=either > 0), axis=1)
        total += np.where(sizes > 0, best, 0)
        seen += sizes > 0
    found: Floats = np.divide(total, seen, out=np.zeros(groups), where=seen > 0)
    return found


def _centres(vectors: Floats, labels: NDArray[np.int64], before: Floats | None = None) -> Floats:
    count = len(before) if before is not None else int(labels.max()) + 1
    sums = np.zeros((count, vectors.shape[1]))
    np.add.at(sums, labels, vectors)
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    if before is not None:
        sums = np.where(norms > 1e-9, sums, before)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
    found: Floats = np.divide(sums, norms, out=np.zeros_like(sums), where=norms > 1e-9)
    return found

"""Diversity: near-duplicates collapse, and ten papers are not ten times the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digest.rank.sparse import Floats, Rows, product

SAME = 0.9  # cosine of two papers' words above which they are one work to a reader
LAMBDA = 0.8  # what the score is worth against likeness to what was already chosen
POOL = 50  # papers, the best, that may be chosen from (or as many as are asked for, when that is more)


def diverse(ranked: Sequence[int], scores: Floats, *, text: Rows, size: int) -> list[int]:
    """Return at most `size` of the places in `ranked` (best first), still best first.

    Of near-duplicates only the best stays. The rest is chosen by maximal marginal relevance
    (Carbonell and Goldstein, 1998) with the scores of the pool brought to 0 … 1.
    """
    pool = list(ranked[: max(POOL, size)])
    if size <= 0 or not pool:
        return []
    rows = text.take(pool)
    likeness = product(rows, rows.transposed())
    kept = _distinct(likeness)
    if len(kept) <= size:
        return [pool[at] for at in kept]
    worth = scores[[pool[at] for at in kept]]
    among = likeness[np.ix_(kept, kept)]
    chosen = _marginal((worth - worth.min()) / (np.ptp(worth) or 1.0), among, size=size)
    return [pool[kept[at]] for at in sorted(chosen)]


def _distinct(likeness: Floats) -> list[int]:
    kept: list[int] = []
    for at in range(len(likeness)):
        if not kept or likeness[at, kept].max() <= SAME:
            kept.append(at)
    return kept


def _marginal(worth: Floats, likeness: Floats, *, size: int) -> list[int]:
    chosen = [0]
    nearest = likeness[0].copy()
    left = np.ones(len(worth), dtype=np.bool_)
    left[0] = False
    while len(chosen) < size:
        gain = np.where(left, LAMBDA * worth - (1 - LAMBDA) * nearest, -np.inf)
        best = int(gain.argmax())
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, likeness[best])
    return chosen

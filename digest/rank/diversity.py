"""Diversity: near-duplicates collapse, and ten papers are not ten times the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digest.rank.shelf import Shelf
from digest.rank.sparse import Floats

SAME = 0.9  # cosine of two papers' words above which they are one work to a reader
LAMBDA = 0.8  # what the score is worth against likeness to what was already chosen
POOL = 50  # papers, the best, that may be chosen from (or as many as are asked for, when that is more)


def diverse(shelf: Shelf, ranked: Sequence[int], scores: Floats, *, size: int) -> list[int]:
    """Return at most `size` of the places in `ranked` (best first), still best first.

    Of near-duplicates only the best stays. The rest is chosen by maximal marginal relevance
    (Carbonell and Goldstein, 1998) with the scores of the pool brought to 0 … 1.
    """
    pool = list(ranked[: max(POOL, size)])
    if size <= 0 or not pool:
        return []
    likeness = shelf.likeness(pool)
    kept = _distinct(likeness)
    if len(kept) <= size:
        return [pool[at] for at in kept]
    worth = scores[[pool[at] for at in kept]]
    among = likeness[np.ix_(kept, kept)]
    chosen = _marginal((worth - worth.min()) / (np.ptp(worth) or 1.0), among, size=size)
    return [pool[kept[at]] for at in sorted(chosen)]


def distinct(shelf: Shelf, ranked: Sequence[int], *, than: Sequence[int]) -> list[int]:
    """Return the places in `ranked` that are near-duplicates of no place in `than`, nor of one before."""
    kept = _distinct(shelf.likeness([*than, *ranked]))
    return [ranked[at - len(than)] for at in kept if at >= len(than)]


def _distinct(likeness: Floats) -> list[int]:
    same = np.triu(likeness > SAME, k=1)
    if not same.any():
        return list(range(len(likeness)))
    kept: list[int] = []
    for at in range(len(likeness)):
        if not same[kept, at].any():
            kept.append(at)
    return kept


def _marginal(worth: Floats, likeness: Floats, *, size: int) -> list[int]:
    gain = LAMBDA * worth
    nearest = likeness[0].copy()
    chosen = [0]
    gain[0] = -np.inf
    while len(chosen) < size:
        best = int((gain - (1 - LAMBDA) * nearest).argmax())
        chosen.append(best)
        gain[best] = -np.inf
        np.maximum(nearest, likeness[best], out=nearest)
    return chosen

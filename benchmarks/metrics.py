"""How good an order is, and how sure one can be of a mean over readers."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIGURES = ("mrr", "hit5", "hit10", "ndcg10")
RESAMPLES = 2000
SEED = 20260331
LEVEL = (2.5, 97.5)  # percentiles: an interval of 95 %

Floats = NDArray[np.float64]


def figures(order: Sequence[str], relevant: Collection[str]) -> tuple[float, float, float, float]:
    """Return reciprocal rank, hit@5, hit@10 and nDCG@10 of an order (best first), each 0 to 1.

    A gain is 1, its discount 1 / log2(rank + 1) (Järvelin and Kekäläinen, 2002); all 0 when nothing
    relevant is in the order.
    """
    ranks = [rank for rank, name in enumerate(order, start=1) if name in relevant]
    if not ranks:
        return 0.0, 0.0, 0.0, 0.0
    gain = sum(1 / math.log2(rank + 1) for rank in ranks if rank <= 10)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(relevant)) + 1))
    return 1 / ranks[0], float(ranks[0] <= 5), float(ranks[0] <= 10), gain / ideal


@dataclass(frozen=True, slots=True)
class Draws:
    """Subscribers drawn with replacement, many times: days of one reader are not independent of another."""

    owner: NDArray[np.int64]  # per day: which subscriber's it is
    times: NDArray[np.int64]  # resamples × subscribers: how often each was drawn
    days: Floats  # resamples: how many days each has

    @classmethod
    def of(cls, subscribers: Sequence[str]) -> Draws:
        """Return resamples of the subscribers of some days (one name per day), the same every time."""
        distinct, owner = np.unique(np.array(subscribers), return_inverse=True)
        many = len(distinct)
        times = np.random.default_rng(SEED).multinomial(many, np.full(many, 1 / many), size=RESAMPLES)
        return cls(owner, times, times @ np.bincount(owner, minlength=many))

    def interval(self, values: Floats) -> tuple[float, float]:
        """Return the 95 % interval of the mean of a value per day."""
        sums = np.bincount(self.owner, weights=values, minlength=self.times.shape[1])
        low, high = np.percentile((self.times @ sums) / self.days, LEVEL)
        return float(low), float(high)

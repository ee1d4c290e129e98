"""What ours is measured against: chance, votes, and the usual ways of comparing words.

All of them know on a day what ours know: words are counted in the papers listed before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from scipy import sparse

from benchmarks.metrics import Floats
from benchmarks.recorded import Day, chance
from digest.model import Facts, Paper
from digest.rank.words import grams, stems

Order = list[str]  # ids of all candidates, best first

K1 = 1.2
B = 0.75
TITLE_TIMES = 2
LEAST_IDF = 0.01


def at_random(days: Sequence[Day], _: Mapping[str, Paper]) -> list[Order]:
    """Return orders that are chance, but the same every time."""
    return [sorted(one.candidates, key=lambda name: chance(one.subscriber, one.day, name)) for one in days]


def by_upvotes(days: Sequence[Day], papers: Mapping[str, Paper]) -> list[Order]:
    """Return the most upvoted first."""
    return [
        sorted(one.candidates, key=lambda name: (-(papers[name].counts.upvotes or 0), name)) for one in days
    ]


def newest(days: Sequence[Day], papers: Mapping[str, Paper]) -> list[Order]:
    """Return the latest listed first, those of one day by chance: what the date alone gives away."""
    return [
        sorted(order, key=lambda name: papers[name].listed_on, reverse=True)
        for order in at_random(days, papers)
    ]


def best_first(names: Sequence[str], scores: Floats) -> Order:
    """Return names by falling score, equal ones by name."""
    return [name for _, name in sorted(zip((-scores).tolist(), names, strict=True))]


class Words:
    """The words of every paper, stemmed, single and in pairs: counted once, weighed anew for each day."""

    def __init__(self, papers: Mapping[str, Paper]) -> None:
        self.number: dict[str, int] = {}
        self.row = {name: at for at, name in enumerate(papers)}
        self.listed = [paper.listed_on for paper in papers.values()]  # ascending, as papers are
        self.counts = self._matrix([_count_facts(paper.facts) for paper in papers.values()], learn=True)
        self.single = np.array([" " not in term for term in self.number], dtype=np.bool_)

    def mean_tfidf(self, days: Sequence[Day]) -> list[Order]:
        """Return the nearest to the mean of the interests first: sublinear tf × idf, cosine."""
        df, listed = self._before(days[0].day)
        idf = np.where(df > 1, np.maximum(np.log(listed - df + 0.5) - np.log(df + 0.5), LEAST_IDF), 0.0)
        orders = []
        for day in days:
            wanted = _unit(self._wanted(day), idf).mean(axis=0)
            likeness = _unit(self._candidates(day), idf) @ np.asarray(wanted).ravel()
            orders.append(best_first(day.candidates, likeness))
        return orders

    def bm25(self, days: Sequence[Day]) -> list[Order]:
        """Return the best by Okapi BM25 first, with all words of the interests as one query.

        Robertson and Zaragoza, 2009, with idf as log(1 + (n - df + ½) / (df + ½)), never negative.
        """
        df, listed = self._before(days[0].day)
        idf = np.where(self.single, np.log1p((listed - df + 0.5) / (df + 0.5)), 0.0)
        length = np.asarray(self.counts @ self.single.astype(np.float64))
        usual = length[:listed].mean() if listed else 1.0
        orders = []
        for day in days:
            query = np.asarray(self._wanted(day).sum(axis=0)).ravel() * idf
            found = self._candidates(day)
            longer = length[[self.row[name] for name in day.candidates]] / usual
            norm = np.repeat(K1 * (1 - B + B * longer), np.diff(found.indptr))
            tf = found.data * (K1 + 1) / (found.data + norm)
            scores = sparse.csr_array((tf, found.indices, found.indptr), shape=found.shape) @ query
            orders.append(best_first(day.candidates, scores))
        return orders

    def _before(self, day: date) -> tuple[Floats, int]:
        """Return how many papers listed before a day have each term, and how many papers there are."""
        listed = bisect_left(self.listed, day)
        seen = self.counts.indices[: self.counts.indptr[listed]]
        return np.bincount(seen, minlength=len(self.number)).astype(np.float64), listed

    def _candidates(self, day: Day) -> sparse.csr_array:
        return self.counts[[self.row[name] for name in day.candidates]]

    def _wanted(self, day: Day) -> sparse.csr_array:
        likes = self.counts[[self.row[name] for name in day.liked]]
        if not day.topics:
            return likes
        return sparse.vstack([likes, self._matrix([_count(topic) for topic in day.topics])], format="csr")

    def _matrix(self, texts: Sequence[Counter[str]], *, learn: bool = False) -> sparse.csr_array:
        starts, columns, values = [0], [], []
        for counts in texts:
            for term, count in counts.items():
                if learn:
                    self.number.setdefault(term, len(self.number))
                if term in self.number:
                    columns.append(self.number[term])
                    values.append(count)
            starts.append(len(columns))
        shape = (len(texts), len(self.number))
        return sparse.csr_array((np.array(values, float), np.array(columns, int), starts), shape=shape)


def _count(text: str) -> Counter[str]:
    return Counter(grams(stems(text)))


def _count_facts(facts: Facts) -> Counter[str]:
    counts = _count(facts.abstract)
    for term, count in _count(facts.title).items():
        counts[term] += TITLE_TIMES * count
    return counts


def _unit(counts: sparse.csr_array, idf: Floats) -> sparse.csr_array:
    """Return rows of unit length (or empty ones) of sublinear counts times idf."""
    value = (1.0 + np.log(counts.data)) * idf[counts.indices]
    owner = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    norm = np.sqrt(np.bincount(owner, weights=value * value, minlength=counts.shape[0]))
    value = value / np.where(norm > 0, norm, 1.0)[owner]
    return sparse.csr_array((value, counts.indices, counts.indptr), shape=counts.shape)

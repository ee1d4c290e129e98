"""The strongest of the well-known peers: TF-IDF and a linear SVM per reader, as arxiv-sanity-lite ranks.

Its settings as published (compute.py, serve.py): words and pairs of words, English stop words, min_df 5,
max_df .1, sublinear; class_weight "balanced", C .01. Everything that is not liked is a negative, candidates
too. scikit-learn is a dependency of development only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.svm import LinearSVC

from benchmarks.baselines import Order, best_first
from benchmarks.recorded import Day
from digest.model import Paper

NEWEST = 1500  # papers of the history at most, so that the benchmark stays quick
LEAST_DF = 5  # papers
MOST_DF = 0.1  # of the papers
MOST_TERMS = 20_000
C = 0.01


class Svm:
    """Counts words once, and trains one classifier per subscriber and day."""

    def __init__(self, papers: Mapping[str, Paper], *, authors: bool) -> None:
        """Read titles and abstracts, and with `authors` their names as the peer does."""
        words = CountVectorizer(
            strip_accents="unicode",
            stop_words="english",
            token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",  # noqa: S106 - a pattern of words
            ngram_range=(1, 2),
            dtype=np.float64,
        )
        self.counts = words.fit_transform(_text(paper, authors=authors) for paper in papers.values())
        self.row = {name: at for at, name in enumerate(papers)}
        self.listed = [paper.listed_on for paper in papers.values()]  # ascending, as papers are

    def __call__(self, days: Sequence[Day]) -> list[Order]:
        """Return the candidates of days of one date, each by distance from its reader's hyperplane."""
        last = bisect_left(self.listed, days[0].day)
        return [self._order(day, range(max(last - NEWEST, 0), last)) for day in days]

    def _order(self, day: Day, newest: range) -> Order:
        likes = [self.row[name] for name in day.liked]
        candidates = [self.row[name] for name in day.candidates]
        rows = np.array(sorted({*newest, *likes, *candidates}))
        text = self._weighed(self.counts[rows])
        liked = np.isin(rows, likes)
        if liked.all() or not text.shape[1]:
            return sorted(day.candidates)
        machine = LinearSVC(class_weight="balanced", C=C, tol=1e-4, max_iter=10_000, random_state=0)
        scores = machine.fit(text, liked).decision_function(text[np.searchsorted(rows, candidates)])
        return best_first(day.candidates, scores)

    def _weighed(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return what TfidfVectorizer makes of these papers alone."""
        df = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero((df >= LEAST_DF) & (df <= MOST_DF * counts.shape[0]))
        if len(kept) > MOST_TERMS:
            total = np.bincount(counts.indices, weights=counts.data, minlength=counts.shape[1])
            kept = np.sort(kept[np.argsort(-total[kept], kind="stable")[:MOST_TERMS]])
        if not len(kept):
            return counts[:, :0]
        return TfidfTransformer(sublinear_tf=True).fit_transform(counts[:, kept])


def _text(paper: Paper, *, authors: bool) -> str:
    facts = paper.facts
    return " ".join([facts.title, facts.abstract, *(facts.authors if authors else ())])

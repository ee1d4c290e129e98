"""The lexicon: which words count how much, learnt from the papers of the rolling store."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from digest.model import Paper
from digest.rank.sparse import Floats, Rows, rows_of
from digest.rank.words import grams, stems

TITLE_TIMES = 2  # a title's word counts as this many of the abstract's
LEAST_IDF = 0.05  # of words in half of all papers and more: they still match, and outweigh nothing
MANY_PAPERS = 1000  # from here on a pair of words is a term from its third paper on, not its second

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms (stems, and pairs of them) by column, each with its weight.

    The weight is BM25's inverse document frequency, log((n − df + ½) / (df + ½)), floored: it needs no
    caps on frequency, so that it serves a demo of 72 papers and a store of 20,000 alike.
    """

    column: dict[str, int]
    terms: tuple[str, ...]  # by column
    idf: Floats

    def vectors(self, texts: Iterable[Counts]) -> Rows:
        """Return one row of unit length per text (empty where no term is known): sublinear tf × idf."""
        return rows_of((self._weighed(counts) for counts in texts), columns=len(self.idf))

    def _weighed(self, counts: Counts) -> dict[int, float]:
        found = {self.column[term]: count for term, count in counts.items() if term in self.column}
        weights = {at: (1.0 + math.log(count)) * float(self.idf[at]) for at, count in found.items()}
        norm = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
        return {at: weights[at] / norm for at in sorted(weights)} if norm else {}


def count_paper(paper: Paper) -> Counts:
    """Return how often each term occurs in the readable text of a paper."""
    facts = paper.facts
    counts = count_text(facts.abstract or facts.summary)
    for term, count in count_text(facts.title).items():
        counts[term] += TITLE_TIMES * count
    return counts


def count_text(text: str) -> Counter[str]:
    """Return how often each term occurs in a text."""
    return Counter(grams(stems(text)))


def learn(history: Sequence[Counts], *, also: Sequence[Counts] = ()) -> Lexicon:
    """Return a lexicon with document frequencies from `history`, the terms of papers listed so far.

    Single words of `also` are terms too although they may be newer than the history; they are counted
    only when there is no history at all. A pair of words is a term from its second paper on
    (its third in a large store): most pairs are accidents.
    """
    counted = history or also
    frequency: Counter[str] = Counter()
    for counts in counted:
        frequency.update(counts.keys())
    least = 3 if len(counted) >= MANY_PAPERS else 2
    terms = {term for term, papers in frequency.items() if papers >= least or " " not in term}
    for counts in also:
        terms.update(term for term in counts if " " not in term)
    column = {term: at for at, term in enumerate(sorted(terms))}
    df = np.array([frequency[term] for term in column], dtype=np.float64)
    idf = np.log(len(counted) - df + 0.5) - np.log(df + 0.5)
    return Lexicon(column, tuple(column), np.maximum(idf, LEAST_IDF))

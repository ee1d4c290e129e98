"""The lexicon: which words count how much, learnt from the papers of the rolling store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from digest.model import Facts, Paper
from digest.rank.sparse import Floats, Ints, Mask, Rows, starts_of
from digest.rank.words import grams, stems

TITLE_TIMES = 2  # a title's word counts as this many of the abstract's
LEAST_IDF = 0.01  # of words in half of all papers and more: they still match, and outweigh nothing
SPARE = 10_000  # papers that a reader may read and forget before it is worn
MANY_PAPERS = 1000  # papers in a store from which on it knows which words are rare


@dataclass(frozen=True, slots=True)
class Terms:
    """The distinct terms of a text by number, and how often each occurs."""

    number: Ints
    count: Floats


Known = tuple[tuple[str, str, str], Terms]  # title, abstract and summary as they were read


@dataclass(slots=True)
class Reader:
    """Numbers terms as they are first read, and remembers the papers it has read.

    Kept from pass to pass, it reads each paper once; without one kept, every pass reads all of them anew.
    Several threads may use one: what has a number keeps it.
    """

    number: dict[str, int] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)  # by number
    pairs: bytearray = field(default_factory=bytearray)  # by number: 1 for two words, 0 for one
    _papers: dict[int, Known] = field(default_factory=dict)  # by key: those of this pass
    _before: dict[int, Known] = field(default_factory=dict)  # … and those of the pass before
    _read: int = 0  # papers, since the first of them
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def worn(self) -> bool:
        """Return whether most of what it read is forgotten: a new reader would have half the words."""
        return self._read > 2 * len(self._papers) + SPARE

    def begin_pass(self) -> None:
        """Forget the papers that the pass before this one did not ask for; words keep their numbers."""
        self._before, self._papers = self._papers, {}

    def paper(self, paper: Paper) -> Terms:
        """Return the terms of a paper's readable text; new ones are given numbers."""
        facts = paper.facts
        text = (facts.title, facts.abstract, facts.summary)
        known = self._papers.get(paper.key) or self._before.get(paper.key)
        if known is None or known[0] != text:
            counts = count_facts(facts)
            with self._lock:
                for term in counts:
                    self._add(term)
                known = (text, self._numbered(counts))
                self._read += 1
        self._papers[paper.key] = known
        return known[1]

    def text(self, text: str) -> Terms:
        """Return those terms of a text that some paper has, too."""
        return self._known(count_text(text))

    def facts(self, facts: Facts) -> Terms:
        """Return those terms of a work that some paper has, too."""
        return self._known(count_facts(facts))

    def _known(self, counts: Mapping[str, int]) -> Terms:
        return self._numbered({term: count for term, count in counts.items() if term in self.number})

    def _add(self, term: str) -> None:
        if term not in self.number:
            self.number[term] = len(self.terms)
            self.terms.append(term)
            self.pairs.append(" " in term)

    def _numbered(self, counts: Mapping[str, int]) -> Terms:
        number = np.fromiter((self.number[term] for term in counts), dtype=np.int64, count=len(counts))
        count = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        order = np.argsort(number)
        return Terms(number[order], count[order])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What each term (a stem, or a pair of them) is worth.

    The weight is BM25's inverse document frequency, log((n − df + ½) / (df + ½)), floored: it needs no
    caps on frequency, so that it serves a demo of 72 papers and a store of 20,000 alike.
    """

    terms: Sequence[str]  # by number
    idf: Floats  # by number; 0 where a term counts for nothing
    rare: Mask  # by number: words of a single paper or none, which a topic may still name

    def papers(self, texts: Iterable[Terms]) -> Rows:
        """Return a row per paper, of unit length but for its rare words: sublinear tf × idf.

        Rare words can be found, and do not make the others smaller: a made-up name says nothing about
        how much a paper is on its subject.
        """
        return self._rows(texts, short=self.rare)

    def likes(self, texts: Iterable[Terms]) -> Rows:
        """Return a row of unit length per liked paper, without rare words."""
        return self._rows(texts, without=self.rare)

    def topics(self, texts: Iterable[Terms]) -> Rows:
        """Return a row of unit length per topic (empty where no term is known), rare words and all."""
        return self._rows(texts)

    def _rows(
        self, texts: Iterable[Terms], *, short: Mask | None = None, without: Mask | None = None
    ) -> Rows:
        """Return a row per text: `short` terms do not count towards its length, `without` are left out."""
        read = list(texts)
        number = np.concatenate([np.zeros(0, dtype=np.int64), *(text.number for text in read)])
        count = np.concatenate([np.ones(0), *(text.count for text in read)])
        owner = np.repeat(np.arange(len(read)), [len(text.number) for text in read])
        known = np.flatnonzero(number < len(self.idf))
        known = known[self.idf[number[known]] > 0]
        if without is not None:
            known = known[~without[number[known]]]
        number, owner = number[known], owner[known]
        value = (1.0 + np.log(count[known])) * self.idf[number]
        square = value * value if short is None else np.where(short[number], 0.0, value * value)
        norm = np.sqrt(np.bincount(owner, weights=square, minlength=len(read)))
        whole = np.sqrt(np.bincount(owner, weights=value * value, minlength=len(read)))
        norm = np.where(norm > 0, norm, whole)
        lengths = np.bincount(owner, minlength=len(read)).astype(np.int64)
        return Rows(starts_of(lengths), number, value / norm[owner], len(self.idf))


def count_facts(facts: Facts) -> Counter[str]:
    """Return how often each term occurs in the readable text of a paper."""
    counts = count_text(facts.abstract or facts.summary)
    for term, count in count_text(facts.title).items():
        counts[term] += TITLE_TIMES * count
    return counts


def count_text(text: str) -> Counter[str]:
    """Return how often each term occurs in a text."""
    return Counter(grams(stems(text)))


def learn(reader: Reader, history: Sequence[Paper], *, also: Sequence[Paper] = ()) -> Lexicon:
    """Return a lexicon with document frequencies from `history`, the papers listed so far.

    Single words of `also` are terms too although they may be newer than the history; they are counted
    only when there is no history at all. A pair of words is a term from its second paper on: most are
    accidents. In a large store a word of one paper is rare: most are accidents as well, or names.
    """
    named = [reader.paper(paper).number for paper in also]
    counted = [reader.paper(paper).number for paper in history] or named
    size = len(reader.pairs)
    df = _frequency(counted, size)
    pair = np.array(reader.pairs[:size], dtype=np.bool_)  # another thread may be reading on
    seen = _frequency([*named, *counted], size) > 0
    idf = np.maximum(np.log(len(counted) - df + 0.5) - np.log(df + 0.5), LEAST_IDF)
    rare = (df < 2) & (len(counted) >= MANY_PAPERS)  # noqa: PLR2004 - papers, as the docstring says
    return Lexicon(reader.terms, np.where(np.where(pair, df > 1, seen), idf, 0.0), rare)


def _frequency(texts: Sequence[Ints], size: int) -> Ints:
    return np.bincount(np.concatenate([np.zeros(0, dtype=np.int64), *texts]), minlength=size).astype(np.int64)

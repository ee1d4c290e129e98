"""The shelf: the papers of one pass, indexed once by word, author, organization, category; shared by all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from digest.model import Facts, Interest, LibraryEntry, Paper
from digest.rank.find import Finder, Hits, author_keys_of
from digest.rank.lexicon import Lexicon, Reader, learn
from digest.rank.meaning import Meaning, Vectors, meaning_of, text_of
from digest.rank.sparse import Floats, Ints, Mask, Rows, product
from digest.rank.weights import Weights
from digest.rank.words import spelled

REFERENCE = timedelta(days=30)  # scores are standardised against the papers listed within so long
REFERENCE_PAPERS = 600  # … of them the latest at most
ENOUGH = 50  # papers: with fewer to compare with, the candidates stand in as well
MOST_PAIRS = 3_000  # papers up to which the likeness of all pairs is kept at hand (72 MB)


@dataclass(frozen=True, slots=True)
class Work:
    """A paper as an example of what somebody likes: from the store, or from a library alone."""

    title: str
    words: Rows  # one row
    text: str  # what stands for its meaning
    authors: tuple[str, ...]  # keys


@dataclass(frozen=True, slots=True)
class Shelf:
    """Papers by place (0 …): those that may be picked, and those they are compared with."""

    papers: tuple[Paper, ...]  # ascending by key
    keys: Ints  # of each place
    candidate: Mask
    reference: Mask
    today: date
    newest: date  # the latest listing day of the candidates
    age: Ints  # days by which each place is older than that
    reader: Reader
    lexicon: Lexicon
    weights: Weights
    text: Rows  # a row per place
    by_term: Rows  # the same by column
    meaning: Meaning | None  # None: no model of meaning is at hand
    liked: Mapping[str, Paper]  # by canonical id
    popularity: Floats  # standardised, within ±3
    finder: Finder
    _works: dict[int, Work] = field(default_factory=dict)  # by key of a liked paper
    _libraries: dict[int, tuple[Interest, tuple[Work, ...]]] = field(default_factory=dict)  # by identity
    _spelt: dict[int, dict[str, str]] = field(default_factory=dict)
    _pairs: list[Floats] = field(default_factory=list)

    def place(self, key: int) -> int | None:
        """Return where the paper of this key stands, or None."""
        at = int(self.keys.searchsorted(key))
        return at if at < len(self.keys) and int(self.keys[at]) == key else None

    def matches(self, interest: Interest) -> Hits:
        """Return where exactly what an interest names is found, and how surely."""
        return self.finder.find(interest)

    def work(self, canonical: str) -> Work | None:
        """Return a liked paper, or None while the store has not seen it."""
        paper = self.liked.get(canonical)
        if paper is None:
            return None
        if paper.key not in self._works:
            words = self.lexicon.likes([self.reader.paper(paper)])
            authors = tuple(author_keys_of(paper.facts.authors))
            self._works[paper.key] = Work(paper.facts.title, words, text_of(paper.facts), authors)
        return self._works[paper.key]

    def _entry(self, entry: LibraryEntry) -> Work | None:
        """Return a work of a library: as the store knows it, else by what the library says; None: nothing."""
        known = next((work for name in entry.ids if (work := self.work(name)) is not None), None)
        if known is not None or not entry.title:
            return known
        facts = Facts(title=entry.title, abstract=entry.abstract)
        words = self.lexicon.likes([self.reader.facts(facts)])
        return Work(entry.title, words, text_of(entry), tuple(author_keys_of(entry.authors)))

    def works(self, library: Interest) -> tuple[Work, ...]:
        """Return the works of a library that say something, as the store knows them or the library does."""
        if not library.entries:
            return ()
        key = id(library.entries)
        if key not in self._libraries:
            found = (self._entry(entry) for entry in library.entries)
            self._libraries[key] = (library, tuple(work for work in found if work is not None))
        return self._libraries[key][1]

    def spelling(self, place: int) -> dict[str, str]:
        """Return how the paper at a place spells each of its terms."""
        if place not in self._spelt:
            facts = self.papers[place].facts
            self._spelt[place] = spelled(facts.abstract or facts.summary) | spelled(facts.title)
        return self._spelt[place]

    def likeness(self, places: Sequence[int]) -> Floats:
        """Return the cosines of the words of some places with one another."""
        if len(self.papers) > MOST_PAIRS:
            rows = self.text.take(places)
            return product(rows, rows.transposed())
        if not self._pairs:
            self._pairs.append(product(self.text, self.by_term))
        at = np.asarray(places, dtype=np.int64)
        return np.asarray(self._pairs[0].take(at[:, None] * len(self.papers) + at))


def build_shelf(  # noqa: PLR0913 - what a pass ranks with, each named
    candidates: Sequence[Paper],
    *,
    history: Sequence[Paper],
    likes: Mapping[str, Paper],
    today: date,
    reader: Reader,
    vectors: Vectors,
    weights: Weights,
) -> Shelf:
    """Return the papers of one pass, with word weights learnt from `history`."""
    recent = [paper for paper in history if today - REFERENCE <= paper.listed_on <= today]
    recent.sort(key=lambda paper: (paper.listed_on, paper.key))
    reference = {paper.key for paper in recent[-REFERENCE_PAPERS:]}
    wanted = {paper.key: paper for paper in (*recent[-REFERENCE_PAPERS:], *candidates)}
    papers = tuple(paper for _, paper in sorted(wanted.items()))
    compared = np.array([paper.key in reference for paper in papers], dtype=np.bool_)
    if compared.sum() < ENOUGH:
        compared = np.ones(len(papers), dtype=np.bool_)
    lexicon = learn(reader, history, also=papers)
    text = lexicon.papers(reader.paper(paper) for paper in papers)
    newest = max((paper.listed_on for paper in candidates), default=today)
    return Shelf(
        papers=papers,
        keys=np.array([paper.key for paper in papers], dtype=np.int64),
        candidate=np.isin([paper.key for paper in papers], [paper.key for paper in candidates]),
        reference=compared,
        today=today,
        newest=newest,
        age=np.array([(newest - paper.listed_on).days for paper in papers], dtype=np.int64),
        reader=reader,
        lexicon=lexicon,
        weights=weights,
        text=text,
        by_term=text.transposed(),
        meaning=meaning_of([text_of(paper.facts) for paper in papers], vectors, reference=compared),
        liked=likes,
        popularity=_popularity(papers),
        finder=Finder(papers),
    )


def _popularity(papers: Sequence[Paper]) -> Floats:
    """Return log upvotes, standardised and bent to stay within ±3; 0 where nobody counts votes."""
    counts = np.array([np.nan if p.counts.upvotes is None else max(p.counts.upvotes, 0) for p in papers])
    known = ~np.isnan(counts)
    if not known.any():
        return np.zeros(len(papers))
    votes = np.log1p(counts[known])
    out = np.zeros(len(papers))
    out[known] = (votes - votes.mean()) / (votes.std() or 1.0)
    return 3.0 * np.tanh(out / 3.0)

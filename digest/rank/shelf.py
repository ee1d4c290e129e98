"""The shelf: the papers of one pass, indexed once by word, author, organization, category; shared by all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from digest.model import Interest, InterestKind, Paper
from digest.rank.lexicon import Lexicon, Reader, learn
from digest.rank.names import Name, organization_key, parse_name, same_name
from digest.rank.phrase import has_topic, phrase_pattern, readable
from digest.rank.sparse import Floats, Ints, Mask, Rows
from digest.rank.words import spelled

REFERENCE = timedelta(days=30)  # scores are standardised against the papers listed within so long
REFERENCE_PAPERS = 600  # … of them the latest at most
ENOUGH = 50  # papers: with fewer to compare with, the candidates stand in as well


@dataclass(frozen=True, slots=True)
class Shelf:
    """Papers by place (0 …): those that may be picked, and those they are compared with."""

    papers: tuple[Paper, ...]  # ascending by key
    keys: Ints  # of each place
    candidate: Mask
    reference: Mask
    reader: Reader
    lexicon: Lexicon
    text: Rows  # a row per place
    by_term: Rows  # the same by column
    liked: dict[str, int]  # canonical id of a liked paper → row of liked_text
    liked_papers: tuple[Paper, ...]
    liked_text: Rows
    popularity: Floats  # standardised, within ±3
    authors: dict[str, Ints]  # name's key → places
    families: dict[str, list[Name]]  # folded family name → distinct names printed with it
    organizations: dict[str, Ints]
    categories: dict[str, Ints]
    _found: dict[tuple[InterestKind, str], Floats] = field(default_factory=dict)  # looked up so far
    _spelt: dict[int, dict[str, str]] = field(default_factory=dict)

    def place(self, key: int) -> int | None:
        """Return where the paper of this key stands, or None."""
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and int(self.keys[at]) == key else None

    def matches(self, interest: Interest) -> Floats:
        """Return for every place how surely (0 to 1) it has exactly what an interest names."""
        asked = (interest.kind, interest.value)
        if asked not in self._found:
            self._found[asked] = _FINDERS[interest.kind](self, interest.value)
        return self._found[asked]

    def has(self, interest: Interest, paper: Paper) -> bool:
        """Return whether a paper of the shelf has exactly what an interest names."""
        place = self.place(paper.key)
        return place is not None and bool(self.matches(interest)[place])

    def spelling(self, place: int) -> dict[str, str]:
        """Return how the paper at a place spells each of its terms."""
        if place not in self._spelt:
            facts = self.papers[place].facts
            self._spelt[place] = spelled(facts.abstract or facts.summary) | spelled(facts.title)
        return self._spelt[place]

    def topic_rows(self, topics: Sequence[str]) -> Rows:
        """Return a row of words per topic."""
        return self.lexicon.topics(self.reader.text(topic) for topic in topics)

    def _marked(self, places: Ints | None) -> Floats:
        marks = np.zeros(len(self.papers))
        if places is not None:
            marks[places] = 1.0
        return marks


def build_shelf(
    candidates: Sequence[Paper],
    *,
    history: Sequence[Paper],
    likes: Mapping[str, Paper],
    today: date,
    reader: Reader,
) -> Shelf:
    """Return the papers of one pass, with word weights learnt from `history`."""
    recent = [paper for paper in history if today - REFERENCE <= paper.listed_on <= today]
    recent.sort(key=lambda paper: (paper.listed_on, paper.key))
    reference = {paper.key for paper in recent[-REFERENCE_PAPERS:]}
    wanted = {paper.key: paper for paper in (*recent[-REFERENCE_PAPERS:], *candidates)}
    papers = tuple(wanted[key] for key in sorted(wanted))
    compared = np.array([paper.key in reference for paper in papers], dtype=np.bool_)
    lexicon = learn(reader, history, also=papers)
    text = lexicon.papers(reader.paper(paper) for paper in papers)
    chosen = {paper.key for paper in candidates}
    liked_papers = tuple({paper.key: paper for paper in likes.values()}.values())
    row = {paper.key: at for at, paper in enumerate(liked_papers)}
    return Shelf(
        papers=papers,
        keys=np.array([paper.key for paper in papers], dtype=np.int64),
        candidate=np.array([paper.key in chosen for paper in papers], dtype=np.bool_),
        reference=compared if compared.sum() >= ENOUGH else np.ones(len(papers), dtype=np.bool_),
        reader=reader,
        lexicon=lexicon,
        text=text,
        by_term=text.transposed(),
        liked={name: row[paper.key] for name, paper in likes.items()},
        liked_papers=liked_papers,
        liked_text=lexicon.likes(reader.paper(paper) for paper in liked_papers),
        popularity=_popularity(papers),
        families=_families(papers),
        authors=_places(papers, author_keys),
        organizations=_places(papers, organization_keys),
        categories=_places(papers, _category_keys),
    )


def author_keys(paper: Paper) -> list[str]:
    """Return the distinct authors of a paper as they are compared, in the order they are printed."""
    return list(dict.fromkeys(key for name in paper.facts.authors if (key := parse(name).key)))


@lru_cache(maxsize=200_000)
def parse(printed: str) -> Name:
    """Return a printed name, folded (remembered: names come again and again)."""
    return parse_name(printed)


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


def _places(papers: Sequence[Paper], keys_of: Callable[[Paper], Sequence[str]]) -> dict[str, Ints]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, paper in enumerate(papers):
        for key in dict.fromkeys(keys_of(paper)):
            found[key].append(at)
    return {key: np.array(places, dtype=np.int64) for key, places in found.items()}


def _families(papers: Sequence[Paper]) -> dict[str, list[Name]]:
    found: defaultdict[str, dict[Name, None]] = defaultdict(dict)
    for paper in papers:
        for printed in paper.facts.authors:
            name = parse(printed)
            if name.family:
                found[name.family][name] = None
    return {family: list(names) for family, names in found.items()}


def organization_keys(paper: Paper) -> list[str]:
    """Return a paper's organization as it is compared, by handle and by printed name."""
    facts = paper.facts
    keys = (organization_key(facts.organization), organization_key(facts.organization_name))
    return list(dict.fromkeys(key for key in keys if key))


def _category_keys(paper: Paper) -> Sequence[str]:
    """Return the categories of a paper, and the archives they belong to: "cs.CL" and "cs.*"."""
    written = [category.strip().casefold() for category in paper.facts.categories]
    return [key for one in written if one for key in (one, f"{one.partition('.')[0]}.*")]


def _find_author(shelf: Shelf, value: str) -> Floats:
    wanted = parse(value)
    found = np.zeros(len(shelf.papers))
    families = {wanted.family, *wanted.given[:1]}
    for printed in (name for family in families for name in shelf.families.get(family, ())):
        sure = same_name(wanted, printed)
        if sure:
            places = shelf.authors[printed.key]
            found[places] = np.maximum(found[places], sure)
    return found


def _find_keyword(shelf: Shelf, value: str) -> Floats:
    pattern = phrase_pattern(value)
    if pattern is None:
        return np.zeros(len(shelf.papers))
    return np.array([float(bool(pattern.search(readable(paper)))) for paper in shelf.papers])


def _find_topic(shelf: Shelf, value: str) -> Floats:
    return np.array([float(has_topic(paper, value)) for paper in shelf.papers])


def _find_organization(shelf: Shelf, value: str) -> Floats:
    return shelf._marked(shelf.organizations.get(organization_key(value)))  # noqa: SLF001 - this module's own


def _find_category(shelf: Shelf, value: str) -> Floats:
    return shelf._marked(shelf.categories.get(value.strip().casefold()))  # noqa: SLF001 - this module's own


def _find_nothing(shelf: Shelf, _: str) -> Floats:
    return np.zeros(len(shelf.papers))


def _find_paper(shelf: Shelf, value: str) -> Floats:
    return np.array([float(value in paper.ids) for paper in shelf.papers])


_FINDERS: dict[InterestKind, Callable[[Shelf, str], Floats]] = {
    InterestKind.TOPIC: _find_topic,
    InterestKind.KEYWORD: _find_keyword,
    InterestKind.AUTHOR: _find_author,
    InterestKind.ORGANIZATION: _find_organization,
    InterestKind.CATEGORY: _find_category,
    InterestKind.LIKE: _find_paper,
    InterestKind.LIBRARY: _find_nothing,
}

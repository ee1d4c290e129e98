"""Finding: which papers have exactly what an interest names, by index instead of one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from digest.model import Interest, InterestKind, Paper
from digest.rank.names import SURE, Name, organization_key, parse_name, same_name
from digest.rank.phrase import has_topic, phrase_pattern, readable
from digest.rank.sparse import Floats, Ints
from digest.rank.words import UNSPACED_RUN, runs, stems

MOST_REMEMBERED = 100_000  # answers; then all are forgotten


@dataclass(frozen=True, slots=True)
class Hits:
    """The places (ascending) that have something, and how surely each does (0 to 1]."""

    places: Ints
    sure: Floats

    def at(self, place: int) -> float:
        """Return how surely one place has it."""
        found = int(np.searchsorted(self.places, place))
        here = found < len(self.places) and int(self.places[found]) == place
        return float(self.sure[found]) if here else 0.0

    def certain(self) -> Ints:
        """Return the places that surely have it."""
        return self.places[self.sure >= SURE]


@dataclass(slots=True)
class Finder:
    """The papers of a shelf by author, organization, category and word; each index is made when needed."""

    papers: Sequence[Paper]
    authors: dict[str, Ints] = field(init=False)  # name's key → places
    _families: dict[str, list[Name]] = field(init=False)  # folded family name → names printed with it
    _organizations: dict[str, Ints] = field(init=False)
    _categories: dict[str, Ints] = field(init=False)
    _words: dict[str, Ints] = field(default_factory=dict)
    _stems: dict[str, Ints] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)
    _authors_at: dict[int, list[str]] = field(default_factory=dict)
    _found: dict[tuple[InterestKind, str, bool, tuple[str, ...]], Hits] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.authors = _places(self.papers, author_keys)
        self._families = _families(self.papers)
        self._organizations = _places(self.papers, organization_keys)
        self._categories = _places(self.papers, _category_keys)

    def find(self, interest: Interest) -> Hits:
        """Return where exactly what an interest names is found; of a library, its works themselves."""
        ids = tuple(name for entry in interest.entries for name in entry.ids)
        asked = (interest.kind, interest.value, interest.stemmed, ids)
        if asked not in self._found:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            self._found[asked] = self._look(interest)
        return self._found[asked]

    def _look(self, interest: Interest) -> Hits:
        value = interest.value
        match interest.kind:
            case InterestKind.AUTHOR:
                found = self._author(value)
            case InterestKind.KEYWORD:
                found = self._stemmed(value) if interest.stemmed else self._keyword(value)
            case InterestKind.TOPIC:
                found = self._stemmed(value)
            case InterestKind.ORGANIZATION:
                found = _sure(self._organizations.get(organization_key(value), ()))
            case InterestKind.CATEGORY:
                found = _sure(self._categories.get(value.strip().casefold(), ()))
            case InterestKind.LIKE:
                found = self._named({value})
            case InterestKind.LIBRARY:
                found = self._named({name for entry in interest.entries for name in entry.ids})
        return found

    def authors_at(self, place: int) -> list[str]:
        """Return the distinct authors of the paper at a place, as they are compared."""
        if place not in self._authors_at:
            self._authors_at[place] = author_keys(self.papers[place])
        return self._authors_at[place]

    def _named(self, names: Collection[str]) -> Hits:
        return _sure(at for at, paper in enumerate(self.papers) if not set(paper.ids).isdisjoint(names))

    def _author(self, value: str) -> Hits:
        wanted = parse(value)
        found: dict[int, float] = {}
        for family in {wanted.family, *wanted.given[:1]}:
            for printed in self._families.get(family, ()):
                sure = same_name(wanted, printed)
                for place in self.authors[printed.key].tolist() if sure else ():
                    found[place] = max(found.get(place, 0.0), sure)
        places = sorted(found)
        return Hits(np.array(places, dtype=np.int64), np.array([found[place] for place in places]))

    def _keyword(self, value: str) -> Hits:
        pattern = phrase_pattern(value)
        if pattern is None:
            return _sure(())
        if not self._words:
            self._words = _places(self.papers, lambda paper: runs(readable(paper)))
        near = self._with_all(self._words, [run for run in runs(value) if not UNSPACED_RUN.match(run)])
        return _sure(at for at in near if pattern.search(self._text(at)))

    def _stemmed(self, value: str) -> Hits:
        wanted = stems(value)
        if not wanted:
            return _sure(())
        if not self._stems:
            self._stems = _places(self.papers, lambda paper: stems(readable(paper)))
        return _sure(at for at in self._with_all(self._stems, wanted) if has_topic(self.papers[at], value))

    def _with_all(self, index: dict[str, Ints], words: Sequence[str]) -> list[int]:
        """Return the places that have every word; all places for no word."""
        lists = sorted((index.get(word, _NOWHERE) for word in set(words)), key=len)
        left = lists[0] if lists else np.arange(len(self.papers))
        for other in lists[1:]:
            left = left[np.isin(left, other, assume_unique=True)]
        places: list[int] = left.tolist()
        return places

    def _text(self, place: int) -> str:
        if place not in self._texts:
            self._texts[place] = readable(self.papers[place])
        return self._texts[place]


_NOWHERE = np.zeros(0, dtype=np.int64)


def _sure(places: Iterable[int]) -> Hits:
    found = np.array(places if isinstance(places, np.ndarray) else list(places), dtype=np.int64)
    return Hits(found, np.ones(len(found)))


def author_keys(paper: Paper) -> list[str]:
    """Return the distinct authors of a paper as they are compared, in the order they are printed."""
    return author_keys_of(paper.facts.authors)


def author_keys_of(names: Sequence[str]) -> list[str]:
    """Return distinct names as they are compared, in the order they are printed."""
    return list(dict.fromkeys(key for name in names if (key := parse(name).key)))


@lru_cache(maxsize=200_000)
def parse(printed: str) -> Name:
    """Return a printed name, folded (remembered: names come again and again)."""
    return parse_name(printed)


def organization_keys(paper: Paper) -> list[str]:
    """Return a paper's organization as it is compared, by handle and by printed name."""
    facts = paper.facts
    keys = (organization_key(facts.organization), organization_key(facts.organization_name))
    return list(dict.fromkeys(key for key in keys if key))


def _category_keys(paper: Paper) -> Sequence[str]:
    """Return the categories of a paper, and the archives they belong to: "cs.CL" and "cs.*"."""
    written = [category.strip().casefold() for category in paper.facts.categories]
    return [key for one in written if one for key in (one, f"{one.partition('.')[0]}.*")]


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

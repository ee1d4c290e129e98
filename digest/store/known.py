"""What a store knows of the works of some listings, read in bulk before anything is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Text, func, select, type_coerce

from digest.identify import Identified, contradict, same_work
from digest.model import Counts, Facts
from digest.store.codec import Noun
from digest.store.engine import chunks
from digest.store.tables import aliases, former, papers, sightings

MOST_NAMESAKES = 20  # papers of one title that are compared with a listing
FACTS, COUNTS = Noun(Facts), Noun(Counts)


@dataclass(slots=True)
class Known:
    """A paper as one transaction knows it: what is stored, and what is to be."""

    key: int
    listed_on: date
    facts_text: str = ""  # as stored; empty: nothing is stored yet
    counts_text: str = ""
    stored_on: date | None = None
    title_key: int | None = None
    names: set[str] = field(default_factory=set)  # its aliases; but see `Shelf.load`
    seen: dict[tuple[str, date], Counts] = field(default_factory=dict)  # by source and its day
    changed_facts: Facts | None = None  # None: as stored
    changed_counts: Counts | None = None

    @property
    def facts(self) -> Facts:
        """Return its facts as they are to be."""
        loaded: Facts = FACTS.load(self.facts_text) if self.changed_facts is None else self.changed_facts
        return loaded

    @property
    def counts(self) -> Counts:
        """Return its counts as they are to be."""
        loaded: Counts = COUNTS.load(self.counts_text) if self.changed_counts is None else self.changed_counts
        return loaded

    def settle(self) -> bool:
        """Take what is to be for what is stored; False when it was stored just so."""
        facts = self.facts_text if self.changed_facts is None else FACTS.dump(self.changed_facts)
        counts = self.counts_text if self.changed_counts is None else COUNTS.dump(self.changed_counts)
        before = (self.facts_text, self.counts_text, self.stored_on)
        self.facts_text, self.counts_text, self.stored_on = facts, counts, self.listed_on
        return before != (facts, counts, self.listed_on)


class Shelf:
    """The papers that some listings may be of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.papers: dict[int, Known] = {}
        self.owner: dict[str, int] = {}  # by alias
        self._titled: dict[int, list[int]] = {}  # by title key; ascending

    def owners(self, one: Identified) -> list[Known]:
        """Return the papers that a listing is of, in order of their keys.

        Those of its names come first, without papers that only read the same and have another id of the
        same kind. One without any is of the one paper of its title and authors, if there is just one.
        """
        facts = one.listing.facts
        found = self._found(one.aliases)
        named = self._found(one.listing.ids)
        owners = [
            self.papers[key]
            for key in sorted(found)
            if key in named or not contradict(self.papers[key].names, one.aliases)
        ]
        if owners or not facts.authors:
            return owners
        known = () if one.title_key is None else self._titled.get(one.title_key, ())
        titled = [self.papers[key] for key in known if key in self.papers]
        alike = [
            paper
            for paper in titled
            if not contradict(paper.names, one.aliases) and same_work(paper.facts, facts)
        ]
        return alike if len(alike) == 1 else []

    def _found(self, names: Iterable[str]) -> set[int]:
        return {self.owner[name] for name in names if name in self.owner}

    def add(self, paper: Known) -> None:
        """Take in a paper that is new."""
        self.papers[paper.key] = paper
        if paper.title_key is not None:
            self._titled.setdefault(paper.title_key, []).append(paper.key)

    def name(self, paper: Known, names: Sequence[str]) -> list[str]:
        """Give a paper those of some names that nobody has; return them."""
        fresh = [name for name in dict.fromkeys(names) if name not in self.owner]
        self.owner |= dict.fromkeys(fresh, paper.key)
        paper.names.update(name for name in names if self.owner[name] == paper.key)
        return fresh

    def join(self, other: Known, *, into: Known) -> None:
        """Make two papers one."""
        del self.papers[other.key]
        into.names |= other.names
        into.seen = other.seen | into.seen
        self.owner |= {name: into.key for name, key in self.owner.items() if key == other.key}

    def load(self, part: Sequence[Identified]) -> None:
        """Forget everything, and read what may be of some listings.

        Only of papers that might be another work are all aliases read: where a listing has an id of just
        one paper, it is that paper, and the names it comes with tell others from it.
        """
        self.papers, self.owner, self._titled = {}, {}, {}
        names = sorted({alias for one in part for alias in one.aliases})
        for some in chunks(names):
            rows = self._connection.execute(
                select(aliases.c.alias, aliases.c.paper).where(aliases.c.alias.in_(some))
            )
            self.owner |= {row[0]: row[1] for row in rows.all()}
        self._find_titles(one for one in part if not any(alias in self.owner for alias in one.aliases))
        keys = sorted({*self.owner.values(), *(key for many in self._titled.values() for key in many)})
        sources = sorted({one.listing.source for one in part})
        for some_keys in chunks(keys):
            self._read(some_keys, sources)
        for some_keys in chunks(sorted(set(keys) - self._sure(part))):
            theirs = select(aliases.c.paper, aliases.c.alias).where(aliases.c.paper.in_(some_keys))
            for key, alias in self._connection.execute(theirs):
                self.papers[key].names.add(alias)

    def _sure(self, part: Sequence[Identified]) -> set[int]:
        """Return the papers that every listing that may be of them has an id of, and of no other."""
        sure: set[int] = set()
        doubted = {key for many in self._titled.values() for key in many}
        for one in part:
            found = self._found(one.aliases)
            (sure if len(found) == 1 and self._found(one.listing.ids) else doubted).update(found)
        return sure - doubted

    def _find_titles(self, part: Iterable[Identified]) -> None:
        """Find the papers of the titles of listings whose names are not known."""
        wanted = {one.title_key for one in part if one.listing.facts.authors}
        for some in chunks(sorted(wanted - {None})):  # type: ignore[type-var]  # no None is left
            query = select(papers.c.title_key, papers.c.key).where(papers.c.title_key.in_(some))
            for number, key in self._connection.execute(query.order_by(papers.c.key)):
                same = self._titled.setdefault(number, [])
                if len(same) < MOST_NAMESAKES:
                    same.append(key)

    def _read(self, keys: Sequence[int], sources: Collection[str]) -> None:
        facts, counts = type_coerce(papers.c.facts, Text), type_coerce(papers.c.counts, Text)
        query = select(papers.c.key, papers.c.listed_on, papers.c.title_key, facts, counts)
        rows = self._connection.execute(query.where(papers.c.key.in_(keys))).all()
        for key, day, number, facts_text, counts_text in rows:
            self.papers[key] = Known(
                key=key,
                listed_on=day,
                title_key=number,
                facts_text=facts_text,
                counts_text=counts_text,
                stored_on=day,
            )
        sighted = select(sightings.c.paper, sightings.c.source, sightings.c.listed_on, sightings.c.counts)
        theirs = sighted.where(sightings.c.paper.in_(keys), sightings.c.source.in_(sources))
        for key, source, day, seen in self._connection.execute(theirs).all():
            self.papers[key].seen[source, day] = seen


def keys_after(connection: Connection) -> Iterator[int]:
    """Yield keys for new papers: never one that a paper has or had."""
    highest = [connection.execute(select(func.max(table.c.key))).scalar() for table in (papers, former)]
    key = max(found or 0 for found in highest)
    while True:
        key += 1
        yield key

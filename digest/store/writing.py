"""One batch on its way into the tables: read in bulk, decided in memory, written in bulk.

Only one writer of papers is at work at a time (`Store.take_turn`), so what was read stays true until it is
written. Merges are rare, and are written one by one.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from operator import itemgetter

from sqlalchemy import Connection, Executable, Text, bindparam, delete, insert, select, update

from digest.identify import Identified, merge_counts, merge_facts, title_key
from digest.model import Counts, Facts
from digest.store.known import COUNTS, FACTS, Known, Shelf, keys_after
from digest.store.search import reindex
from digest.store.tables import aliases, former, papers, picks, sightings, votes

AT_ONCE = 1000  # listings that are held in memory together
INDEXED_AT_ONCE = 4000  # papers whose words are written together


class Writer:
    """Stores listings; the sums say what became of them. Without `seen_at` nobody listed them."""

    def __init__(self, connection: Connection, *, seen_at: datetime | None) -> None:
        self._connection = connection
        self._seen_at = seen_at
        self._shelf = Shelf(connection)
        self._keys = keys_after(connection)
        self._made: list[Known] = []
        self._touched: dict[int, Known] = {}
        self._names: list[dict[str, object]] = []
        self._sighted: dict[tuple[int, str, date], Counts] = {}
        self._recounted: dict[tuple[int, str, date], Counts] = {}
        self._words: dict[int, Facts | None] = {}
        self.new = self.listed = self.merged = self.skipped = 0

    def put(self, batch: Sequence[Identified]) -> None:
        """Find or make the paper of each listing, and record the sightings."""
        with _uncollected():
            for start in range(0, len(batch), AT_ONCE):
                self._put_part(batch[start : start + AT_ONCE])
                if len(self._words) >= INDEXED_AT_ONCE:
                    self._index()
            self._index()

    def _put_part(self, part: Sequence[Identified]) -> None:
        self._shelf.load(part)
        for one in part:
            self._put(one)
        self._flush()

    def _index(self) -> None:
        reindex(self._connection, self._words)
        self._words = {}

    def _put(self, one: Identified) -> None:
        """Put one listing.

        A replacement of a paper refreshes what is known of it, and is no news: of a paper that is not
        known it is skipped. A page without a date lists its papers once, on the day it was first read,
        however often it is read again.
        """
        listing = one.listing
        owners = self._shelf.owners(one)
        if not owners and listing.replaced:
            self.skipped += 1
            return
        paper = owners[0] if owners else self._make(one)
        for other in owners[1:]:
            self._merge(other, into=paper)
        fresh = self._shelf.name(paper, one.aliases)
        self._names += [{"alias": alias, "paper": paper.key} for alias in fresh]
        sighted = self._seen_at is not None and not listing.replaced
        days = [day for source, day in paper.seen if source == listing.source]
        again = listing.listed_on is None and bool(days)
        if owners:
            self._refresh(paper, one, moved=not again and sighted)
        if sighted:
            new = self._sight(paper, one, day=max(days) if again else one.listed_on)
            self.listed += new and bool(owners)

    def _make(self, one: Identified) -> Known:
        listing = one.listing
        paper = Known(
            key=next(self._keys),
            listed_on=one.listed_on,
            title_key=one.title_key,
            changed_facts=listing.facts,
            changed_counts=listing.counts,
        )
        self._shelf.add(paper)
        self._made.append(paper)
        self.new += 1
        return paper

    def _refresh(self, paper: Known, one: Identified, *, moved: bool) -> None:
        """Fill in what was not known; a text that is stored just so need not even be read."""
        facts, counts = one.listing.facts, one.listing.counts
        if paper.changed_facts is not None or FACTS.dump(facts) != paper.facts_text:
            paper.changed_facts = merge_facts(paper.facts, facts)
            paper.title_key = title_key(paper.changed_facts.title)
        if paper.changed_counts is not None or COUNTS.dump(counts) != paper.counts_text:
            paper.changed_counts = merge_counts(paper.counts, counts)
        if moved:
            paper.listed_on = max(paper.listed_on, one.listed_on)
        self._touched[paper.key] = paper

    def _sight(self, paper: Known, one: Identified, *, day: date) -> bool:
        """Record that a source lists a paper on a day, and how it counts; False when that was known."""
        source = one.listing.source
        known = paper.seen.get((source, day))
        counts = merge_counts(known or Counts(), one.listing.counts)
        place = (paper.key, source, day)
        if known is None or place in self._sighted:
            self._sighted[place] = counts
        elif counts != known:
            self._recounted[place] = counts
        paper.seen[source, day] = counts
        return known is None

    def _flush(self) -> None:
        """Write what was decided so far."""
        seen_at = {"seen_at": self._seen_at}
        rows: list[tuple[Executable, list[dict[str, object]]]] = [
            (_NEW_PAPER, self._rows(self._made)),
            (_CHANGED_PAPER, self._rows(self._touched.values())),
            (insert(aliases), sorted(self._names, key=itemgetter("alias"))),
            (insert(sightings), [place | seen_at for place in _places(self._sighted)]),
            (
                _RECOUNTED,
                [{f"its_{name}": value for name, value in row.items()} for row in _places(self._recounted)],
            ),
        ]
        for statement, many in rows:
            if many:
                self._connection.execute(statement, many)
        self._made, self._names = [], []
        for done in (self._touched, self._sighted, self._recounted):
            done.clear()

    def _rows(self, changed: Iterable[Known]) -> list[dict[str, object]]:
        """Return the rows of papers that are not as they are stored, and take them for stored."""
        rows: list[dict[str, object]] = []
        for paper in changed:
            if paper.settle():
                facts = paper.facts
                rows.append(
                    {
                        "its_key": paper.key,
                        "its_facts": paper.facts_text,
                        "its_counts": paper.counts_text,
                        "its_day": paper.listed_on,
                        "its_title": paper.title_key,
                    }
                )
                self._words[paper.key] = facts
        return rows

    def _merge(self, other: Known, *, into: Known) -> None:
        """Make two papers one: what a reader had or thought of either, they had or think of both."""
        self._flush()
        run = self._connection.execute
        run(
            select(papers.c.key).where(papers.c.key == other.key).with_for_update()
        )  # no new vote on it from here
        known = sightings.alias()
        twice = (
            select(known.c.key)
            .where(known.c.paper == into.key, known.c.source == sightings.c.source)
            .where(known.c.listed_on == sightings.c.listed_on)
            .exists()
        )
        run(delete(sightings).where(sightings.c.paper == other.key, twice))
        self._drop_earlier_votes(other.key, into.key)
        for table in (sightings, aliases, picks, votes, former):
            run(update(table).where(table.c.paper == other.key).values(paper=into.key))
        run(delete(papers).where(papers.c.key == other.key))
        run(insert(former).values(key=other.key, paper=into.key))
        into.changed_facts = merge_facts(into.facts, other.facts)
        into.changed_counts = merge_counts(into.counts, other.counts)
        into.listed_on = max(into.listed_on, other.listed_on)
        self._shelf.join(other, into=into)
        self._words[other.key] = None
        self.merged += 1

    def _drop_earlier_votes(self, other: int, into: int) -> None:
        """Where a reader voted on both of two papers, forget the earlier vote."""
        later = votes.alias()
        by_them = (
            select(later.c.address)
            .where(later.c.address == votes.c.address, later.c.paper == into)
            .where(later.c.voted_at >= votes.c.voted_at)
            .exists()
        )
        self._connection.execute(delete(votes).where(votes.c.paper == other, by_them))
        left = select(later.c.address).where(later.c.address == votes.c.address, later.c.paper == other)
        self._connection.execute(delete(votes).where(votes.c.paper == into, left.exists()))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the garbage collector rest: of the many objects of a batch none is in a cycle.

    It would go through all of them again and again, a fifth of the time.
    """
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def _places(counted: Mapping[tuple[int, str, date], Counts]) -> list[dict[str, object]]:
    return [
        {"paper": paper, "source": source, "listed_on": day, "counts": counts}
        for (paper, source, day), counts in counted.items()
    ]


_PAPER = {
    "facts": bindparam("its_facts", type_=Text()),  # as text already
    "counts": bindparam("its_counts", type_=Text()),
    "listed_on": bindparam("its_day"),
    "title_key": bindparam("its_title"),
}
_NEW_PAPER = insert(papers).values(key=bindparam("its_key"), **_PAPER)
_CHANGED_PAPER = update(papers).where(papers.c.key == bindparam("its_key")).values(_PAPER)
_RECOUNTED = (
    update(sightings)
    .where(sightings.c.paper == bindparam("its_paper"), sightings.c.source == bindparam("its_source"))
    .where(sightings.c.listed_on == bindparam("its_listed_on"))
    .values(counts=bindparam("its_counts"))
)

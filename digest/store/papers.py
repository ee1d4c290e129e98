"""Papers, their aliases and sightings, and the state of the sources they come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, func, or_, select, update

from digest.identify import Identified, contradict, merge_counts, merge_facts
from digest.model import Paper
from digest.store.engine import Store, chunks
from digest.store.tables import aliases, papers, picks, sightings, sources, votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What one batch changed."""

    new: int = 0  # papers not known before
    listed: int = 0  # papers known before, listed on a further day or by a further source
    merged: int = 0  # papers found to be one


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source is doing."""

    name: str
    watermark: date | None
    asked_at: datetime
    read_at: datetime | None
    failed_at: datetime | None  # since when it fails; None: it does not
    error: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """When a source listed a paper, and when the store first held that."""

    paper: int
    listed_on: date
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The papers a pass may choose from, as one state of the store."""

    papers: tuple[Paper, ...]
    sightings: tuple[Sighting, ...]
    cutoff_at: datetime | None  # the latest seen_at of all; None: nothing was ever seen


def upsert(
    store: Store,
    batch: Sequence[Identified],
    *,
    source: str,
    now: datetime,
    watermark: date | None,
) -> Stored:
    """Store a batch and move its source's watermark, in one transaction.

    A batch is seen after everything that was seen before it, whatever the clocks of several
    machines say: an edition's cut-off is a `seen_at`, and a paper that is committed later must not
    fall behind it.
    """
    with store.write() as connection:
        store.take_turn(connection, sightings)
        latest = connection.execute(select(func.max(sightings.c.seen_at))).scalar()
        seen_at = now if latest is None else max(now, latest + timedelta(microseconds=1))
        writer = _Writer(connection, store=store, seen_at=seen_at)
        for one in batch:
            writer.put(one)
        _moved(connection, store, source=source, now=now, watermark=watermark)
        return Stored(new=writer.new, listed=writer.listed, merged=writer.merged)


def failed(store: Store, *, source: str, now: datetime, error: str) -> None:
    """Record that a source could not be read; its watermark stays."""
    with store.write() as connection:
        insert = store.insert(sources).values(name=source, asked_at=now, failed_at=now, error=error)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=["name"],
                set_={"asked_at": now, "error": error, "failed_at": func.coalesce(sources.c.failed_at, now)},
            )
        )


def source_states(store: Store) -> tuple[SourceState, ...]:
    """Return every source that was ever asked, by name."""
    count = (
        select(func.count(sightings.c.paper.distinct()))
        .where(sightings.c.source == sources.c.name)
        .scalar_subquery()
    )
    with store.read() as connection:
        rows = connection.execute(select(sources, count.label("papers")).order_by(sources.c.name)).all()
    return tuple(
        SourceState(
            name=row.name,
            watermark=row.watermark,
            asked_at=row.asked_at,
            read_at=row.read_at,
            failed_at=row.failed_at,
            error=row.error or "",
            papers=row.papers,
        )
        for row in rows
    )


def shelf(store: Store, *, since: date, until: date | None = None) -> Shelf:
    """Return the papers with a sighting listed on `since` or later, by `until` if given."""
    condition = sightings.c.listed_on >= since
    if until is not None:
        condition &= sightings.c.listed_on <= until
    with store.read() as connection:
        cutoff_at = connection.execute(select(func.max(sightings.c.seen_at))).scalar()
        seen = connection.execute(
            select(sightings.c.paper, sightings.c.listed_on, sightings.c.seen_at).where(condition)
        ).all()
        found = _load(connection, papers.c.key.in_(select(sightings.c.paper).where(condition)))
    rows = tuple(Sighting(paper=row.paper, listed_on=row.listed_on, seen_at=row.seen_at) for row in seen)
    return Shelf(papers=found, sightings=rows, cutoff_at=cutoff_at)


def history(store: Store, *, before: date, limit: int) -> tuple[Paper, ...]:
    """Return the papers listed last before a day, at most `limit`, newest first."""
    with store.read() as connection:
        keys = (
            select(papers.c.key)
            .where(papers.c.listed_on < before)
            .order_by(papers.c.listed_on.desc(), papers.c.key)
            .limit(limit)
        )
        return _load(connection, papers.c.key.in_(keys))


def by_alias(store: Store, wanted: Collection[str]) -> Mapping[str, Paper]:
    """Return the papers known under the given aliases; what is not there is left out."""
    found: dict[str, Paper] = {}
    with store.read() as connection:
        for part in chunks(sorted(wanted)):
            rows = connection.execute(select(aliases).where(aliases.c.alias.in_(part))).all()
            known = {
                paper.key: paper for paper in _load(connection, papers.c.key.in_([r.paper for r in rows]))
            }
            found |= {row.alias: known[row.paper] for row in rows}
    return found


def _load(connection: Connection, condition: object) -> tuple[Paper, ...]:
    """Read whole papers, newest first."""
    rows = connection.execute(
        select(papers).where(condition).order_by(papers.c.listed_on.desc(), papers.c.key)  # type: ignore[arg-type]
    ).all()
    inner = select(papers.c.key).where(condition)  # type: ignore[arg-type]
    ids: dict[int, list[str]] = {}
    for row in connection.execute(select(aliases).where(aliases.c.paper.in_(inner))):
        ids.setdefault(row.paper, []).append(row.alias)
    lists: dict[int, set[str]] = {}
    pairs = select(sightings.c.paper, sightings.c.source).where(sightings.c.paper.in_(inner)).distinct()
    for row in connection.execute(pairs):
        lists.setdefault(row.paper, set()).add(row.source)
    return tuple(
        Paper(
            key=row.key,
            ids=tuple(sorted(ids.get(row.key, ()))),  # "arxiv:" sorts before "doi:" and "text:"
            facts=row.facts,
            counts=row.counts,
            listed_on=row.listed_on,
            sources=tuple(sorted(lists.get(row.key, ()))),
        )
        for row in rows
    )


class _Writer:
    """One batch on its way into the tables."""

    def __init__(self, connection: Connection, *, store: Store, seen_at: datetime) -> None:
        self._connection = connection
        self._store = store
        self._seen_at = seen_at
        self.new = self.listed = self.merged = 0

    def put(self, one: Identified) -> None:
        """Find or make the paper, then record the sighting.

        A page without a date lists its papers once, on the day it was first read, however often it is
        read again.
        """
        rows = self._connection.execute(select(aliases).where(aliases.c.alias.in_(one.aliases))).all()
        owners = sorted({row.paper for row in rows} - self._namesakes(one, {row.paper for row in rows}))
        if owners:
            key = owners[0]
            for other in owners[1:]:
                self._merge(other, into=key)
            undated = one.listing.listed_on is None
            sighted = undated and self._sighted(key, by=one.listing.source)
            self._refresh(key, one, moved=not sighted)
        else:
            sighted, key = False, self._make(one)
        fresh = set(one.aliases) - {row.alias for row in rows}
        if fresh:
            self._connection.execute(
                self._store.insert(aliases), [{"alias": alias, "paper": key} for alias in sorted(fresh)]
            )
        if not sighted:
            self.listed += self._sight(key, one) and bool(owners)

    def _sighted(self, key: int, *, by: str) -> bool:
        """Tell whether a source has listed a paper before."""
        query = select(sightings.c.key).where(sightings.c.paper == key, sightings.c.source == by).limit(1)
        return self._connection.execute(query).first() is not None

    def _sight(self, key: int, one: Identified) -> bool:
        """Record that a source lists a paper on a day; False when that was known."""
        sighting = self._store.insert(sightings).values(
            paper=key, source=one.listing.source, listed_on=one.listed_on, seen_at=self._seen_at
        )
        made = sighting.on_conflict_do_nothing().returning(sightings.c.key)
        return self._connection.execute(made).scalar_one_or_none() is not None

    def _namesakes(self, one: Identified, owners: Collection[int]) -> set[int]:
        """Return the papers that read the same but have another id of the same kind: other works."""
        known: dict[int, list[str]] = {}
        for row in self._connection.execute(select(aliases).where(aliases.c.paper.in_(owners))):
            known.setdefault(row.paper, []).append(row.alias)
        return {paper for paper, names in known.items() if contradict(names, one.aliases)}

    def _make(self, one: Identified) -> int:
        values = {"facts": one.listing.facts, "counts": one.listing.counts, "listed_on": one.listed_on}
        made = self._connection.execute(self._store.insert(papers).values(values).returning(papers.c.key))
        self.new += 1
        return int(made.scalar_one())

    def _refresh(self, key: int, one: Identified, *, moved: bool) -> None:
        """Fill in what was not known; write only when something changed."""
        row = self._connection.execute(select(papers).where(papers.c.key == key)).one()
        changed = {
            "facts": merge_facts(row.facts, one.listing.facts),
            "counts": merge_counts(row.counts, one.listing.counts),
            "listed_on": max(row.listed_on, one.listed_on) if moved else row.listed_on,
        }
        if changed != {name: getattr(row, name) for name in changed}:
            self._connection.execute(update(papers).where(papers.c.key == key).values(changed))

    def _merge(self, other: int, *, into: int) -> None:
        """Make two papers one: what a reader had or thought of either, they had or think of both."""
        kept = self._connection.execute(select(papers).where(papers.c.key == into)).one()
        losing = select(papers).where(papers.c.key == other).with_for_update()  # no new vote on it from here
        gone = self._connection.execute(losing).one()
        values = {
            "facts": merge_facts(kept.facts, gone.facts),
            "counts": merge_counts(kept.counts, gone.counts),
            "listed_on": max(kept.listed_on, gone.listed_on),
        }
        self._connection.execute(update(papers).where(papers.c.key == into).values(values))
        known = sightings.alias()
        twice = (
            select(known.c.key)
            .where(known.c.paper == into, known.c.source == sightings.c.source)
            .where(known.c.listed_on == sightings.c.listed_on)
            .exists()
        )
        self._connection.execute(delete(sightings).where(sightings.c.paper == other, twice))
        self._drop_earlier_votes(other, into)
        for table in (sightings, aliases, picks, votes):
            self._connection.execute(update(table).where(table.c.paper == other).values(paper=into))
        self._connection.execute(delete(papers).where(papers.c.key == other))
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


def _moved(
    connection: Connection, store: Store, *, source: str, now: datetime, watermark: date | None
) -> None:
    """Record a success; a watermark only moves forward."""
    insert = store.insert(sources).values(name=source, watermark=watermark, asked_at=now, read_at=now)
    values: dict[str, object] = {"asked_at": now, "read_at": now, "failed_at": None, "error": None}
    connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))
    if watermark is not None:
        connection.execute(
            update(sources)
            .where(sources.c.name == source)
            .where(or_(sources.c.watermark.is_(None), sources.c.watermark < watermark))
            .values(watermark=watermark)
        )

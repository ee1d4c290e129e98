"""Papers, their aliases and sightings, and the state of the sources they come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, or_, select, update

from digest.identify import Identified
from digest.model import Counts, Paper, Validator
from digest.rank.search import Query
from digest.store.engine import Store, chunks
from digest.store.search import find, prepare, reindex_if_new
from digest.store.tables import aliases, former, papers, sightings, sources
from digest.store.validators import keep
from digest.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What one batch changed."""

    new: int = 0  # papers not known before
    listed: int = 0  # papers known before, listed on a further day or by a further source
    merged: int = 0  # papers found to be one
    skipped: int = 0  # replacements of papers that are not known


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search found."""

    papers: tuple[Paper, ...]  # best first
    total: int | None  # of all there are; None: there are more than these


def upsert(  # noqa: PLR0913 - all that one transaction holds, and what of it is whose is said by name
    store: Store,
    batch: Sequence[Identified],
    *,
    source: str,
    now: datetime,
    watermark: date | None,
    validators: Sequence[Validator] = (),
) -> Stored:
    """Store a batch, move its source's watermark and keep its validators, in one transaction.

    A batch is seen after everything that was seen before it, whatever the clocks of several
    machines say: an edition's cut-off is a `seen_at`, and a paper that is committed later must not
    fall behind it.
    """
    with store.write() as connection:
        store.take_turn(connection, sightings)
        latest = connection.execute(select(func.max(sightings.c.seen_at))).scalar()
        seen_at = now if latest is None else max(now, latest + timedelta(microseconds=1))
        reindex_if_new(connection)
        writer = Writer(connection, seen_at=seen_at)
        writer.put(batch)
        _moved(connection, store, source=source, now=now, watermark=watermark)
        keep(connection, store, validators)
        return Stored(new=writer.new, listed=writer.listed, merged=writer.merged, skipped=writer.skipped)


def remember(store: Store, batch: Sequence[Identified]) -> Stored:
    """Store papers that no source listed: they can be named and compared with, and are offered to nobody.

    One that a source lists later is that paper, and new from then on.
    """
    with store.write() as connection:
        store.take_turn(connection, sightings)
        reindex_if_new(connection)
        writer = Writer(connection, seen_at=None)
        writer.put(batch)
        return Stored(new=writer.new, merged=writer.merged)


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


def by_key(connection: Connection, keys: Collection[int]) -> Mapping[int, Paper]:
    """Return the papers of the given keys, also of those they had before a merge; others are left out."""
    now = current(connection, keys)
    parts = (_load(connection, papers.c.key.in_(part)) for part in chunks(sorted(set(now.values()))))
    found = {paper.key: paper for part in parts for paper in part}
    return {key: found[its] for key, its in now.items() if its in found}


def current(connection: Connection, wanted: Collection[int]) -> Mapping[int, int]:
    """Return for each key the one its paper has now: another one after a merge."""
    now = {key: key for key in wanted}
    for part in chunks(sorted(wanted)):
        rows = connection.execute(select(former).where(former.c.key.in_(part)))
        now |= {row.key: row.paper for row in rows}
    return now


def counts_by_source(store: Store, keys: Collection[int]) -> Mapping[int, Mapping[str, Counts]]:
    """Return by paper how each source that lists it counted it last."""
    found: dict[int, dict[str, Counts]] = {}
    query = select(sightings.c.paper, sightings.c.source, sightings.c.counts).order_by(sightings.c.listed_on)
    with store.read() as connection:
        for part in chunks(sorted(keys)):
            for paper, source, counts in connection.execute(query.where(sightings.c.paper.in_(part))):
                found.setdefault(paper, {})[source] = counts
    return found


def search(store: Store, query: Query, *, since: date | None = None, limit: int) -> Results:
    """Return the papers that have all that a query asks for, best first, listed on `since` or later."""
    prepare(store)
    with store.read() as connection:
        found = find(connection, query, since=since, limit=limit)
        known = by_key(connection, found.keys)
        return Results(papers=tuple(known[key] for key in found.keys), total=found.total)


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


def _moved(
    connection: Connection, store: Store, *, source: str, now: datetime, watermark: date | None
) -> None:
    """Record a success; a watermark only moves forward, but for one of a clock that was wrong."""
    insert = store.insert(sources).values(name=source, watermark=watermark, asked_at=now, read_at=now)
    values: dict[str, object] = {"asked_at": now, "read_at": now, "failed_at": None, "error": None}
    connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))
    if watermark is not None:
        wrong = sources.c.watermark > now.date() + timedelta(days=1)
        connection.execute(
            update(sources)
            .where(sources.c.name == source)
            .where(or_(sources.c.watermark.is_(None), sources.c.watermark < watermark, wrong))
            .values(watermark=watermark)
        )

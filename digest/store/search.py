"""Search over the papers of a store: their words are kept with them, and answer alike in both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection, Text, delete, func, insert, select, type_coerce

from digest.model import Facts
from digest.rank.search import (
    PLACES,
    Column,
    Postings,
    Query,
    column,
    only,
    ordered,
    place_of,
    postings_of,
)
from digest.store.engine import Store, chunks
from digest.store.known import FACTS
from digest.store.tables import papers, sightings
from digest.store.tables import postings as table

_BITS = 8  # of a term, the highest: its bucket
BUCKETS = 1 << _BITS  # rows that the postings of a block of papers are cut into
_NUMBER = np.dtype("<u8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The papers that have what was looked for, best first."""

    keys: tuple[int, ...]
    total: int | None  # of all there are; None: there are more than these


def find(connection: Connection, query: Query, *, since: date | None, limit: int) -> Found:
    """Return the papers that have all that a query asks for, of those listed on `since` or later.

    A query that asks for nothing finds nothing.
    """
    if not query:
        return Found(keys=(), total=0)
    columns = {term: _column(connection, term) for term in query.terms}
    size = (connection.execute(select(func.max(papers.c.key))).scalar() or 0) + 1
    keys = ordered(query, columns, size=size)
    if since is not None and len(keys):
        fresh = np.zeros(size, dtype=np.bool_)
        fresh[list(connection.execute(select(papers.c.key).where(papers.c.listed_on >= since)).scalars())] = (
            True
        )
        keys = keys[fresh[keys]]
    if query.exact:
        return Found(keys=tuple(keys[:limit].tolist()), total=len(keys))
    return _checked(connection, query, keys.tolist(), limit=limit)


def _column(connection: Connection, term: int) -> Column:
    rows = connection.execute(
        select(table.c.block, table.c.numbers)
        .where(table.c.bucket == term >> (32 - _BITS))
        .order_by(table.c.block)
    )
    return column((row.block, only(_read(row.numbers), term)) for row in rows)


def _checked(connection: Connection, query: Query, keys: Sequence[int], *, limit: int) -> Found:
    """Read the likeliest papers in turn until enough of them have the phrases, too."""
    found: list[int] = []
    for part in chunks(keys):
        facts = type_coerce(papers.c.facts, Text)
        rows = connection.execute(select(papers.c.key, facts).where(papers.c.key.in_(part)))
        agree = {key for key, text in rows if query.may_agree(text) and query.agrees(FACTS.load(text))}
        found += [key for key in part if key in agree]
        if len(found) > limit:
            return Found(keys=tuple(found[:limit]), total=None)
    return Found(keys=tuple(found), total=len(found))


def prepare(store: Store) -> None:
    """Index the words of a store that was filled before words were kept; of any other, do nothing."""
    with store.read() as connection:
        if _indexed(connection):
            return
    with store.write() as connection:
        store.take_turn(connection, sightings)  # as every writer of papers does
        reindex_if_new(connection)


def reindex_if_new(connection: Connection) -> None:
    """Index every paper where none is; inside the transaction of whoever writes next."""
    if _indexed(connection):
        return
    after = -1
    while True:
        query = select(papers.c.key, papers.c.facts).where(papers.c.key > after).order_by(papers.c.key)
        rows = connection.execute(query.limit(PLACES)).all()
        if not rows:
            return
        reindex(connection, {row.key: row.facts for row in rows})
        after = rows[-1].key


def _indexed(connection: Connection) -> bool:
    """Tell whether words are kept; they are where there are no papers, either."""
    if connection.execute(select(table.c.block).limit(1)).first() is not None:
        return True
    return connection.execute(select(papers.c.key).limit(1)).first() is None


def reindex(connection: Connection, changed: Mapping[int, Facts | None]) -> None:
    """Keep the words of papers, by key, in place of those that were kept; None: the paper is gone."""
    blocks: dict[int, list[int]] = {}
    for key in changed:
        blocks.setdefault(key // PLACES, []).append(key)
    for block, keys in sorted(blocks.items()):
        new = [(key % PLACES, facts) for key in sorted(keys) if (facts := changed[key]) is not None]
        kept = _without(_block(connection, block), {key % PLACES for key in keys})
        both = np.concatenate([kept, postings_of(new)])
        _write(connection, block, np.sort(both, kind="stable"))  # it sees that these are two sorted parts


def _block(connection: Connection, block: int) -> Postings:
    rows = connection.execute(
        select(table.c.numbers).where(table.c.block == block).order_by(table.c.bucket)
    ).scalars()
    return np.concatenate([np.zeros(0, dtype=np.uint64), *map(_read, rows)])


def _without(postings: Postings, places: set[int]) -> Postings:
    gone = np.zeros(PLACES, dtype=np.bool_)
    gone[list(places)] = True
    return postings[~gone[place_of(postings)]]


def _write(connection: Connection, block: int, postings: Postings) -> None:
    """Replace the rows of a block: ascending numbers are in order of buckets, too."""
    connection.execute(delete(table).where(table.c.block == block))
    starts = np.searchsorted(postings, np.arange(1, BUCKETS, dtype=np.uint64) << np.uint64(64 - _BITS))
    rows = [
        {"bucket": number, "block": block, "numbers": part.tobytes()}
        for number, part in enumerate(np.split(postings.astype(_NUMBER, copy=False), starts))
        if len(part)
    ]
    if rows:
        connection.execute(insert(table), rows)


def _read(numbers: bytes) -> Postings:
    return np.frombuffer(numbers, dtype=_NUMBER).astype(np.uint64, copy=False)

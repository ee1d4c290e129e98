"""Readings: every asking of a source, for a while; how sources are doing is told from these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, select

from digest.store.engine import Store
from digest.store.tables import readings as table
from digest.store.tables import sightings

KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of asking a source once."""

    source: str
    at: datetime
    read: int = 0  # listings, of all days that were asked for
    new: int = 0  # papers not known before
    fingerprint: str = ""  # of the newest list that had papers, the same for the same papers; empty: none had
    newest: date | None = None  # the latest listing day; None: nothing dated was listed
    error: str = ""  # why it could not be read (further); empty: it was


def record(store: Store, reading: Reading) -> None:
    """Append a reading, and forget those of its source that are older than anybody looks."""
    values = {name: getattr(reading, name) for name in Reading.__slots__}
    old = delete(table).where(table.c.source == reading.source, table.c.at < reading.at - KEPT)
    with store.write() as connection:
        connection.execute(insert(table).values(values))
        connection.execute(old)


def readings(store: Store, *, source: str, since: datetime) -> tuple[Reading, ...]:
    """Return the readings of a source from a moment on, oldest first."""
    columns = [table.c[name] for name in Reading.__slots__]
    query = select(*columns).where(table.c.source == source, table.c.at >= since).order_by(table.c.key)
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
    return tuple(Reading(**row) for row in rows)


def last_readings(store: Store) -> Mapping[str, datetime]:
    """Return when each source was last asked, to the end or its error: not one that was left half read."""
    latest = select(func.max(table.c.key)).group_by(table.c.source)  # by key: a clock may be set back
    query = select(table.c.source, table.c.at).where(table.c.key.in_(latest))
    with store.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def listed_by_day(store: Store, *, since: date) -> Mapping[str, Mapping[date, int]]:
    """Return how many papers each source listed on each day, from a day on; days without any are left out."""
    query = (
        select(sightings.c.source, sightings.c.listed_on, func.count().label("papers"))
        .where(sightings.c.listed_on >= since)
        .group_by(sightings.c.source, sightings.c.listed_on)
    )
    found: dict[str, dict[date, int]] = {}
    with store.read() as connection:
        for row in connection.execute(query):
            found.setdefault(row.source, {})[row.listed_on] = row.papers
    return found

"""The papers of the past, kept from pass to pass: only what changed is taken apart again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ScalarSelect, Table, Text, func, select, type_coerce

from digest.model import Paper
from digest.store.engine import Store
from digest.store.papers import by_key
from digest.store.tables import aliases, papers, sightings


class History:
    """The papers listed last before a day, as the store has them now.

    Each time all of their rows are looked at as they are written, and only those that are not what they
    were are made into papers: a merge, a fact that was missing, a vote more, a key that is used anew.
    Aliases and sightings a paper only ever gains: their numbers tell.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[int, tuple[int, Paper]] = {}  # by key: the hash of the row as written, the paper

    def before(self, day: date, *, limit: int) -> tuple[Paper, ...]:
        """Return the papers listed last before a day, at most `limit`, newest first."""
        facts, counts = (type_coerce(papers.c[name], Text).label(name) for name in ("facts", "counts"))
        rows = (
            select(papers.c.key, facts, counts, papers.c.listed_on, *map(_many, (aliases, sightings)))
            .where(papers.c.listed_on < day)
            .order_by(papers.c.listed_on.desc(), papers.c.key)
            .limit(limit)
        )
        with self._store.read() as connection:
            marks = {row[0]: hash(tuple(row[1:])) for row in connection.execute(rows)}
            known = self._known
            changed = [key for key, mark in marks.items() if key not in known or known[key][0] != mark]
            fresh = by_key(connection, changed)
        self._known = {
            key: (mark, fresh[key] if key in fresh else known[key][1]) for key, mark in marks.items()
        }
        return tuple(paper for _, paper in self._known.values())


def _many(table: Table) -> ScalarSelect[int]:
    """Return how many rows of a table a paper has."""
    return select(func.count()).where(table.c.paper == papers.c.key).scalar_subquery()

"""Validators: what servers called the replies whose papers are stored (RFC 9110 section 8.8)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from digest.model import Validator
from digest.store.engine import Store
from digest.store.tables import validators as table


class Kept:
    """The validators that a store holds, for sources to ask with."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, url: str) -> Validator | None:
        """Return what an address was called the last time its papers were stored; None: it was not."""
        query = select(table).where(table.c.url == url)
        with self._store.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Validator(url=row.url, etag=row.etag, last_modified=row.last_modified)


def keep(connection: Connection, store: Store, validators: Sequence[Validator]) -> None:
    """Remember validators inside the transaction that stores their papers; an empty one is forgotten."""
    for one in validators:
        if not (one.etag or one.last_modified):
            connection.execute(delete(table).where(table.c.url == one.url))
            continue
        values = {"etag": one.etag, "last_modified": one.last_modified}
        insert = store.insert(table).values(url=one.url, **values)
        connection.execute(insert.on_conflict_do_update(index_elements=["url"], set_=values))

"""Vectors of texts, each kept once under its model's name: an embedding is computed only once.

A vector belongs to a text as it stands, not to a paper: a paper whose abstract changed has no vector
until its new text is embedded, and a text that many readers share is embedded once. Numbers are kept as
float16: half of the space, and about three significant digits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select

from digest.errors import StoreError
from digest.store.engine import Store, chunks
from digest.store.tables import vectors as table

KEPT = np.dtype("<f2")  # as a vector is kept: float16, little-endian


def vectors(store: Store, *, model: str, texts: Collection[str]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors a model gave to texts, by text; texts that have none are left out.

    All are of the same length. Raises StoreError when the store holds vectors of several lengths, or
    damaged ones, under the model's name.
    """
    named = {_hash(text): text for text in texts}
    found: dict[str, NDArray[np.float32]] = {}
    with store.read() as connection:
        size = _size(connection, model=model)
        for part in chunks(sorted(named)):
            mine = select(table).where(table.c.model == model, table.c.text_hash.in_(part))
            for row in connection.execute(mine):
                _agree(len(row.vector), size=size, model=model, place=store.place)
                found[named[row.text_hash]] = np.frombuffer(row.vector, dtype=KEPT).astype(np.float32)
    return found


def keep(store: Store, *, model: str, found: Mapping[str, NDArray[np.float32]]) -> None:
    """Store the vectors a model gave to texts; one that is there already stays as it is.

    Several processes may do so at once. Each some hundred vectors are a transaction of their own: what
    was embedded before an interruption is not embedded again. Raises StoreError for a vector of another
    length than the model's others, or with a number that float16 cannot hold; its hundreds stay out.
    """
    named = sorted(((_hash(text), vector) for text, vector in found.items()), key=lambda pair: pair[0])
    for part in chunks(named):
        rows = [
            {"model": model, "text_hash": name, "vector": _packed(vector, model=model)}
            for name, vector in part
        ]
        with store.write() as connection:
            store.take_turn(connection, table)  # two first vectors of different lengths must not pass
            size = _size(connection, model=model) or len(rows[0]["vector"])
            for row in rows:
                _agree(len(row["vector"]), size=size, model=model, place=store.place)
            connection.execute(store.insert(table).on_conflict_do_nothing(), rows)


def drop_others(store: Store, *, model: str) -> int:
    """Delete the vectors of every model but one; return how many there were."""
    with store.write() as connection:
        return connection.execute(delete(table).where(table.c.model != model)).rowcount


def models(store: Store) -> Mapping[str, int]:
    """Return how many vectors there are of each model."""
    query = select(table.c.model, func.count()).group_by(table.c.model).order_by(table.c.model)
    with store.read() as connection:
        return {str(model): count for model, count in connection.execute(query)}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _packed(vector: NDArray[np.float32], *, model: str) -> bytes:
    """Return a vector as it is kept."""
    with np.errstate(over="ignore"):  # an infinity is refused below
        kept = np.asarray(vector).astype(KEPT)
    if kept.ndim != 1 or not kept.size or not np.isfinite(kept).all():
        raise StoreError(
            f"model {model!r} gave no vector: found an array of shape {np.shape(vector)}, "
            "wanted one row of finite numbers, each within ±65504"
        )
    return kept.tobytes()


def _size(connection: Connection, *, model: str) -> int:
    """Return how many bytes a vector of a model takes; 0 when there is none yet."""
    query = select(func.length(table.c.vector)).where(table.c.model == model).limit(1)
    return int(connection.execute(query.order_by(table.c.text_hash)).scalar() or 0)


def _agree(found: int, *, size: int, model: str, place: str) -> None:
    """Refuse a vector that is not as long as the others of its model."""
    if found != size or found % KEPT.itemsize:
        length, others = found / KEPT.itemsize, size / KEPT.itemsize
        raise StoreError(
            f"{place}: a vector of model {model!r} holds {length:g} numbers, the others hold {others:g}; "
            "another model goes under its name: give each model a name of its own"
        )

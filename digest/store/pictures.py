"""Pictures of papers: our re-encodings, each kept once, and what became of every address of one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select

from digest.model import CardFacts, Digest, Picture
from digest.outbox import State
from digest.picture import Reencoded
from digest.store.engine import Store, chunks
from digest.store.tables import deliveries, illustrations, picks, pictures, snapshots

# A digest in one of these states may still be rendered for sending.
OPEN = (State.PLANNED, State.DEFERRED, State.LEASED, State.SENDING, State.IN_DOUBT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """What is kept of the picture at one address."""

    at: datetime  # of the latest try
    tries: int
    error: str = ""  # why there is none; empty: there is
    wide: Picture | None = None  # for a lead story; None: it is too small for one
    small: Picture | None = None  # for a card


def illustrated(store: Store, urls: Collection[str]) -> Mapping[str, Illustration]:
    """Return what is kept of addresses; those never tried are left out."""
    named = {_mark(url): url for url in urls}
    found: dict[str, Illustration] = {}
    with store.read() as connection:
        for part in chunks(sorted(named)):
            for row in connection.execute(select(illustrations).where(illustrations.c.mark.in_(part))):
                found[named[row.mark]] = _illustration(row)
    return found


def keep(store: Store, url: str, *, wide: Reencoded | None, small: Reencoded, now: datetime) -> None:
    """Keep the renditions of the picture at an address, in one transaction; a later one takes their place."""
    drawn = {"small": small} if wide is None else {"wide": wide, "small": small}
    values: dict[str, object] = {"error": "", "wide": None, "wide_width": None, "wide_height": None}
    for name, one in drawn.items():
        values |= {name: one.hash, f"{name}_width": one.width, f"{name}_height": one.height}
    by_hash = {one.hash: one.data for one in drawn.values()}
    rows = [{"hash": name, "data": by_hash[name]} for name in sorted(by_hash)]
    with store.write() as connection:
        store.take_turn(connection, pictures)  # nobody forgets a picture that is being referred to
        connection.execute(store.insert(pictures).on_conflict_do_nothing(), rows)
        _tried(connection, store, url, now=now, values=values)


def failed(store: Store, url: str, *, error: str, now: datetime) -> None:
    """Note one more try at an address that brought no picture."""
    with store.write() as connection:
        _tried(connection, store, url, now=now, values={"error": error})


def forget(store: Store, *, before: datetime) -> int:
    """Remove what was last tried before a moment, and pictures that no digest to be sent needs.

    Return how many pictures went. A digest that the operator sends again much later goes without.
    """
    with store.write() as connection:
        store.take_turn(connection, pictures)
        old = delete(illustrations).where(illustrations.c.at < before).returning(illustrations.c.mark)
        if not connection.execute(old).scalars().all():
            return 0
        used = or_(illustrations.c.wide == pictures.c.hash, illustrations.c.small == pictures.c.hash)
        unused = select(pictures.c.hash).where(~select(illustrations.c.mark).where(used).exists())
        gone = sorted(set(connection.execute(unused).scalars()) - _waited_for(connection))
        for part in chunks(gone):
            connection.execute(delete(pictures).where(pictures.c.hash.in_(part)))
    return len(gone)


def shown(cards: Iterable[CardFacts]) -> tuple[str, ...]:
    """Return the hashes of the pictures that cards show, each once, in the cards' order."""
    return tuple(dict.fromkeys(card.picture.hash for card in cards if card.picture is not None))


def data(connection: Connection, hashes: Collection[str]) -> dict[str, bytes]:
    """Return pictures' bytes by hash, in the order asked for; those that are gone are left out."""
    found: dict[str, bytes] = {}
    for part in chunks(sorted(hashes)):
        rows = connection.execute(select(pictures).where(pictures.c.hash.in_(part)))
        found |= {row.hash: row.data for row in rows}
    return {name: found[name] for name in hashes if name in found}


def with_pictures(store: Store, digest: Digest) -> Digest:
    """Return a digest with the bytes of the pictures on its cards, as the ledger gives it."""
    hashes = shown(entry.card for entry in digest.entries)
    if not hashes:
        return digest
    with store.read() as connection:
        return replace(digest, pictures=data(connection, hashes))


def _tried(
    connection: Connection, store: Store, url: str, *, now: datetime, values: Mapping[str, object]
) -> None:
    insert = store.insert(illustrations).values(mark=_mark(url), url=url, at=now, tries=1, **values)
    again = {**values, "at": now, "tries": illustrations.c.tries + 1}
    connection.execute(insert.on_conflict_do_update(index_elements=["mark"], set_=again))


def _waited_for(connection: Connection) -> set[str]:
    """Return the hashes of the pictures in digests that may still be sent."""
    cards = select(snapshots.c.card).where(
        snapshots.c.hash.in_(
            select(picks.c.card)
            .join(deliveries, deliveries.c.key == picks.c.delivery)
            .where(deliveries.c.state.in_(OPEN))
        )
    )
    return set(shown(connection.execute(cards).scalars()))


def _illustration(row: Row[Any]) -> Illustration:
    return Illustration(
        at=row.at, tries=row.tries, error=row.error, wide=_picture(row, "wide"), small=_picture(row, "small")
    )


def _picture(row: Row[Any], name: str) -> Picture | None:
    mark = getattr(row, name)
    if mark is None:
        return None
    width, height = (getattr(row, f"{name}_{side}") for side in ("width", "height"))
    return Picture(hash=mark, width=width, height=height)


def _mark(url: str) -> str:
    return hashlib.sha256(url.encode(errors="surrogatepass")).hexdigest()

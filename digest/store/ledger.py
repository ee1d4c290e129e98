"""Planning: the ledger's row for each digest, frozen once, and what subscribers have had."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    String,
    and_,
    column,
    delete,
    insert,
    or_,
    select,
    text,
    values,
)

from digest.model import CardFacts, Digest, Edition, Entry, Masthead, Section
from digest.outbox import HAD, State
from digest.store.engine import Store, chunks
from digest.store.frozen import Frozen
from digest.store.pictures import data as pictures
from digest.store.pictures import shown
from digest.store.tables import aliases, deliveries, papers, picks, sightings, snapshots, suppressions

REAL = text("deliveries.kind <> 'test'")  # spelled as the index spells it


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A digest to be written into the ledger; without entries it is recorded as quiet."""

    digest: Digest
    cutoff_at: datetime | None
    expires_at: datetime
    ids: Mapping[int, tuple[str, ...]]  # by key: all aliases of each of its papers (and maybe of others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What became of plans; an edition that already had a row is in neither."""

    new: tuple[Digest, ...] = ()  # they have a row now
    deliveries: tuple[int, ...] = field(default=(), compare=False)  # the keys of these rows, in their order
    outdated: tuple[Digest, ...] = ()  # they have none: one of their papers is not what it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a subscriber stands in the ledger."""

    last: Edition  # the latest edition there is a row for, whatever became of it
    served: Edition | None  # the latest whose papers count as had
    cutoff_at: datetime | None  # of that one


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What became of the papers that were planned for a subscriber."""

    had: frozenset[int] = frozenset()  # in a delivery that counts
    freed: frozenset[int] = frozenset()  # only in deliveries that never arrived: in play again


def standings(
    store: Store, addresses: Collection[str], *, now: datetime, before: Edition | None = None
) -> Mapping[str, Standing]:
    """Return where each subscriber stands (before an edition, if given); newcomers are left out.

    A row planned over a day after `now` was planned by a clock that was wrong: it holds nobody up.
    """
    found: dict[str, Standing] = {}
    believed = deliveries.c.planned_at <= now + timedelta(days=1)
    real = and_(REAL, believed if before is None else and_(believed, _before(before)))
    with store.read() as connection:
        for part in chunks(sorted(addresses)):
            served = _newest(connection, part, and_(real, deliveries.c.state.in_(HAD)))
            for address, row in _newest(connection, part, real).items():
                mate = served.get(address)
                found[address] = Standing(
                    last=_edition(row),
                    served=None if mate is None else _edition(mate),
                    cutoff_at=None if mate is None else mate.cutoff_at,
                )
    return found


def _newest(
    connection: Connection, addresses: Sequence[str], condition: ColumnElement[bool]
) -> Mapping[str, Row[Any]]:
    """Return each address's newest row that meets a condition: one look into the index for each."""
    listed = values(column("address", String)).data([(one,) for one in addresses]).cte("listed")
    newest = (
        select(deliveries.c.key)
        .where(deliveries.c.address == listed.c.address, condition)
        .order_by(deliveries.c.date.desc(), deliveries.c.slot.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = select(deliveries).where(deliveries.c.key.in_(select(newest).select_from(listed)))
    return {row.address: row for row in connection.execute(rows)}


def _edition(row: Row[Any]) -> Edition:
    return Edition(date=row.date, slot=row.slot, kind=row.kind)


def pasts(
    store: Store, addresses: Collection[str], *, listed_since: date, before: Edition | None = None
) -> Mapping[str, Past]:
    """Return what became of the papers planned for each subscriber, of those listed on a day or later.

    With `before`, only in editions before that one.
    """
    had: dict[str, set[int]] = {}
    lost: dict[str, set[int]] = {}
    query = (
        select(deliveries.c.address, deliveries.c.state, picks.c.paper)
        .join(picks, picks.c.delivery == deliveries.c.key)
        .join(papers, papers.c.key == picks.c.paper)
        .where(REAL, papers.c.listed_on >= listed_since)
    )
    if before is not None:
        query = query.where(_before(before))
    with store.read() as connection:
        for part in chunks(sorted(addresses)):
            for row in connection.execute(query.where(deliveries.c.address.in_(part))):
                (had if row.state in HAD else lost).setdefault(row.address, set()).add(row.paper)
    return {
        address: Past(
            had=frozenset(had.get(address, ())),
            freed=frozenset(lost.get(address, set()) - had.get(address, set())),
        )
        for address in had.keys() | lost.keys()
    }


def suppressed(store: Store) -> Mapping[str, str]:
    """Return the addresses that must not be mailed, each with its evidence."""
    with store.read() as connection:
        return {row.address: row.evidence for row in connection.execute(select(suppressions))}


def forgive(store: Store, address: str) -> bool:
    """Let an address be mailed again; False when it was not suppressed."""
    with store.write() as connection:
        return connection.execute(delete(suppressions).where(suppressions.c.address == address)).rowcount == 1


def plan(store: Store, plans: Sequence[Plan], *, now: datetime) -> Planned:
    """Freeze digests into the ledger, each with its picks, in one transaction.

    An edition that a subscriber already has a row for is left as it is: the unique key decides. A digest
    with a paper that became one with another since it was read, or is known by a further alias, is not
    frozen: its reader may have had the other one. Rank such a reader's papers anew.
    """
    with store.write() as connection:
        store.take_turn(connection, sightings)  # no paper becomes another until this ends
        store.take_turn(connection, snapshots)  # two plans that share cards would wait for each other
        moved = _moved(connection, plans)
        outdated, ready = list[Plan](), list[Plan]()
        for one in plans:
            changed = any(entry.paper in moved for entry in one.digest.entries)
            (outdated if changed else ready).append(one)
        new = _freeze(connection, store, ready, now=now)
    left = tuple(one.digest for one in outdated)
    return Planned(new=tuple(new.values()), deliveries=tuple(new), outdated=left)


def _moved(connection: Connection, plans: Sequence[Plan]) -> frozenset[int]:
    """Return the keys of picked papers that do not stand for the same aliases as when they were read.

    Aliases tell it, not keys: SQLite may give the key of a paper that was merged away to a new one.
    """
    read = {entry.paper: set(one.ids[entry.paper]) for one in plans for entry in one.digest.entries}
    found: dict[int, set[str]] = {key: set() for key in read}
    for part in chunks(sorted(read)):
        for row in connection.execute(select(aliases).where(aliases.c.paper.in_(part))):
            found[row.paper].add(row.alias)
    return frozenset(key for key, names in read.items() if names != found[key])


def load(connection: Connection, keys: Collection[int]) -> Mapping[int, Digest]:
    """Return the digests of delivery rows, exactly as they were frozen.

    Pictures are kept beside the rows, and shared by all digests that show them; one that is gone is left out.
    """
    found: dict[int, Digest] = {}
    for part in chunks(sorted(keys)):
        entries: dict[int, list[Entry]] = {}
        chosen = select(picks).where(picks.c.delivery.in_(part)).order_by(picks.c.delivery, picks.c.number)
        listing = connection.execute(chosen).all()
        cards = _nouns(connection, snapshots.c.card, {row.card for row in listing})
        for row in listing:
            entry = Entry(
                number=row.number,
                paper=row.paper,
                card=cards[row.card],
                score=row.score,
                reasons=row.reasons,
                section=Section(row.section),
            )
            entries.setdefault(row.delivery, []).append(entry)
        held = pictures(connection, shown(one.card for listed in entries.values() for one in listed))
        rows = connection.execute(select(deliveries).where(deliveries.c.key.in_(part))).all()
        heads = _nouns(connection, snapshots.c.masthead, {row.masthead for row in rows})
        for row in rows:
            own: Frozen = row.frozen
            listed = entries.get(row.key, [])
            found[row.key] = Digest(
                masthead=heads[row.masthead],
                address=row.address,
                edition=Edition(date=row.date, slot=row.slot, kind=row.kind),
                entries=tuple(listed),
                pictures={one: held[one] for one in shown(entry.card for entry in listed) if one in held},
                **{field.name: getattr(own, field.name) for field in fields(Frozen)},
            )
    return found


def _nouns(connection: Connection, noun: Column[Any], hashes: Collection[str]) -> dict[str, Any]:
    """Return nouns by the hash they are kept under, each read once: who shares one shares the object."""
    return {
        row[0]: row[1]
        for part in chunks(sorted(hashes))
        for row in connection.execute(select(snapshots.c.hash, noun).where(snapshots.c.hash.in_(part)))
    }


def _before(edition: Edition) -> ColumnElement[bool]:
    earlier_slot = and_(deliveries.c.date == edition.date, deliveries.c.slot < edition.slot)
    return or_(deliveries.c.date < edition.date, earlier_slot)


def _freeze(
    connection: Connection, store: Store, plans: Sequence[Plan], *, now: datetime
) -> dict[int, Digest]:
    """Write a row for each edition that has none, and its picks; return the digests of these by key."""
    if not plans:
        return {}
    heads = _snapshots(connection, store, (one.digest.masthead for one in plans))
    place = (deliveries.c.address, deliveries.c.kind, deliveries.c.date, deliveries.c.slot)
    rows = [_row(one, masthead=heads[one.digest.masthead], now=now) for one in plans]
    made = store.insert(deliveries).on_conflict_do_nothing().returning(deliveries.c.key, *place)
    keys: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for key, *at in connection.execute(made, rows):
        keys[tuple(at)].append(key)
    new: dict[int, Digest] = {}
    for one, row in zip(plans, rows, strict=True):
        free = keys[tuple(row[column.name] for column in place)]
        if free:  # none: planned before, or twice by these plans
            new[free.pop()] = one.digest
    entries = [(key, entry) for key, digest in new.items() for entry in digest.entries]
    cards = _snapshots(connection, store, (entry.card for _, entry in entries))
    if entries:
        chosen = [_pick(key, entry, card=cards[entry.card]) for key, entry in entries]
        connection.execute(insert(picks), chosen)
    return new


def _row(one: Plan, *, masthead: str, now: datetime) -> dict[str, object]:
    digest = one.digest
    return {
        "address": digest.address,
        "kind": digest.edition.kind,
        "date": digest.edition.date,
        "slot": digest.edition.slot,
        "state": State.PLANNED if digest.entries else State.QUIET,
        "masthead": masthead,
        "frozen": Frozen(**{field.name: getattr(digest, field.name) for field in fields(Frozen)}),
        "cutoff_at": one.cutoff_at,
        "planned_at": now,
        "due_at": now,
        "expires_at": one.expires_at,
    }


def _pick(delivery: int, entry: Entry, *, card: str) -> dict[str, object]:
    return {
        "delivery": delivery,
        "number": entry.number,
        "paper": entry.paper,
        "card": card,
        "score": entry.score,
        "reasons": entry.reasons,
        "section": entry.section,
    }


def _snapshots(
    connection: Connection, store: Store, nouns: Iterable[CardFacts | Masthead]
) -> dict[CardFacts | Masthead, str]:
    """Keep shared facts, each once under the hash of its text; return the hashes."""
    hashes: dict[CardFacts | Masthead, str] = {}
    rows: dict[str, dict[str, object]] = {}
    for noun in nouns:
        if noun not in hashes:
            name = "card" if isinstance(noun, CardFacts) else "masthead"
            words = snapshots.c[name].type.dump(noun)  # type: ignore[attr-defined]
            hashes[noun] = hashlib.sha256(f"{name}:{words}".encode()).hexdigest()
            rows[hashes[noun]] = {"hash": hashes[noun], name: noun}
    if rows:
        connection.execute(store.insert(snapshots).on_conflict_do_nothing(), list(rows.values()))
    return hashes

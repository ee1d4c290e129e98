"""Planning: the ledger's row for each digest, frozen once, and what subscribers have had."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
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
from digest.store.tables import deliveries, papers, picks, snapshots, suppressions

REAL = text("deliveries.kind <> 'test'")  # spelled as the index spells it


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A digest to be written into the ledger; without entries it is recorded as quiet."""

    digest: Digest
    cutoff_at: datetime | None
    expires_at: datetime


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


def plan(store: Store, plans: Sequence[Plan], *, now: datetime) -> tuple[Digest, ...]:
    """Freeze digests into the ledger, each with its picks, in one transaction.

    An edition that a subscriber already has a row for is left as it is: the unique key decides.
    Returns the digests that were new.
    """
    with store.write() as connection:
        store.take_turn(connection, snapshots)  # two plans that share cards would wait for each other
        kept = _Snapshots(connection, store)
        return tuple(one.digest for one in plans if _freeze(connection, store, one, kept=kept, now=now))


def load(connection: Connection, keys: Collection[int]) -> Mapping[int, Digest]:
    """Return the digests of delivery rows, exactly as they were frozen."""
    found: dict[int, Digest] = {}
    for part in chunks(sorted(keys)):
        entries: dict[int, list[Entry]] = {}
        chosen = (
            select(picks, snapshots.c.card.label("facts"))
            .join(snapshots, snapshots.c.hash == picks.c.card)
            .where(picks.c.delivery.in_(part))
            .order_by(picks.c.delivery, picks.c.number)
        )
        for row in connection.execute(chosen):
            entry = Entry(
                number=row.number,
                paper=row.paper,
                card=row.facts,
                score=row.score,
                reasons=row.reasons,
                section=Section(row.section),
            )
            entries.setdefault(row.delivery, []).append(entry)
        rows = (
            select(deliveries, snapshots.c.masthead.label("head"))
            .join(snapshots, snapshots.c.hash == deliveries.c.masthead)
            .where(deliveries.c.key.in_(part))
        )
        for row in connection.execute(rows):
            own: Frozen = row.frozen
            found[row.key] = Digest(
                masthead=row.head,
                address=row.address,
                edition=Edition(date=row.date, slot=row.slot, kind=row.kind),
                entries=tuple(entries.get(row.key, ())),
                **{field.name: getattr(own, field.name) for field in fields(Frozen)},
            )
    return found


def _before(edition: Edition) -> ColumnElement[bool]:
    earlier_slot = and_(deliveries.c.date == edition.date, deliveries.c.slot < edition.slot)
    return or_(deliveries.c.date < edition.date, earlier_slot)


def _freeze(connection: Connection, store: Store, one: Plan, *, kept: _Snapshots, now: datetime) -> bool:
    """Write one row and its picks; False when the edition was planned before."""
    digest = one.digest
    row = {
        "address": digest.address,
        "kind": digest.edition.kind,
        "date": digest.edition.date,
        "slot": digest.edition.slot,
        "state": State.PLANNED if digest.entries else State.QUIET,
        "masthead": kept.key(digest.masthead),
        "frozen": Frozen(**{field.name: getattr(digest, field.name) for field in fields(Frozen)}),
        "cutoff_at": one.cutoff_at,
        "planned_at": now,
        "due_at": now,
        "expires_at": one.expires_at,
    }
    made = store.insert(deliveries).values(row).on_conflict_do_nothing().returning(deliveries.c.key)
    key = connection.execute(made).scalar_one_or_none()
    if key is not None and digest.entries:
        connection.execute(insert(picks), [_pick(key, entry, kept=kept) for entry in digest.entries])
    return key is not None


def _pick(delivery: int, entry: Entry, *, kept: _Snapshots) -> dict[str, object]:
    return {
        "delivery": delivery,
        "number": entry.number,
        "paper": entry.paper,
        "card": kept.key(entry.card),
        "score": entry.score,
        "reasons": entry.reasons,
        "section": entry.section,
    }


class _Snapshots:
    """Shared facts on their way into the ledger: each is kept once, under the hash of its text."""

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._known: dict[CardFacts | Masthead, str] = {}

    def key(self, noun: CardFacts | Masthead) -> str:
        """Return the hash of a card's or a masthead's facts, written if it is the first of this plan."""
        if noun not in self._known:
            self._known[noun] = self._write(noun)
        return self._known[noun]

    def _write(self, noun: CardFacts | Masthead) -> str:
        name = "card" if isinstance(noun, CardFacts) else "masthead"
        words = snapshots.c[name].type.dump(noun)  # type: ignore[attr-defined]
        key = hashlib.sha256(f"{name}:{words}".encode()).hexdigest()
        row = self._store.insert(snapshots).values({"hash": key, name: noun})
        self._connection.execute(row.on_conflict_do_nothing())
        return key

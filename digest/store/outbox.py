"""Sending: leases, intents and outcomes, and what the operator sees and decides.

A row is touched only under its guard (state and epoch), repeated in the outer WHERE: with the guard
in the sub-select alone, two sessions of PostgreSQL would both lease the row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, func, insert, or_, select, update

from digest.model import Digest, Edition
from digest.outbox import WAITING, State
from digest.store.engine import Store, chunks
from digest.store.ledger import REAL, load
from digest.store.tables import attempts, deliveries, suppressions

RESEND = timedelta(days=1)  # how long a digest that the operator sends again may take


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who wants rows to send, and for how long."""

    holder: str
    now: datetime
    until: datetime
    only: str = ""  # one subscriber's address; empty: everybody
    delivery: int | None = None  # one row's key; None: any


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to send one digest, until its time is up or somebody else's epoch begins."""

    delivery: int
    epoch: int
    tries: int  # before this one
    expires_at: datetime
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The body is about to be transmitted."""

    lease: Lease
    until: datetime  # an orphan becomes in_doubt past this


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a try."""

    lease: Lease
    at: datetime
    state: State
    retry_at: datetime | None = None  # for planned and deferred
    charged: bool = True
    suppress: bool = False
    phase: str = ""
    code: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery as the operator sees it."""

    delivery: int
    address: str
    edition: Edition
    state: State
    planned_at: datetime
    due_at: datetime
    expires_at: datetime
    lease_until: datetime | None
    tries: int
    text: str  # the last answer


def lease(store: Store, claim: Claim, *, after: int, limit: int) -> tuple[Lease, ...]:
    """Take up to `limit` rows that are due, in order of their key, beyond the key `after`.

    A pass that moves `after` forward meets each row once, so what it gives back is not taken again
    before the next pass.
    """
    due = and_(
        deliveries.c.state.in_(WAITING),
        deliveries.c.due_at <= claim.now,
        deliveries.c.expires_at > claim.now,
        deliveries.c.key > after,
    )
    if claim.only:
        due &= deliveries.c.address == claim.only
    if claim.delivery is not None:
        due &= deliveries.c.key == claim.delivery
    keys = select(deliveries.c.key).where(due).order_by(deliveries.c.key).limit(limit)
    taken = (
        update(deliveries)
        .where(deliveries.c.key.in_(keys.with_for_update(skip_locked=True).scalar_subquery()), due)
        .values(
            state=State.LEASED, epoch=deliveries.c.epoch + 1, holder=claim.holder, lease_until=claim.until
        )
        .returning(deliveries.c.key, deliveries.c.epoch, deliveries.c.tries, deliveries.c.expires_at)
    )
    with store.write() as connection:
        rows = sorted(connection.execute(taken).all(), key=lambda row: row.key)
        digests = load(connection, [row.key for row in rows])
    return tuple(
        Lease(
            delivery=row.key,
            epoch=row.epoch,
            tries=row.tries,
            expires_at=row.expires_at,
            digest=digests[row.key],
        )
        for row in rows
    )


def record(store: Store, batch: Sequence[Intent | Outcome]) -> tuple[bool, ...]:
    """Write intents and outcomes of several connections in one durable transaction.

    True for each that still held its guard. An intent that lost it must not transmit the body.
    """
    with store.write() as connection:
        return tuple(
            _intend(connection, one) if isinstance(one, Intent) else _settle(connection, store, one)
            for one in batch
        )


def release(store: Store, leases: Sequence[Lease]) -> None:
    """Give back rows that were leased and not tried: planned as before, without an attempt."""
    with store.write() as connection:
        for held in leases:
            mine = and_(deliveries.c.key == held.delivery, deliveries.c.epoch == held.epoch)
            back = update(deliveries).where(mine, deliveries.c.state == State.LEASED)
            connection.execute(back.values(state=State.PLANNED, holder=None, lease_until=None))


def reap(store: Store, *, now: datetime, alive: Callable[[str], bool]) -> Mapping[State, int]:
    """Heal what others left behind; return how many rows came into which state.

    A lease that ran out, or whose holder is dead, is planned again: nothing was transmitted. An
    orphan in `sending` may have been transmitted, and is in doubt, never planned. What waited past
    its time is expired.
    """
    changed: dict[State, int] = {}
    with store.write() as connection:
        held = deliveries.c.state.in_([State.LEASED, State.SENDING])
        holders = connection.execute(select(deliveries.c.holder).where(held).distinct()).scalars()
        dead = [holder for holder in holders if not alive(holder)]
        orphan = or_(deliveries.c.lease_until <= now, deliveries.c.holder.in_(dead))
        doubtful = and_(deliveries.c.state == State.SENDING, orphan)
        text = "the process ended while the message was being transmitted"
        changed[State.IN_DOUBT] = _end(connection, doubtful, State.IN_DOUBT, now=now, text=text)
        back = update(deliveries).where(deliveries.c.state == State.LEASED, orphan)
        changed[State.PLANNED] = connection.execute(back.values(state=State.PLANNED)).rowcount
        late = and_(deliveries.c.state.in_(WAITING), deliveries.c.expires_at <= now)
        text = "the next edition's time came before the server took it"
        changed[State.EXPIRED] = _end(connection, late, State.EXPIRED, now=now, text=text)
        listed = deliveries.c.address.in_(select(suppressions.c.address))
        barred = and_(deliveries.c.state.in_(WAITING), listed)
        text = "the address is suppressed"
        changed[State.SUPPRESSED] = _end(connection, barred, State.SUPPRESSED, now=now, text=text)
    return {state: count for state, count in changed.items() if count}


def cancel_others(store: Store, *, addresses: Collection[str], now: datetime) -> int:
    """Cancel what still waits for addresses that are no longer subscribed; a test mail goes to anybody."""
    waiting = and_(REAL, deliveries.c.state.in_(WAITING))
    with store.write() as connection:
        open_for = connection.execute(select(deliveries.c.address).where(waiting).distinct()).scalars()
        gone = sorted(set(open_for) - set(addresses))
        text = "no longer in the subscribers' file"
        conditions = [and_(waiting, deliveries.c.address.in_(part)) for part in chunks(gone)]
        return sum(_end(connection, one, State.CANCELLED, now=now, text=text) for one in conditions)


def withdraw(store: Store, delivery: int, *, now: datetime, text: str) -> bool:
    """Cancel a row that still waits; False when it does not: it is on its way, or at its end."""
    waiting = and_(deliveries.c.key == delivery, deliveries.c.state.in_(WAITING))
    with store.write() as connection:
        return _end(connection, waiting, State.CANCELLED, now=now, text=text) == 1


def resolve(store: Store, delivery: int, *, state: State, now: datetime) -> bool:
    """Let the operator decide what became of a row in doubt: accepted, planned again, or cancelled.

    What is planned again is due at once, and has a day to be taken even where its time had run out.
    """
    doubtful = and_(deliveries.c.key == delivery, deliveries.c.state == State.IN_DOUBT)
    longer = case((deliveries.c.expires_at > now + RESEND, deliveries.c.expires_at), else_=now + RESEND)
    values = {"due_at": now, "expires_at": longer} if state is State.PLANNED else {}
    with store.write() as connection:
        return _end(connection, doubtful, state, now=now, text="decided by the operator", **values) == 1


def rows(
    store: Store, *, states: Collection[State] = (), delivery: int | None = None, limit: int = 100
) -> tuple[Row, ...]:
    """Return deliveries, newest first, or the one of a key, with the last answer each got."""
    mine = attempts.c.delivery == deliveries.c.key
    last = select(attempts.c.text).where(mine).order_by(attempts.c.key.desc()).limit(1)
    query = (
        select(deliveries, last.scalar_subquery().label("text"))
        .order_by(deliveries.c.key.desc())
        .limit(limit)
    )
    if states:
        query = query.where(deliveries.c.state.in_(states))
    if delivery is not None:
        query = query.where(deliveries.c.key == delivery)
    with store.read() as connection:
        return tuple(_row(row) for row in connection.execute(query).mappings())


def sums(store: Store) -> Mapping[State, int]:
    """Return how many deliveries are in each state; the states sum to what was planned."""
    query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    with store.read() as connection:
        return {State(state): count for state, count in connection.execute(query)}


def frozen(store: Store, delivery: int) -> Digest | None:
    """Return the digest of one delivery row."""
    with store.read() as connection:
        return load(connection, [delivery]).get(delivery)


def _intend(connection: Connection, one: Intent) -> bool:
    held = _guard(one.lease, State.LEASED)
    values = {"state": State.SENDING, "lease_until": one.until}
    return connection.execute(update(deliveries).where(held).values(values)).rowcount == 1


def _settle(connection: Connection, store: Store, one: Outcome) -> bool:
    """Write an outcome; one that comes after the reaper's doubt still tells the truth."""
    held = _guard(one.lease, State.LEASED, State.SENDING, State.IN_DOUBT)
    values: dict[str, object] = {"state": one.state, "tries": deliveries.c.tries + int(one.charged)}
    if one.retry_at is not None:
        values["due_at"] = one.retry_at
    if connection.execute(update(deliveries).where(held).values(values)).rowcount != 1:
        return False
    attempt = {"at": one.at, "state": one.state, "phase": one.phase, "code": one.code, "text": one.text}
    connection.execute(insert(attempts).values(delivery=one.lease.delivery, **attempt))
    if one.suppress:
        address = {"address": one.lease.digest.address, "at": one.at, "evidence": one.text}
        connection.execute(store.insert(suppressions).values(address).on_conflict_do_nothing())
    return True


def _guard(held: Lease, *states: State) -> ColumnElement[bool]:
    return and_(
        deliveries.c.key == held.delivery,
        deliveries.c.epoch == held.epoch,
        deliveries.c.state.in_(states),
    )


def _end(
    connection: Connection,
    condition: ColumnElement[bool],
    state: State,
    *,
    now: datetime,
    text: str,
    **values: object,
) -> int:
    """Move rows to a state without a server's answer, and note why with each."""
    moved = update(deliveries).where(condition).values(state=state, **values).returning(deliveries.c.key)
    keys = connection.execute(moved).scalars().all()
    if keys:
        note = {"at": now, "state": state, "phase": "", "text": text}
        connection.execute(insert(attempts), [{"delivery": key, **note} for key in keys])
    return len(keys)


def _row(row: RowMapping) -> Row:
    return Row(
        delivery=row["key"],
        address=row["address"],
        edition=Edition(date=row["date"], slot=row["slot"], kind=row["kind"]),
        state=State(row["state"]),
        planned_at=row["planned_at"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        lease_until=row["lease_until"],
        tries=row["tries"],
        text=row["text"] or "",
    )

"""What the operator is told: each change of a condition once, and what became of the mail that says it.

At most once, as with digests: the intent to send is on disk before the first byte of the body leaves, and
what has an intent is never sent again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, update

from digest.health.alarm import Condition, changed
from digest.outbox import State
from digest.store.engine import Store
from digest.store.tables import reports

SENDING = timedelta(minutes=15)  # the final answer may take 10 (RFC 5321 §4.5.3.2.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One change of a condition, and what became of the mail that tells it."""

    key: int
    subject: str
    state: str
    since: datetime
    text: str
    noted_at: datetime
    mail: State
    answer: str = ""  # the mail server's last


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What became of one try to mail reports."""

    state: State
    answer: str  # the mail server's, or why it was not asked
    retry_at: datetime | None = None  # for planned


def note(
    store: Store, conditions: Sequence[Condition], *, now: datetime, mail: bool
) -> tuple[Condition, ...]:
    """Write down the conditions that changed, each to be mailed or not, and return them.

    Two processes that see the same change write it once: the unique key decides.
    """
    if not changed(conditions, known=standing(store)):
        return ()
    made = []
    with store.write() as connection:
        latest = connection.execute(_latest()).all()
        turns = {row.subject: row.turn for row in latest}
        for one in changed(conditions, known={row.subject: row.state for row in latest}):
            row = {
                "subject": one.subject,
                "turn": turns.get(one.subject, 0) + 1,
                "state": one.state,
                "since": one.since,
                "text": _storable(one.text),
                "noted_at": now,
                "mail": State.PLANNED if mail else State.QUIET,
                "due_at": now,
                "answer": "",
            }
            insert = store.insert(reports).values(row).on_conflict_do_nothing().returning(reports.c.key)
            if connection.execute(insert).first() is not None:
                made.append(one)
    return tuple(made)


def standing(store: Store) -> Mapping[str, str]:
    """Return the state last noted of each subject."""
    with store.read() as connection:
        return {row.subject: row.state for row in connection.execute(_latest())}


def due(store: Store, *, now: datetime) -> tuple[Report, ...]:
    """Return what is to be mailed now, oldest first; a mail that was cut off in its body is in doubt."""
    with store.write() as connection:
        orphan = and_(reports.c.mail == State.SENDING, reports.c.claimed_at <= now - SENDING)
        text = "the process ended while the message was being transmitted"
        connection.execute(update(reports).where(orphan).values(mail=State.IN_DOUBT, answer=text))
    return _reports(store, and_(reports.c.mail == State.PLANNED, reports.c.due_at <= now))


def untold(store: Store) -> tuple[Report, ...]:
    """Return what waits to be mailed, and what the operator may not have got."""
    wanted = (State.PLANNED, State.SENDING, State.IN_DOUBT, State.REFUSED)
    return _reports(store, reports.c.mail.in_(wanted))


def claim(store: Store, keys: Collection[int], *, now: datetime) -> bool:
    """Write down that these are about to be transmitted in one mail; False: another process was first."""
    waiting = and_(reports.c.key.in_(keys), reports.c.mail == State.PLANNED)
    with store.write() as connection:
        store.take_turn(connection, reports)
        if connection.execute(select(func.count()).where(waiting)).scalar_one() != len(keys):
            return False
        connection.execute(update(reports).where(waiting).values(mail=State.SENDING, claimed_at=now))
        return True


def settle(store: Store, keys: Collection[int], end: Ending, *, claimed: bool) -> None:
    """Write down what became of a mail; without a claim, only of reports that nobody is sending.

    The end of a claimed one that comes after another process's doubt still tells the truth.
    """
    values: dict[str, object] = {"mail": end.state, "answer": end.answer}
    if end.retry_at is not None:
        values["due_at"] = end.retry_at
    held = (State.SENDING, State.IN_DOUBT) if claimed else (State.PLANNED,)
    with store.write() as connection:
        ours = and_(reports.c.key.in_(keys), reports.c.mail.in_(held))
        connection.execute(update(reports).where(ours).values(values))


def _storable(text: str) -> str:
    """Return text that both databases take: what servers say may hold NUL and half characters."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _latest() -> Select[Any]:
    newest = select(func.max(reports.c.key)).group_by(reports.c.subject)
    return select(reports).where(reports.c.key.in_(newest))


def _reports(store: Store, condition: ColumnElement[bool]) -> tuple[Report, ...]:
    columns = [reports.c[name] for name in Report.__slots__]
    with store.read() as connection:
        rows = connection.execute(select(*columns).where(condition).order_by(reports.c.key)).mappings().all()
    return tuple(Report(**{**row, "mail": State(row["mail"])}) for row in rows)

"""Turns: who may ask a host now, and from when on the next one may; one row a host, one holder at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from digest.store.engine import Store
from digest.store.tables import turns as table

LOOK_AGAIN = timedelta(milliseconds=500)  # while somebody else has the turn
LONGEST_TURN = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)


class Turns:
    """The turns that a store keeps for all processes that share it.

    Moments are each process's own clock's. What lies further ahead than anybody can have set it was
    written by a clock that was wrong, and does not count.
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def take(self, turn: str, *, holder: str, most: timedelta) -> timedelta:
        """Take a turn for at most so long and return zero, or return how long to wait before trying again."""
        now = self._clock()
        values = {"holder": holder, "until": now + min(most, LONGEST_TURN)}
        is_free = or_(table.c.holder.is_(None), table.c.until <= now, table.c.until > now + LONGEST_TURN)
        is_time = or_(table.c.next_at <= now, table.c.next_at > now + LONGEST_PAUSE)
        insert = self._store.insert(table).values(host=turn, next_at=now, **values)
        taken = insert.on_conflict_do_update(index_elements=["host"], set_=values, where=is_free & is_time)
        with self._store.write() as connection:
            if connection.execute(taken.returning(table.c.host)).first() is not None:
                return timedelta(0)
            row = connection.execute(select(table).where(table.c.host == turn)).one()
        return _wait(row.next_at, row.until, now=now)

    def give_back(self, turn: str, *, holder: str, pause: timedelta) -> None:
        """End a turn; nobody gets the next one before the pause is over. One that ran out is not ours.

        Hosts that nobody asked for long are forgotten: strangers may redirect to a new one each time.
        """
        now = self._clock()
        values = {"holder": None, "until": None, "next_at": now + min(pause, LONGEST_PAUSE)}
        ours = update(table).where(table.c.host == turn, table.c.holder == holder)
        forgotten = delete(table).where(table.c.holder.is_(None), table.c.next_at < now - LONGEST_PAUSE)
        with self._store.write() as connection:
            connection.execute(ours.values(values))
            connection.execute(forgotten)


def _wait(next_at: datetime, until: datetime | None, *, now: datetime) -> timedelta:
    """Return how long a turn that could not be taken may take to come; more than zero."""
    if now < next_at <= now + LONGEST_PAUSE:
        return next_at - now
    left = LOOK_AGAIN if until is None else until - now
    return min(LOOK_AGAIN, max(left, timedelta(milliseconds=1)))

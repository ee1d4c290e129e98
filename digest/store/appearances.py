"""Where a paper stood in a subscriber's editions, and what became of those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from digest.model import Edition
from digest.outbox import State
from digest.store.engine import Store
from digest.store.ledger import REAL
from digest.store.tables import attempts, deliveries, picks


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A paper in an edition of one subscriber."""

    edition: Edition
    number: int  # from 1
    state: State  # of the delivery
    at: datetime  # of the latest try; of the planning, when there was none


def appearances(store: Store, address: str, *, paper: int) -> tuple[Appearance, ...]:
    """Return every edition of a subscriber that holds a paper, newest first; test mails are none."""
    tried = select(func.max(attempts.c.at)).where(attempts.c.delivery == deliveries.c.key).scalar_subquery()
    query = (
        select(deliveries, picks.c.number, func.coalesce(tried, deliveries.c.planned_at).label("at"))
        .join(picks, picks.c.delivery == deliveries.c.key)
        .where(REAL, deliveries.c.address == address, picks.c.paper == paper)
        .order_by(deliveries.c.date.desc(), deliveries.c.slot.desc())
    )
    with store.read() as connection:
        return tuple(
            Appearance(
                edition=Edition(date=row.date, slot=row.slot, kind=row.kind),
                number=row.number,
                state=State(row.state),
                at=row.at,
            )
            for row in connection.execute(query)
        )

"""Votes: what a reader wants more or less of, one paper at a time; the latest on a paper counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from digest.store.engine import Store, chunks
from digest.store.tables import aliases, former, papers
from digest.store.tables import votes as table


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a reader said of a paper."""

    paper: int  # the paper's key
    id: str  # one of the paper's aliases, an arXiv id where it has one
    up: bool  # more like this; False: less
    voted_at: datetime


def vote(store: Store, *, address: str, paper: int, up: bool, now: datetime) -> bool:
    """Record a reader's vote on a paper in place of any earlier one; False when there is no such paper.

    The key may be from long ago: a paper that turned out to be another one lives on under that one's.
    """
    with store.write() as connection:
        key = _held(connection, paper)
        if key is None:
            return False
        row = {"address": address, "paper": key, "vote": 1 if up else -1, "voted_at": now}
        insert = store.insert(table).values(row)
        changed = {"vote": row["vote"], "voted_at": now}
        connection.execute(insert.on_conflict_do_update(index_elements=["address", "paper"], set_=changed))
    return True


def unvote(store: Store, *, address: str, paper: int) -> bool:
    """Take a reader's vote on a paper back; False when there was none."""
    with store.write() as connection:
        key = _held(connection, paper)
        theirs = delete(table).where(table.c.address == address, table.c.paper == key)
        return connection.execute(theirs).rowcount == 1


def _held(connection: Connection, key: int) -> int | None:
    """Return the key a paper has now, and keep it so until the transaction ends; None: there is none.

    Waits for a merge of the paper that is under way, and makes one that comes wait.
    """
    there = select(papers.c.key).with_for_update(read=True, key_share=True)
    held: int | None = connection.execute(there.where(papers.c.key == key)).scalar()
    if held is None:
        moved = connection.execute(select(former.c.paper).where(former.c.key == key)).scalar()
        held = None if moved is None else connection.execute(there.where(papers.c.key == moved)).scalar()
    return held


def votes(
    store: Store, addresses: Collection[str], *, since: datetime, until: datetime
) -> Mapping[str, tuple[Vote, ...]]:
    """Return the votes each reader gave from `since` to `until`, oldest first.

    Readers without any are left out. A vote that was replaced later is not known any more, whatever
    `until` says.
    """
    names = select(func.min(aliases.c.alias)).where(aliases.c.paper == table.c.paper)  # "arxiv:" < "doi:"
    query = (
        select(table, names.scalar_subquery().label("id"))
        .where(table.c.voted_at.between(since, until))
        .order_by(table.c.voted_at, table.c.paper)
    )
    found: dict[str, list[Vote]] = {}
    with store.read() as connection:
        for part in chunks(sorted(addresses)):
            for row in connection.execute(query.where(table.c.address.in_(part))):
                one = Vote(paper=row.paper, id=row.id, up=row.vote > 0, voted_at=row.voted_at)
                found.setdefault(row.address, []).append(one)
    return {address: tuple(given) for address, given in found.items()}

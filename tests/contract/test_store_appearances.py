"""Where a paper stood in a subscriber's editions, in each of the databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from make import NOON, TODAY, a_subscriber
from ready import a_dispatch, a_newsroom, stock
from smtpserver import BadServer

from digest.deliver import deliver
from digest.model import Edition
from digest.outbox import State
from digest.publish.planning import publish
from digest.store import Store
from digest.store.appearances import Appearance, appearances
from digest.store.ledger import Plan, plan
from digest.store.papers import shelf

ADA, GRACE = a_subscriber("ada@example.org"), a_subscriber("grace@example.org")


def ids(store: Store) -> dict[int, tuple[str, ...]]:
    return {paper.key: paper.ids for paper in shelf(store, since=TODAY).papers}


def test_a_paper_is_found_in_the_edition_that_holds_it(store: Store) -> None:
    """With its number, what became of the edition, and when."""
    stock(store, "One", "Two")
    (planned,) = publish(store, a_newsroom(), [ADA], now=NOON).planned
    second = planned.entries[1]
    edition = Edition(date=TODAY)
    waiting = Appearance(edition=edition, number=2, state=State.PLANNED, at=NOON)
    assert appearances(store, ADA.address, paper=second.paper) == (waiting,)
    later = NOON + timedelta(minutes=5)
    with BadServer() as server:
        asyncio.run(deliver(store, a_dispatch(server.port, now=later)))
    sent = replace(waiting, state=State.ACCEPTED, at=later)
    assert appearances(store, ADA.address, paper=second.paper) == (sent,)


def test_what_others_were_sent_and_test_mails_are_none(store: Store) -> None:
    """It is about one subscriber's real editions."""
    stock(store, "One")
    (planned,) = publish(store, a_newsroom(), [ADA], now=NOON).planned
    key = planned.entries[0].paper
    trial = replace(planned, address=GRACE.address, edition=Edition(date=TODAY, kind="test"))
    plan(store, [Plan(digest=trial, cutoff_at=NOON, expires_at=NOON, ids=ids(store))], now=NOON)
    assert appearances(store, GRACE.address, paper=key) == ()
    assert appearances(store, ADA.address, paper=key + 1) == ()


def test_the_newest_edition_comes_first(store: Store) -> None:
    """A paper that was refused may be in a later edition again."""
    stock(store, "One")
    (planned,) = publish(store, a_newsroom(), [ADA], now=NOON).planned
    again = replace(planned, edition=Edition(date=TODAY + timedelta(days=1)))
    plan(store, [Plan(digest=again, cutoff_at=NOON, expires_at=NOON, ids=ids(store))], now=NOON)
    found = appearances(store, ADA.address, paper=planned.entries[0].paper)
    assert [str(one.edition) for one in found] == ["daily:2026-04-01", "daily:2026-03-31"]

"""Test mails in the ledger: beside all editions, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from make import NOON, TODAY, a_subscriber
from ready import a_dispatch, a_newsroom, stock
from smtpserver import BadServer

from digest.config.values import address
from digest.deliver import deliver
from digest.errors import DigestError
from digest.model import Digest
from digest.outbox import State
from digest.publish import preview, publish
from digest.publish.testing import as_test, conclude, plan_test
from digest.store import Store
from digest.store.ledger import pasts, standings
from digest.store.outbox import cancel_others, reap, rows, sums

ADA = a_subscriber("Ada@example.org")


def digest_of(store: Store) -> Digest:
    return preview(store, a_newsroom(), ADA, now=NOON)


def planned_test(store: Store, digest: Digest, *, to: str = "ada@example.org", mark: str = "1") -> int:
    return plan_test(store, digest, to=address(to), mark=mark, now=NOON)


def test_a_test_mail_has_a_name_of_its_own_each_time(store: Store) -> None:
    """Another Message-ID for each sending, and none that is an edition's."""
    stock(store, "One")
    digest = digest_of(store)
    ops = address("Ops@example.org")
    first, second = (as_test(digest, to=ops, mark=mark) for mark in ("1", "2"))
    assert first == as_test(digest, to=ops, mark="1")
    assert len({digest.message_id, first.message_id, second.message_id}) == 3
    assert first.message_id.endswith("@example.org>")
    assert (first.address, first.email) == ("ops@example.org", "Ops@example.org")
    assert str(first.edition) == f"test:{TODAY}"
    assert first.entries == digest.entries


def test_a_test_mail_takes_no_editions_place(store: Store) -> None:
    """Two of them, and the edition after both, with the same papers: none of them counts as had."""
    stock(store, "One", "Two")
    digest = digest_of(store)
    first, second = planned_test(store, digest), planned_test(store, digest, mark="2")
    assert first != second
    assert standings(store, ["ada@example.org"], now=NOON) == {}
    assert pasts(store, ["ada@example.org"], listed_since=TODAY) == {}
    (edition,) = publish(store, a_newsroom(), [ADA], now=NOON).planned
    assert edition.entries == digest.entries
    assert edition.message_id == digest.message_id
    assert sums(store) == {State.PLANNED: 3}


def test_only_the_row_that_is_meant_is_delivered(store: Store) -> None:
    """What else waits, for the same address too, keeps waiting."""
    stock(store, "One")
    digest = digest_of(store)
    left_behind = planned_test(store, digest)
    publish(store, a_newsroom(), [ADA], now=NOON)
    meant = planned_test(store, digest, mark="2")
    with BadServer() as server:
        done = asyncio.run(deliver(store, replace(a_dispatch(server.port), delivery=meant)))
    told = conclude(store, meant, said=done.said, now=NOON)
    assert (told.state, told.text[:3]) == (State.ACCEPTED, "250")
    assert len(server.accepted) == 1
    assert sums(store) == {State.ACCEPTED: 1, State.PLANNED: 2}
    assert rows(store, delivery=left_behind)[0].state is State.PLANNED


def test_an_accepted_test_mail_is_no_paper_had(store: Store) -> None:
    """The edition comes as if nothing had been sent."""
    stock(store, "One")
    digest = digest_of(store)
    meant = planned_test(store, digest)
    with BadServer() as server:
        asyncio.run(deliver(store, replace(a_dispatch(server.port), delivery=meant)))
    assert digest_of(store) == digest
    (edition,) = publish(store, a_newsroom(), [ADA], now=NOON).planned
    assert edition.entries == digest.entries


@pytest.mark.parametrize("script", [{"RCPT": "451 4.7.1 later"}, {"MAIL": "530 5.7.0 log on first"}])
def test_a_test_mail_is_tried_once(store: Store, script: dict[str, str]) -> None:
    """What was not taken is given up, with what the server said; the next pass does not send it."""
    stock(store, "One")
    meant = planned_test(store, digest_of(store))
    with BadServer(**script) as server:
        done = asyncio.run(deliver(store, replace(a_dispatch(server.port), delivery=meant)))
        told = conclude(store, meant, said=done.said, now=NOON)
        server.release()
    assert told.state is State.CANCELLED
    assert next(iter(script.values()))[4:] in told.text
    with BadServer() as server:
        asyncio.run(deliver(store, a_dispatch(server.port)))
    assert server.accepted == []


def test_a_test_mail_that_another_process_took_is_left_to_it(store: Store) -> None:
    """Its state is told; it is not given up while it may be on its way."""
    stock(store, "One")
    meant = planned_test(store, digest_of(store))
    with BadServer() as server:
        asyncio.run(deliver(store, a_dispatch(server.port, holder="the daemon")))
        done = asyncio.run(deliver(store, replace(a_dispatch(server.port), delivery=meant)))
    assert done.sent == ()
    assert conclude(store, meant, said=done.said, now=NOON).state is State.ACCEPTED
    assert len(server.accepted) == 1


def test_whom_a_test_mail_is_for_need_not_be_subscribed(store: Store) -> None:
    """Cancelling what waits for those who left does not touch it."""
    stock(store, "One")
    planned_test(store, digest_of(store), to="ops@example.org")
    assert cancel_others(store, addresses=["ada@example.org"], now=NOON) == 0
    assert sums(store) == {State.PLANNED: 1}


def test_an_address_that_must_not_be_mailed_gets_no_test_either(store: Store) -> None:
    """The server said that there is no such address."""
    stock(store, "One")
    digest = digest_of(store)
    with BadServer(RCPT="550 5.1.1 nobody here") as server:
        asyncio.run(deliver(store, replace(a_dispatch(server.port), delivery=planned_test(store, digest))))
    with pytest.raises(DigestError, match="must not be mailed: .*nobody here"):
        planned_test(store, digest, mark="2")
    assert reap(store, now=NOON, alive=lambda _: True) == {}
    assert sums(store) == {State.REFUSED: 1}


def test_papers_that_are_gone_are_said(store: Store) -> None:
    """A digest that was made of other papers is not sent."""
    stock(store, "One")
    digest = digest_of(store)
    (entry,) = digest.entries
    with pytest.raises(DigestError, match="papers became one"):
        planned_test(store, replace(digest, entries=(replace(entry, paper=999),)))
    assert sums(store) == {}

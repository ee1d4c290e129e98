"""Delivering through the ledger to a real SMTP server that answers badly."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from make import NOON, a_subscriber, interests
from ready import a_dispatch, a_newsroom, stock
from smtpserver import DROP, Answer, BadServer, hold

from digest import deliver as delivering
from digest.deliver import Delivered, deliver
from digest.errors import StoreError
from digest.outbox import State
from digest.publish.planning import publish
from digest.render import Renderer
from digest.store import Store
from digest.store.outbox import Intent, Outcome, reap, rows, sums

READERS = [f"reader{n}@example.org" for n in range(5)]
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def planned(store: Store) -> Store:
    """Return a store in which five digests are planned."""
    stock(store, "One", "Two", "Three")
    people = [a_subscriber(address, interests=interests(topic="three things")) for address in READERS]
    assert len(publish(store, a_newsroom(), people, now=NOON).planned) == len(READERS)
    return store


def send(store: Store, server: BadServer, **changes: object) -> Delivered:
    return asyncio.run(deliver(store, replace(a_dispatch(server.port), **changes)))  # type: ignore[arg-type]


def recipients(server: BadServer) -> Counter[str]:
    return Counter(recipient for one in server.accepted for recipient in one.recipients)


def test_every_planned_digest_arrives_once_and_a_second_pass_sends_nothing(planned: Store) -> None:
    """Delivering is idempotent."""
    with BadServer() as server:
        done = send(planned, server)
        assert done.sums == {State.ACCEPTED: 5}
        assert send(planned, server) == Delivered()
        assert recipients(server) == dict.fromkeys(READERS, 1)
        assert server.connections <= 2
    assert sums(planned) == {State.ACCEPTED: 5}


def test_connections_are_reused(planned: Store) -> None:
    """One connection carries them all."""
    with BadServer() as server:
        send(planned, server, connections=1)
        assert (server.connections, len(server.accepted)) == (1, 5)


def test_two_senders_at_the_same_time_send_each_digest_once(planned: Store) -> None:
    """`send` beside a running daemon is safe."""
    with BadServer() as server:
        dispatch = a_dispatch(server.port)

        async def both() -> tuple[Delivered, Delivered]:
            one, other = dispatch, replace(dispatch, holder="other")
            return await asyncio.gather(deliver(planned, one), deliver(planned, other))  # type: ignore[return-value]

        done = asyncio.run(both())
        assert sum(len(one.sent) for one in done) == 5
        assert recipients(server) == dict.fromkeys(READERS, 1)


def test_a_server_that_is_down_loses_nothing(planned: Store) -> None:
    """The pass says why it ended; the next one sends everything, and nobody was charged a try."""
    with BadServer() as gone:
        port = gone.port
    done = asyncio.run(deliver(planned, a_dispatch(port)))
    assert f"localhost:{port}" in done.trouble
    assert sums(planned) == {State.PLANNED: 5}
    with BadServer() as server:
        assert send(planned, server).sums == {State.ACCEPTED: 5}
    assert {row.tries for row in rows(planned)} == {1}


def test_a_wrong_password_stops_the_pass_and_blames_nobody(planned: Store) -> None:
    """Nobody is refused or suppressed for what the operator has to mend."""
    with BadServer(MAIL="530 5.7.0 authentication required") as server:
        done = send(planned, server)
    assert "authentication required" in done.trouble
    assert sums(planned) == {State.PLANNED: 5}


def test_a_temporary_refusal_is_retried_with_the_same_bytes(planned: Store) -> None:
    """Deferred is not lost: the same Message-ID, Date and picks go out later."""
    with BadServer(BODY=["451 4.3.0 try again"]) as server:
        assert send(planned, server, connections=1).sums == {State.DEFERRED: 1, State.ACCEPTED: 4}
        assert send(planned, server) == Delivered()
        assert send(planned, server, clock=lambda: LATER).sums == {State.ACCEPTED: 1}
        assert recipients(server) == dict.fromkeys(READERS, 1)


def test_an_unknown_address_is_refused_and_the_others_are_served(planned: Store) -> None:
    """5.1.1 ends one delivery, with the server's words kept."""
    with BadServer(RCPT=["550 5.1.1 nobody here"]) as server:
        done = send(planned, server, connections=1)
    assert done.sums == {State.REFUSED: 1, State.ACCEPTED: 4}
    (refused,) = rows(planned, states=[State.REFUSED])
    assert refused.text == "5.1.1 nobody here"


def test_a_connection_that_ends_after_the_final_dot_is_in_doubt_and_never_repeated(planned: Store) -> None:
    """The server has the message; a second copy would be the worse mistake."""
    with BadServer(BODY=[DROP]) as server:
        assert send(planned, server, connections=1).sums == {State.IN_DOUBT: 1, State.ACCEPTED: 4}
        assert send(planned, server, clock=lambda: LATER) == Delivered()
        assert recipients(server) == dict.fromkeys(READERS, 1)


def test_a_server_that_ends_the_connection_between_messages_is_asked_again(planned: Store) -> None:
    """Servers limit the messages of one connection: a fresh one goes on in the same pass."""
    drops = [Answer("250 2.0.0 queued"), Answer("250 2.0.0 queued", then="drop")]
    with BadServer(BODY=drops) as server:
        assert send(planned, server, connections=1).sums == {State.ACCEPTED: 5}
        assert server.connections == 2


def test_a_lost_lease_transmits_nothing(planned: Store) -> None:
    """Between the lease and the intent another process took the rows: this one must not send."""
    with BadServer(DATA=hold("354 go ahead")) as server:

        async def overtaken() -> Delivered:
            task = asyncio.create_task(deliver(planned, a_dispatch(server.port, connections=1)))
            await asyncio.to_thread(server.held.wait, 10)
            await asyncio.to_thread(reap, planned, now=NOON, alive=lambda _: False)
            server.release()
            return await task

        assert asyncio.run(overtaken()).sent == ()
        assert server.accepted == []
        assert send(planned, server).sums == {State.ACCEPTED: 5}


def test_stopping_drains_what_is_in_hand_and_gives_back_the_rest(planned: Store) -> None:
    """SIGTERM loses nothing: one message ends, the others stay planned."""
    with BadServer(BODY=hold("250 2.0.0 queued")) as server:

        async def stopped() -> Delivered:
            stop = asyncio.Event()
            task = asyncio.create_task(deliver(planned, a_dispatch(server.port, connections=1), stop=stop))
            await asyncio.to_thread(server.held.wait, 10)
            stop.set()
            server.release()
            return await task

        assert asyncio.run(stopped()).sums == {State.ACCEPTED: 1, State.PLANNED: 4}
        assert send(planned, server).sums == {State.ACCEPTED: 4}
        assert recipients(server) == dict.fromkeys(READERS, 1)


def test_a_template_that_cannot_be_rendered_is_reported_by_name_and_the_digest_kept(
    planned: Store, tmp_path
) -> None:
    """The digest waits for the template to be mended; nothing is sent half rendered."""
    own = tmp_path / "themes" / "default"
    own.mkdir(parents=True)
    (own / "body.txt").write_text("Dear {{ nobody.knows }}")
    with BadServer() as server:
        done = send(planned, server, renderer=Renderer(overrides=tmp_path))
        assert done.sums == {State.DEFERRED: 5}
        assert "body.txt" in done.sent[0].text
        assert "nobody" in done.sent[0].text
        assert send(planned, server, clock=lambda: LATER).sums == {State.ACCEPTED: 5}


def test_a_store_that_fails_stops_the_pass_with_its_reason(planned: Store, monkeypatch) -> None:
    """When the ledger cannot be written, nothing is transmitted."""

    def full(*_given: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("digest.deliver.record", full)
    with BadServer() as server, pytest.raises(StoreError, match="disk is full"):
        send(planned, server)
    assert server.accepted == []


def test_an_answer_outlives_a_store_that_is_locked_for_a_while(planned: Store, monkeypatch) -> None:
    """The server cannot be asked again what it said: writing it down is tried again."""
    real, locked = delivering.record, iter([True, True])

    def sometimes(store: Store, batch: Sequence[Intent | Outcome]) -> Sequence[bool]:
        if any(isinstance(one, Outcome) for one in batch) and next(locked, False):
            raise StoreError("database is locked")
        return real(store, batch)

    monkeypatch.setattr(delivering, "record", sometimes)
    with BadServer() as server:
        assert send(planned, server, connections=1).sums == {State.ACCEPTED: 5}
        assert recipients(server) == dict.fromkeys(READERS, 1)


def test_an_error_on_one_connection_leaves_no_doubt_on_another(planned: Store, monkeypatch) -> None:
    """The others hear the server's answer to what they have sent before the pass ends."""
    real = delivering.record
    granted: list[Intent] = []  # the first intent; its body is held unanswered when the next is refused

    with BadServer(BODY=hold("250 2.0.0 queued")) as server:

        def first_only(store: Store, batch: Sequence[Intent | Outcome]) -> Sequence[bool]:
            intents = [one for one in batch if isinstance(one, Intent)]
            if intents and granted:
                assert server.held.wait(10)
                threading.Timer(0.3, server.release).start()  # the answer comes after the error
                raise StoreError("database is locked")
            granted.extend(intents[:1])
            return (*real(store, batch[:1]), *(False for _ in batch[1:])) if intents else real(store, batch)

        monkeypatch.setattr(delivering, "record", first_only)
        with pytest.raises(StoreError, match="locked"):
            send(planned, server, connections=2)
        reap(planned, now=NOON, alive=lambda _: False)
        assert State.IN_DOUBT not in sums(planned)
        assert sums(planned)[State.ACCEPTED] == len(server.accepted) >= 1


def test_a_message_is_a_function_of_its_row(planned: Store) -> None:
    """What arrives parses without a defect and is addressed to its reader."""
    with BadServer() as server:
        send(planned, server)
        for one in server.accepted:
            message = message_from_bytes(one.body, policy=policy.default)
            assert message.defects == []
            assert one.recipients[0] in message["To"]
            assert one.sender == "digest@example.org"


def test_a_relay_that_is_down_is_written_down_once_a_connection(planned: Store) -> None:
    """Digests that were only leased are given back without a try of theirs; all are due again at once."""
    with BadServer() as server:
        closed = replace(a_dispatch(server.port), connections=1)
    done = asyncio.run(deliver(planned, closed))
    assert done.sums == {State.PLANNED: 5}
    told = [row.text for row in rows(planned) if row.text]
    assert len(told) == 1
    with BadServer() as server:
        assert send(planned, server, connections=1).sums == {State.ACCEPTED: 5}

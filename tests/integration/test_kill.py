"""A SIGKILL between any two steps neither repeats nor loses a digest."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from make import NOON, a_subscriber, interests
from ready import a_dispatch, a_newsroom, stock
from smtpserver import BadServer

from digest.deliver import deliver
from digest.outbox import State
from digest.publish.planning import publish
from digest.store import Store, open_store
from digest.store.outbox import reap, rows

READERS = ("ada@example.org", "grace@example.org", "alan@example.org")
# plan; lease; then begin, intent, finish, settle for each reader; a last lease. Before and after each.
STEPS = 2 * (1 + 1 + 4 * len(READERS) + 1)
TESTS = Path(__file__).parent.parent


def dies(store: Path, server: BadServer, *, at: int) -> int:
    """Run a sender that kills itself at a step; return how it ended."""
    program = [sys.executable, str(TESTS / "killed.py"), str(store), str(server.port), str(at), *READERS]
    return subprocess.run(program, check=False, timeout=60).returncode  # noqa: S603 - our own program


def goes_on(store: Store, server: BadServer) -> None:
    """Do what the next pass does, in a process that lives."""
    reap(store, now=NOON, alive=lambda holder: holder != "killed")
    publish(
        store,
        a_newsroom(),
        [a_subscriber(address, interests=interests(topic="papers")) for address in READERS],
        now=NOON,
    )
    asyncio.run(deliver(store, a_dispatch(server.port)))


@pytest.mark.parametrize("at", range(STEPS))
def test_a_kill_at_any_step_neither_repeats_nor_loses(tmp_path: Path, at: int) -> None:
    """Everybody has one copy, or is listed as in doubt: at most one, and only past the intent."""
    path = tmp_path / "paper-round.db"
    store = open_store(str(path))
    stock(store, "One", "Two", "Three")
    with BadServer() as server:
        assert dies(path, server, at=at) == -signal.SIGKILL
        goes_on(store, server)
        goes_on(store, server)
        copies = Counter(recipient for one in server.accepted for recipient in one.recipients)
        messages = Counter(one.body for one in server.accepted)
    found = {row.address: row.state for row in rows(store)}
    store.close()
    doubtful = {address for address, state in found.items() if state is State.IN_DOUBT}
    assert set(found) == set(READERS)
    assert max(messages.values()) == 1
    assert all(copies[address] == 1 for address in READERS if address not in doubtful)
    assert all(found[address] is State.ACCEPTED for address in READERS if address not in doubtful)
    assert len(doubtful) <= 1
    assert all(copies[address] <= 1 for address in doubtful)


def test_the_sender_has_as_many_steps_as_are_tried(tmp_path: Path) -> None:
    """The test above misses no step: one past the last, the sender gets to its end."""
    path = tmp_path / "paper-round.db"
    store = open_store(str(path))
    stock(store, "One", "Two", "Three")
    store.close()
    with BadServer() as server:
        assert dies(path, server, at=STEPS) == 0
        assert len(server.accepted) == len(READERS)

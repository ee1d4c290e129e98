"""Turns at a host: one holder at a time, a pause between two, over all processes of an installation."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from make import NOON
from sqlalchemy import select

from digest.store import Store, open_store
from digest.store.tables import turns as table
from digest.store.turns import LONGEST_PAUSE, LONGEST_TURN, LOOK_AGAIN, Turns

ZERO = timedelta(0)
SECOND = timedelta(seconds=1)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns(store: Store, clock: Clock) -> Turns:
    return Turns(store, clock=clock)


def take(turns: Turns, holder: str, *, turn: str = "arxiv.org", most: timedelta = 60 * SECOND) -> timedelta:
    return turns.take(turn, holder=holder, most=most)


def test_one_asks_at_a_time(turns: Turns, clock: Clock) -> None:
    """However long it takes, the others look again until the turn is given back or has run out."""
    assert take(turns, "a") == ZERO
    clock.now += 59 * SECOND
    assert take(turns, "b") == LOOK_AGAIN
    clock.now += 0.9 * SECOND
    assert take(turns, "b") == 0.1 * SECOND


def test_hosts_do_not_wait_for_each_other(turns: Turns) -> None:
    """Each has its own turns."""
    assert take(turns, "a") == ZERO
    assert take(turns, "b", turn="example.org") == ZERO


def test_the_next_one_waits_for_the_pause_from_the_end_of_the_answer(turns: Turns, clock: Clock) -> None:
    """The wait is told exactly: nobody needs to look again before."""
    take(turns, "a")
    clock.now += 10 * SECOND
    turns.give_back("arxiv.org", holder="a", pause=3 * SECOND)
    assert take(turns, "b") == 3 * SECOND
    clock.now += 2 * SECOND
    assert take(turns, "a") == SECOND
    clock.now += SECOND
    assert take(turns, "a") == ZERO


def test_the_turn_of_a_holder_that_crashed_runs_out(turns: Turns, clock: Clock) -> None:
    """Nobody has to tidy up; and if it was only slow, it can end no turn but its own."""
    take(turns, "a")
    clock.now += 60 * SECOND
    assert take(turns, "b") == ZERO
    turns.give_back("arxiv.org", holder="a", pause=3 * SECOND)
    assert take(turns, "c") == LOOK_AGAIN


def test_a_clock_that_was_ahead_blocks_nobody(turns: Turns, clock: Clock) -> None:
    """A moment further ahead than anybody sets it was written by a clock that was wrong."""
    clock.now += timedelta(days=400)
    take(turns, "a")
    clock.now = NOON
    assert take(turns, "b") == ZERO
    clock.now += timedelta(days=400)
    turns.give_back("arxiv.org", holder="b", pause=3 * SECOND)
    clock.now = NOON
    assert take(turns, "c") == ZERO


def test_no_turn_and_no_pause_is_endless(turns: Turns, clock: Clock) -> None:
    """What a host asks for is heeded up to a day."""
    take(turns, "a", most=timedelta(days=9))
    clock.now += LONGEST_TURN
    assert take(turns, "b") == ZERO
    turns.give_back("arxiv.org", holder="b", pause=timedelta(days=9))
    assert take(turns, "c") == LONGEST_PAUSE


CHILD = """
import sys
from datetime import datetime, timedelta
from digest.store import open_store
from digest.store.turns import Turns

store = open_store(sys.argv[1])
moment = None
turns = Turns(store, clock=lambda: moment)
print("ready", flush=True)
for line in sys.stdin:
    moment = datetime.fromisoformat(line.strip())
    wait = turns.take("arxiv.org", holder=sys.argv[2], most=timedelta(seconds=60))
    if not wait:
        turns.give_back("arxiv.org", holder=sys.argv[2], pause=timedelta(seconds=3))
    print(wait.total_seconds(), flush=True)
store.close()
"""


def test_two_processes_on_one_store_keep_the_pace_of_one(store_url: str) -> None:
    """At every half second both try at once: one of them gets through every three seconds."""
    open_store(store_url).close()
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-c", CHILD, store_url, name],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for name in ("a", "b")
        ]
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * 2
        asked = []
        for step in range(61):
            moment = NOON.astimezone(UTC) + 0.5 * step * SECOND
            for process in processes:
                process.stdin.write(f"{moment.isoformat()}\n")
                process.stdin.flush()
            waits = [float(process.stdout.readline()) for process in processes]
            asked += [0.5 * step] * waits.count(0.0)
    assert asked == [3.0 * number for number in range(11)]


def test_hosts_that_nobody_asks_any_more_are_forgotten(store: Store, turns: Turns, clock: Clock) -> None:
    """Strangers may redirect to a new one each time."""
    for number in range(3):
        assert take(turns, "a", turn=f"{number}.example.org") == ZERO
        turns.give_back(f"{number}.example.org", holder="a", pause=SECOND)
        clock.now += LONGEST_PAUSE + 2 * SECOND
    with store.read() as connection:
        assert connection.execute(select(table.c.host)).scalars().all() == ["2.example.org"]

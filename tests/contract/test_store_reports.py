"""What the operator is told is written once, and sent at most once, in each of the databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from make import NOON

from digest.health.alarm import Condition
from digest.outbox import State
from digest.store import Store
from digest.store.reports import Ending, claim, due, note, settle, standing, untold

FAILS = Condition(subject="source:arxiv", state="failing", since=NOON, text="arXiv cannot be read")
WELL = Condition(subject="source:arxiv", state="ok", since=NOON, text="arXiv is all right again")


def test_a_change_is_written_once(store: Store) -> None:
    """The same condition again is no change; its end is one."""
    assert note(store, [FAILS], now=NOON, mail=True) == (FAILS,)
    assert note(store, [FAILS], now=NOON, mail=True) == ()
    assert standing(store) == {"source:arxiv": "failing"}
    assert note(store, [WELL], now=NOON, mail=True) == (WELL,)
    assert [one.state for one in due(store, now=NOON)] == ["failing", "ok"]


def test_processes_that_see_a_change_together_write_it_once(store: Store) -> None:
    """The unique key decides."""
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: note(store, [FAILS], now=NOON, mail=True), range(8)))
    assert sum(len(one) for one in made) == 1


def test_one_process_claims_a_mail(store: Store) -> None:
    """Whoever comes second transmits nothing."""
    note(store, [FAILS], now=NOON, mail=True)
    keys = [one.key for one in due(store, now=NOON)]
    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(lambda _: claim(store, keys, now=NOON), range(4)))
    assert sorted(won) == [False, False, False, True]
    assert due(store, now=NOON) == ()


def test_without_an_operator_changes_are_kept_and_nobody_is_mailed(store: Store) -> None:
    """An address that is added later is not flooded with what was."""
    note(store, [FAILS], now=NOON, mail=False)
    assert due(store, now=NOON) == untold(store) == ()


def test_what_is_put_off_waits_for_its_moment(store: Store) -> None:
    """A relay that is away is not asked every second."""
    note(store, [FAILS], now=NOON, mail=True)
    (one,) = due(store, now=NOON)
    later = NOON + timedelta(minutes=5)
    settle(store, [one.key], Ending(state=State.PLANNED, answer="away", retry_at=later), claimed=False)
    assert due(store, now=NOON) == ()
    assert [(again.key, again.answer) for again in due(store, now=later)] == [(one.key, "away")]


def test_putting_off_does_not_touch_what_another_process_sends(store: Store) -> None:
    """Who could not connect knows nothing of who could."""
    note(store, [FAILS], now=NOON, mail=True)
    (one,) = due(store, now=NOON)
    assert claim(store, [one.key], now=NOON)
    settle(store, [one.key], Ending(state=State.PLANNED, answer="away", retry_at=NOON), claimed=False)
    assert due(store, now=NOON) == ()
    assert [left.mail for left in untold(store)] == [State.SENDING]


def test_a_mail_that_was_cut_off_is_in_doubt_and_never_repeated(store: Store) -> None:
    """A late answer still tells the truth."""
    note(store, [FAILS], now=NOON, mail=True)
    (one,) = due(store, now=NOON)
    claim(store, [one.key], now=NOON)
    later = NOON + timedelta(minutes=16)
    assert due(store, now=later) == ()
    assert [left.mail for left in untold(store)] == [State.IN_DOUBT]
    settle(store, [one.key], Ending(state=State.ACCEPTED, answer="250 ok"), claimed=True)
    assert untold(store) == ()

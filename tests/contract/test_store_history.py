"""The papers of the past as they are kept from pass to pass: always what the store holds now."""

from __future__ import annotations

from datetime import date, timedelta

from make import NOON, TODAY, a_listing

from digest.identify import identified
from digest.store import Store
from digest.store.history import History
from digest.store.papers import history, upsert

TOMORROW = TODAY + timedelta(days=1)
A, B, C, D = (f"arxiv:2603.{n:05d}" for n in range(1, 5))


def listed(store: Store, *ids: str, on: date = TODAY, **changes: object) -> None:
    listing = identified(a_listing(f"Paper {ids[0]}", ids=ids, listed_on=on, **changes), day=on)
    upsert(store, [listing], source="huggingface", now=NOON, watermark=on)


def test_what_is_kept_is_what_is_read_anew(store: Store) -> None:
    """After new papers, facts that were missing, further votes and days, and merges."""
    kept = History(store)
    assert kept.before(TOMORROW, limit=10) == ()
    steps = (
        lambda: [listed(store, one) for one in (A, B, C)],
        lambda: listed(store, B, upvotes=7),
        lambda: listed(store, A, abstract="An abstract, at last."),
        lambda: listed(store, C, on=TODAY - timedelta(days=1)),
        lambda: listed(store, A, B),
    )
    for step in steps:
        step()
        assert kept.before(TOMORROW, limit=10) == history(store, before=TOMORROW, limit=10)
        assert kept.before(TOMORROW, limit=2) == history(store, before=TOMORROW, limit=2)
        assert kept.before(TODAY, limit=10) == history(store, before=TODAY, limit=10)


def test_a_key_that_is_used_anew_is_another_paper(store: Store) -> None:
    """Whatever keys a database gives to what comes after a merge."""
    kept = History(store)
    listed(store, A)
    listed(store, B)
    kept.before(TOMORROW, limit=10)
    listed(store, A, B)
    listed(store, C)
    assert [paper.ids for paper in kept.before(TOMORROW, limit=10)] == [(A, B), (C,)]


def test_a_paper_that_did_not_change_is_the_same_object(store: Store) -> None:
    """It was not read again."""
    kept = History(store)
    listed(store, A)
    listed(store, B)
    first, second = kept.before(TOMORROW, limit=10)
    listed(store, B, upvotes=7)
    same, other = kept.before(TOMORROW, limit=10)
    assert same is first
    assert other is not second
    assert other.counts.upvotes == 7

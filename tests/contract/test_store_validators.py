"""Validators and readings: what a store remembers of having asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from make import NOON, TODAY, a_listing

from digest.errors import StoreError
from digest.identify import identified
from digest.model import Validator
from digest.store import Store
from digest.store.papers import source_states, upsert
from digest.store.readings import KEPT, Reading, readings, record
from digest.store.validators import Kept

URL = "https://example.org/rss.xml"
FIRST = Validator(url=URL, etag='W/"1"', last_modified="Tue, 31 Mar 2026 00:00:00 GMT")


def put(store: Store, *validators: Validator, listings: int = 1) -> None:
    batch = [identified(a_listing(f"Paper {n}", ids=()), day=TODAY) for n in range(listings)]
    upsert(store, batch, source="feed", now=NOON, watermark=TODAY, validators=validators)


def test_a_validator_is_kept_with_its_papers(store: Store) -> None:
    """As received, by the address that was asked."""
    assert Kept(store).of(URL) is None
    put(store, FIRST)
    assert Kept(store).of(URL) == FIRST
    assert Kept(store).of(f"{URL}?page=2") is None


def test_the_latest_validator_holds(store: Store) -> None:
    """Whole: an old date beside a new tag would ask for the wrong thing."""
    put(store, FIRST)
    put(store, Validator(url=URL, etag='"2"'))
    assert Kept(store).of(URL) == Validator(url=URL, etag='"2"')


def test_an_empty_validator_forgets_the_one_before(store: Store) -> None:
    """A server that stopped giving any is asked for the whole reply."""
    put(store, FIRST)
    put(store, Validator(url=URL))
    assert Kept(store).of(URL) is None


def test_papers_that_could_not_be_stored_leave_no_validator(store: Store) -> None:
    """Else the next asking were answered "not modified", and they were lost."""
    broken = Validator(url=None, etag='"1"')  # type: ignore[arg-type]  # so that the transaction fails at its very end
    with pytest.raises(StoreError):
        put(store, FIRST, broken)
    assert Kept(store).of(URL) is None
    assert source_states(store) == ()


def test_readings_are_kept_in_order(store: Store) -> None:
    """Every asking of a source, also one that failed."""
    given = [
        Reading(source="a", at=NOON, read=3, new=2, fingerprint="x", newest=date(2026, 3, 31)),
        Reading(source="a", at=NOON + timedelta(hours=1), error="no answer"),
    ]
    for one in [*given, Reading(source="b", at=NOON)]:
        record(store, one)
    assert readings(store, source="a", since=NOON) == tuple(given)
    assert readings(store, source="a", since=NOON + timedelta(minutes=1)) == (given[1],)
    assert readings(store, source="c", since=NOON) == ()


def test_readings_that_nobody_looks_at_are_forgotten(store: Store) -> None:
    """A daemon asks every half hour, for years."""
    kept = Reading(source="a", at=NOON)
    for one in (Reading(source="b", at=NOON - 2 * KEPT), Reading(source="a", at=NOON - 2 * KEPT), kept):
        record(store, one)
    assert readings(store, source="a", since=NOON - 3 * KEPT) == (kept,)
    assert len(readings(store, source="b", since=NOON - 3 * KEPT)) == 1

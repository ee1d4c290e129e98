"""What both databases promise about pictures: each kept once, frozen by name, gone when nobody needs it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from make import NOON, TODAY, a_digest, a_listing, an_entry
from sqlalchemy import func, select

from digest.identify import identified
from digest.model import Digest, Edition, Picture
from digest.outbox import State
from digest.picture import Reencoded
from digest.store import Store
from digest.store.ledger import Plan, plan
from digest.store.outbox import Claim, Lease, Outcome, frozen, lease, record
from digest.store.papers import upsert
from digest.store.pictures import failed, forget, illustrated, keep, with_pictures
from digest.store.tables import pictures

IDS = {1: ("arxiv:2603.00001",)}
URL = "https://example.org/figure.png"
OTHER = "https://example.org/another.png"
WIDE = Reencoded(data=b"wide", width=1040, height=585)
SMALL = Reencoded(data=b"small", width=240, height=135)
MUCH_LATER = NOON + timedelta(days=70)


def as_noun(one: Reencoded) -> Picture:
    return Picture(hash=one.hash, width=one.width, height=one.height)


def count(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(pictures)).scalar_one()


@pytest.fixture
def paper(store: Store) -> None:
    """Give the store one paper, of key 1."""
    batch = [identified(a_listing("Paper 1", ids=IDS[1]), day=TODAY)]
    upsert(store, batch, source="huggingface", now=NOON, watermark=TODAY)


def planned(store: Store, *people: str) -> list[Digest]:
    """Plan a digest for each, all with the wide picture."""
    entry = an_entry(1, paper=1, picture=as_noun(WIDE))
    made = [
        a_digest(
            entry, address=f"{name}@example.org", email=f"{name}@example.org", edition=Edition(date=TODAY)
        )
        for name in people
    ]
    plans = [Plan(digest=one, cutoff_at=NOON, expires_at=MUCH_LATER, ids=IDS) for one in made]
    plan(store, plans, now=NOON)
    return made


def leases(store: Store) -> tuple[Lease, ...]:
    claim = Claim(holder="a", now=NOON, until=NOON + timedelta(minutes=5))
    return lease(store, claim, after=0, limit=10)


def test_what_is_kept_is_told_by_address(store: Store) -> None:
    """An address that was never tried is not there."""
    keep(store, URL, wide=WIDE, small=SMALL, now=NOON)
    (found,) = illustrated(store, {URL, OTHER}).values()
    assert (found.wide, found.small) == (as_noun(WIDE), as_noun(SMALL))
    assert (found.at, found.tries, found.error) == (NOON, 1, "")


def test_a_picture_of_many_addresses_is_kept_once(store: Store) -> None:
    """Its hash is its name."""
    for url in (URL, OTHER):
        keep(store, url, wide=None, small=SMALL, now=NOON)
    assert count(store) == 1
    assert illustrated(store, [URL])[URL].wide is None


def test_tries_are_counted_and_a_success_ends_them(store: Store) -> None:
    """The latest says why, and when."""
    failed(store, URL, error="away", now=NOON)
    failed(store, URL, error="still away", now=NOON + timedelta(days=1))
    found = illustrated(store, [URL])[URL]
    assert (found.tries, found.error, found.at) == (2, "still away", NOON + timedelta(days=1))
    keep(store, URL, wide=WIDE, small=SMALL, now=NOON + timedelta(days=2))
    found = illustrated(store, [URL])[URL]
    assert (found.tries, found.error, found.wide) == (3, "", as_noun(WIDE))


def test_an_address_may_be_as_long_as_a_source_gives(store: Store) -> None:
    """Longer than an index takes, in letters of four bytes."""
    url = "https://example.org/" + "🖼" * 1_900
    keep(store, url, wide=WIDE, small=SMALL, now=NOON)
    assert illustrated(store, [url])[url].wide == as_noun(WIDE)


@pytest.mark.usefixtures("paper")
def test_a_lease_carries_the_pictures_its_cards_name_shared_by_all(store: Store) -> None:
    """A block of digests holds the bytes of a picture once."""
    keep(store, URL, wide=WIDE, small=SMALL, now=NOON)
    ada, grace = planned(store, "ada", "grace")
    first, second = (held.digest for held in leases(store))
    assert (first, second) == (ada, grace)
    assert first.pictures == {WIDE.hash: b"wide"}
    assert first.pictures[WIDE.hash] is second.pictures[WIDE.hash]
    assert with_pictures(store, ada).pictures == first.pictures


@pytest.mark.usefixtures("paper")
def test_a_digest_whose_picture_is_gone_goes_without(store: Store) -> None:
    """A mail is worth more than its picture."""
    (ada,) = planned(store, "ada")
    (held,) = leases(store)
    assert held.digest == ada
    assert held.digest.pictures == {}


@pytest.mark.usefixtures("paper")
def test_the_row_names_the_picture_so_a_later_one_at_its_address_changes_no_mail(store: Store) -> None:
    """The same row makes the same bytes."""
    keep(store, URL, wide=WIDE, small=SMALL, now=NOON)
    planned(store, "ada")
    newer = Reencoded(data=b"newer", width=1040, height=585)
    keep(store, URL, wide=newer, small=SMALL, now=NOON)
    (held,) = leases(store)
    assert held.digest.pictures == {WIDE.hash: b"wide"}


def test_old_pictures_are_forgotten_and_new_ones_stay(store: Store) -> None:
    """A store does not grow for ever; what two addresses show stays as long as one does."""
    keep(store, URL, wide=WIDE, small=SMALL, now=NOON)
    keep(store, OTHER, wide=None, small=SMALL, now=MUCH_LATER)
    assert forget(store, before=NOON) == 0
    assert forget(store, before=MUCH_LATER) == 1
    assert list(illustrated(store, [URL, OTHER])) == [OTHER]
    assert count(store) == 1


@pytest.mark.usefixtures("paper")
def test_a_picture_stays_while_a_digest_that_may_be_sent_shows_it(store: Store) -> None:
    """Also one in doubt: the operator may send it again."""
    keep(store, URL, wide=WIDE, small=SMALL, now=NOON)
    planned(store, "ada")
    assert forget(store, before=MUCH_LATER) == 1  # the small one
    (held,) = leases(store)
    assert held.digest.pictures == {WIDE.hash: b"wide"}
    record(store, [Outcome(lease=held, at=NOON, state=State.ACCEPTED)])
    keep(store, OTHER, wide=None, small=SMALL, now=NOON)
    assert forget(store, before=MUCH_LATER) == 2
    digest = frozen(store, held.delivery)
    assert digest is not None
    assert digest.pictures == {}

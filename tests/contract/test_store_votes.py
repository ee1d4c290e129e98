"""What both databases promise about votes: the latest on a paper counts, whatever becomes of the paper."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from make import NOON, TODAY, a_listing
from sqlalchemy import insert, text

from digest.errors import StoreError
from digest.identify import identified
from digest.store import Store, open_store
from digest.store.papers import by_alias, upsert
from digest.store.tables import votes as table
from digest.store.votes import Vote, unvote, vote, votes

ADA, GRACE = "ada@example.org", "grace@example.org"
HOUR = timedelta(hours=1)
LONG_AGO = NOON - timedelta(days=1000)


@pytest.fixture(autouse=True)
def papers(store: Store) -> None:
    """Give the store three papers, keys 1 to 3; the second has a DOI too, the third has nothing else."""
    ids = [("arxiv:2603.00001",), ("doi:10.1000/2", "arxiv:2603.00002"), ("doi:10.1000/3",)]
    listed(store, *(a_listing(f"Paper {n}", ids=one) for n, one in enumerate(ids, start=1)))


def listed(store: Store, *listings) -> None:
    batch = [identified(listing, day=TODAY) for listing in listings]
    upsert(store, batch, source="huggingface", now=NOON, watermark=None)


def of(store: Store, *addresses: str, since=LONG_AGO, until=NOON + timedelta(days=1)):
    return votes(store, addresses, since=since, until=until)


def test_a_vote_comes_back_under_the_papers_best_id(store: Store) -> None:
    """An arXiv id before a DOI; the oldest vote first."""
    assert vote(store, address=ADA, paper=3, up=False, now=NOON + HOUR)
    assert vote(store, address=ADA, paper=2, up=True, now=NOON)
    assert of(store, ADA, GRACE) == {
        ADA: (
            Vote(paper=2, id="arxiv:2603.00002", up=True, voted_at=NOON),
            Vote(paper=3, id="doi:10.1000/3", up=False, voted_at=NOON + HOUR),
        )
    }
    assert {one.id for one in of(store, ADA)[ADA]} <= set(
        by_alias(store, ["arxiv:2603.00002", "doi:10.1000/3"])
    )


def test_a_later_vote_on_the_same_paper_replaces_the_earlier(store: Store) -> None:
    """A reader who changes their mind has one mind: what they said last, whatever the clock says."""
    vote(store, address=ADA, paper=1, up=True, now=NOON + HOUR)
    vote(store, address=ADA, paper=1, up=False, now=NOON)
    assert of(store, ADA)[ADA] == (Vote(paper=1, id="arxiv:2603.00001", up=False, voted_at=NOON),)


def test_readers_votes_are_their_own(store: Store) -> None:
    """Two may think differently of one paper, and only those who are asked for are read."""
    vote(store, address=ADA, paper=1, up=True, now=NOON)
    vote(store, address=GRACE, paper=1, up=False, now=NOON)
    assert {address: given[0].up for address, given in of(store, ADA, GRACE).items()} == {
        ADA: True,
        GRACE: False,
    }
    assert set(of(store, GRACE)) == {GRACE}
    assert of(store) == {}


def test_only_votes_of_the_time_that_is_asked_for_are_read(store: Store) -> None:
    """What has faded is not read, nor what a day that is looked back at could not know; both ends count."""
    for paper, hours in ((1, 0), (2, 1), (3, 2)):
        vote(store, address=ADA, paper=paper, up=True, now=NOON + hours * HOUR)
    assert [one.paper for one in of(store, ADA, since=NOON + HOUR)[ADA]] == [2, 3]
    assert [one.paper for one in of(store, ADA, until=NOON + HOUR)[ADA]] == [1, 2]
    assert of(store, ADA, until=NOON - HOUR) == {}


def test_a_vote_can_be_taken_back_once(store: Store) -> None:
    """Nothing is left of it, and the second time there is nothing to take back."""
    vote(store, address=ADA, paper=1, up=True, now=NOON)
    vote(store, address=GRACE, paper=1, up=True, now=NOON)
    assert unvote(store, address=ADA, paper=1)
    assert not unvote(store, address=ADA, paper=1)
    assert set(of(store, ADA, GRACE)) == {GRACE}


def test_a_vote_on_a_paper_that_is_not_there_is_declined(store: Store) -> None:
    """A key from long ago is no reason to fail, and leaves nothing behind."""
    assert not vote(store, address=ADA, paper=99, up=True, now=NOON)
    assert of(store, ADA) == {}


@pytest.mark.parametrize(("first", "last"), [(1, 2), (2, 1)])
def test_a_merge_keeps_the_later_of_two_votes(store: Store, first: int, last: int) -> None:
    """Two papers that are one have one vote of a reader: what they said last."""
    vote(store, address=ADA, paper=first, up=True, now=NOON)
    vote(store, address=ADA, paper=last, up=False, now=NOON + HOUR)
    listed(store, a_listing("Paper 1", ids=("arxiv:2603.00001", "arxiv:2603.00002")))
    (kept,) = of(store, ADA)[ADA]
    assert (kept.paper, kept.up, kept.voted_at) == (1, False, NOON + HOUR)


def test_a_merge_carries_every_readers_vote_over(store: Store) -> None:
    """Who voted on one of the two voted on the one they are; other papers' votes stay."""
    vote(store, address=ADA, paper=2, up=True, now=NOON)
    vote(store, address=GRACE, paper=1, up=False, now=NOON)
    vote(store, address=GRACE, paper=3, up=True, now=NOON)
    listed(store, a_listing("Paper 1", ids=("arxiv:2603.00001", "arxiv:2603.00002")))
    found = of(store, ADA, GRACE)
    assert [(one.paper, one.id, one.up) for one in found[ADA]] == [(1, "arxiv:2603.00001", True)]
    assert [(one.paper, one.up) for one in found[GRACE]] == [(1, False), (3, True)]


def test_a_vote_while_its_paper_is_merged_is_carried_over_or_declined(store: Store, store_url: str) -> None:
    """Neither the vote nor the merge fails, and no vote is lost that was said to be recorded."""
    others = open_store(store_url)
    both = a_listing("Paper 1", ids=("arxiv:2603.00001", "arxiv:2603.00002"))
    with ThreadPoolExecutor() as pool:
        merging = pool.submit(listed, others, both)
        said = [
            pool.submit(vote, store, address=f"r{n}@example.org", paper=2, up=True, now=NOON)
            for n in range(20)
        ]
        merging.result()
        recorded = [one.result() for one in said]
    others.close()
    addresses = [f"r{n}@example.org" for n in range(20)]
    found = of(store, *addresses)
    assert {address: address in found for address in addresses} == dict(zip(addresses, recorded, strict=True))
    assert {one.paper for given in found.values() for one in given} <= {1}


def test_many_readers_votes_are_one_question(store: Store) -> None:
    """More addresses than one statement takes."""
    addresses = [f"reader{n}@example.org" for n in range(1203)]
    with store.write() as connection:
        rows = [{"address": one, "paper": 1, "vote": 1, "voted_at": NOON} for one in addresses]
        connection.execute(insert(table), rows)
    assert set(of(store, *addresses)) == set(addresses)


def test_a_vote_is_for_or_against(store: Store) -> None:
    """The database itself refuses another number."""
    with pytest.raises(StoreError), store.write() as connection:
        connection.execute(insert(table).values(address=ADA, paper=1, vote=2, voted_at=NOON))


@pytest.mark.parametrize("address", ["", "'; DROP TABLE votes; --", "ада@example.org"], ids=ascii)
def test_a_hostile_address_is_data(store: Store, address: str) -> None:
    """It finds its own votes and nobody else's."""
    vote(store, address=ADA, paper=1, up=True, now=NOON)
    vote(store, address=address, paper=2, up=True, now=NOON)
    assert [one.paper for one in of(store, address)[address]] == [2]
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM votes")).scalar() == 2

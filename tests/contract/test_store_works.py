"""One work, one paper, whoever lists it and however often, in both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from make import NOON, TODAY, a_listing
from sqlalchemy import select

from digest.identify import identified
from digest.model import Counts, Listing
from digest.rank.search import parse_query
from digest.store import Store
from digest.store.papers import (
    Stored,
    by_alias,
    by_key,
    counts_by_source,
    search,
    shelf,
    upsert,
)
from digest.store.tables import aliases, papers, sightings
from digest.store.votes import unvote, vote, votes
from digest.store.writing import AT_ONCE

ADA = "ada@example.org"
TITLE = "A title that is long enough to be nobody else's title"
ABSTRACT = "We show that a small model, trained with care on little data, does what a large one does."
AUTHORS = ("Tri Dao", "Albert Gu", "Ada Lovelace")
YESTERDAY = TODAY - timedelta(days=1)


def put(store: Store, *listings: Listing, now: datetime = NOON) -> Stored:
    items = [identified(listing, day=TODAY) for listing in listings]
    return upsert(store, items, source=listings[0].source, now=now, watermark=None)


def rows(store: Store) -> list[tuple[object, ...]]:
    """Return everything the store holds of papers, as one comparable value."""
    with store.read() as connection:
        return [
            tuple(row)
            for table in (papers, aliases, sightings)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]


def test_every_source_of_a_work_leads_to_one_paper(store: Store) -> None:
    """Hugging Face by arXiv id, arXiv with its DOI, a feed by that DOI, a saved page by its words."""
    words = {"abstract": ABSTRACT, "authors": AUTHORS}
    put(store, a_listing(TITLE, ids=("arxiv:2603.00001",), **words))
    put(store, a_listing(TITLE, ids=("arxiv:2603.00001", "doi:10.1000/1"), source="arxiv", **words))
    put(store, a_listing("Another spelling", ids=("doi:10.1000/1",), source="feed:lab"))
    put(store, a_listing(TITLE.upper(), ids=(), source="page:saved", abstract=ABSTRACT))
    (paper,) = shelf(store, since=TODAY).papers
    assert paper.ids[:2] == ("arxiv:2603.00001", "doi:10.1000/1")
    assert paper.sources == ("arxiv", "feed:lab", "huggingface", "page:saved")


def test_a_work_without_an_id_is_found_by_its_authors(store: Store) -> None:
    """A feed that cuts abstracts short, and one that gives none, list the paper that is known."""
    put(store, a_listing(TITLE, abstract=ABSTRACT, authors=AUTHORS))
    put(store, a_listing(TITLE, ids=(), abstract=ABSTRACT[:70], authors=("T. Dao", "A. Gu"), source="feed:a"))
    put(store, a_listing(TITLE, ids=(), authors=("Dao, Tri",), source="feed:b"))
    (paper,) = shelf(store, since=TODAY).papers
    assert paper.sources == ("feed:a", "feed:b", "huggingface")
    before = rows(store)
    put(store, a_listing(TITLE, ids=(), authors=("Dao, Tri",), source="feed:b"), now=NOON + timedelta(days=1))
    assert rows(store) == before


def test_a_work_found_by_its_authors_first_gains_its_id_later(store: Store) -> None:
    """The order in which sources are read does not matter."""
    put(store, a_listing(TITLE, ids=(), authors=AUTHORS, source="feed:a"))
    put(store, a_listing(TITLE, abstract=ABSTRACT, authors=AUTHORS))
    (paper,) = shelf(store, since=TODAY).papers
    assert (paper.ids[0], paper.facts.abstract) == ("arxiv:2603.00001", ABSTRACT)


def test_works_of_one_title_by_others_stay_two(store: Store) -> None:
    """Nor are two of a kind of id ever one, nor is one chosen where there are two."""
    words = {"abstract": ABSTRACT, "authors": AUTHORS}
    put(store, a_listing(TITLE, **words))
    put(store, a_listing(TITLE, ids=(), authors=("Somebody Else",), source="feed:a"))
    put(store, a_listing(TITLE, ids=("arxiv:2603.00002",), **words))
    put(store, a_listing(TITLE, ids=(), authors=AUTHORS, source="feed:b"))
    assert [paper.sources for paper in shelf(store, since=TODAY).papers] == [
        ("huggingface",),
        ("feed:a",),
        ("huggingface",),
        ("feed:b",),
    ]


def test_a_short_title_is_nobodys(store: Store) -> None:
    """The same people may write two of the same name."""
    put(store, a_listing("Erratum", authors=AUTHORS))
    put(store, a_listing("Erratum", ids=(), authors=AUTHORS, source="feed:a"))
    assert len(shelf(store, since=TODAY).papers) == 2


def test_a_replacement_refreshes_a_known_paper_and_is_no_news(store: Store) -> None:
    """The newer version's words are shown; it is not listed again, and both wordings find it."""
    first = a_listing(TITLE, abstract=ABSTRACT, listed_on=YESTERDAY, version=1)
    put(store, first)
    before = shelf(store, since=YESTERDAY)
    second = replace(
        a_listing("A better title", abstract=f"{ABSTRACT} Twice.", version=2), replaced=True, source="arxiv"
    )
    done = put(store, second, now=NOON + timedelta(days=1))
    assert (done.new, done.listed, done.skipped) == (0, 0, 0)
    after = shelf(store, since=YESTERDAY)
    assert after.sightings == before.sightings
    assert after.papers[0].listed_on == YESTERDAY
    assert after.papers[0].facts == second.facts
    put(store, first)
    assert shelf(store, since=YESTERDAY).papers[0].facts == second.facts
    assert search(store, parse_query("better title"), limit=9).total == 1
    assert search(store, parse_query("nobody"), limit=9).total == 0


def test_a_replacement_of_an_unknown_paper_is_skipped_and_counted(store: Store) -> None:
    """It was news when it was new."""
    done = put(store, replace(a_listing(TITLE, abstract=ABSTRACT), replaced=True))
    assert done == Stored(skipped=1)
    assert rows(store) == []


def test_each_sources_counts_are_kept_and_the_latest_are_shown(store: Store) -> None:
    """Read again while it is fresh, a paper has today's upvotes."""
    put(store, a_listing("One", upvotes=3, comments=1, listed_on=YESTERDAY))
    put(store, a_listing("One", stars=40, source="feed:code"))
    put(store, a_listing("One", upvotes=9, listed_on=YESTERDAY))
    (paper,) = shelf(store, since=YESTERDAY).papers
    assert paper.counts == Counts(upvotes=9, comments=1, stars=40)
    assert counts_by_source(store, [paper.key]) == {
        paper.key: {"huggingface": Counts(upvotes=9, comments=1), "feed:code": Counts(stars=40)}
    }


def test_a_page_without_a_date_read_again_refreshes_its_counts(store: Store) -> None:
    """On the day it was first read."""
    for day, upvotes in ((YESTERDAY, 3), (TODAY, 9)):
        page = a_listing("One", listed_on=None, source="page:saved", upvotes=upvotes)
        upsert(store, [identified(page, day=day)], source="page:saved", now=NOON, watermark=None)
    found = shelf(store, since=date(2000, 1, 1))
    assert [one.listed_on for one in found.sightings] == [YESTERDAY]
    assert counts_by_source(store, [1])[1]["page:saved"].upvotes == 9


def merged(store: Store) -> None:
    put(store, a_listing("One"))
    put(store, a_listing("Other", ids=("doi:10.1000/1",)))
    put(store, a_listing("Third", ids=("arxiv:2603.00003",)))
    assert put(store, a_listing("One", ids=("arxiv:2603.00001", "doi:10.1000/1"))).merged == 1


def test_both_keys_of_a_merged_paper_stay_alive(store: Store) -> None:
    """A link that was made before the merge leads to the paper it is now, also after a second merge."""
    merged(store)
    with store.read() as connection:
        found = by_key(connection, [1, 2, 3, 99])
    assert {key: paper.key for key, paper in found.items()} == {1: 1, 2: 1, 3: 3}
    put(store, a_listing("Zero", ids=("doi:10.1000/0",)))
    put(store, a_listing("Zero", ids=("doi:10.1000/0", "arxiv:2603.00003")))
    with store.read() as connection:
        assert {key: paper.key for key, paper in by_key(connection, [3, 4]).items()} == {3: 3, 4: 3}
    assert by_alias(store, ["doi:10.1000/0"])["doi:10.1000/0"].key == 3


def test_the_key_of_a_merged_paper_is_not_given_again(store: Store) -> None:
    """Whatever the database would do: an old link must not lead to a new paper."""
    put(store, a_listing("One"), a_listing("Other", ids=("doi:10.1000/1",)))
    put(store, a_listing("One", ids=("arxiv:2603.00001", "doi:10.1000/1")))
    put(store, a_listing("New", ids=("arxiv:2603.00009",)))
    assert by_alias(store, ["arxiv:2603.00009"])["arxiv:2603.00009"].key == 3


def test_a_vote_by_an_old_key_is_a_vote_on_the_paper_it_became(store: Store) -> None:
    """So is taking it back."""
    merged(store)
    assert vote(store, address=ADA, paper=2, up=True, now=NOON)
    (given,) = votes(store, [ADA], since=NOON, until=NOON)[ADA]
    assert given.paper == 1
    assert unvote(store, address=ADA, paper=2)


def test_a_batch_is_as_good_as_its_listings_one_by_one(store: Store) -> None:
    """Repeats, merges and works without ids inside one batch end as they would one after the other."""
    words = {"abstract": ABSTRACT, "authors": AUTHORS}
    done = put(
        store,
        a_listing(TITLE, **words),
        a_listing(TITLE, upvotes=5, **words),
        a_listing("Galaxies", ids=("doi:10.1000/1",)),
        a_listing(TITLE, ids=(), authors=AUTHORS, source="feed:a"),
        a_listing(TITLE, ids=("doi:10.1000/1", "arxiv:2603.00001")),
        a_listing("Galaxies", ids=("doi:10.1000/1",), listed_on=YESTERDAY),
        a_listing("New", ids=("arxiv:2603.00002",)),
    )
    assert done == Stored(new=3, listed=2, merged=1)
    first, second = shelf(store, since=YESTERDAY).papers
    assert (first.counts.upvotes, first.sources) == (5, ("feed:a", "huggingface"))
    assert second.facts.title == "New"
    assert search(store, parse_query("galaxies"), limit=9).total == 0


def test_ids_tell_works_apart_that_come_to_read_alike_inside_a_batch(store: Store) -> None:
    """A known paper is given new words; another paper of these very words comes with it."""
    put(store, a_listing("Old words", abstract="x" * 60))
    words = {"abstract": ABSTRACT, "authors": AUTHORS}
    done = put(store, a_listing(TITLE, **words), a_listing(TITLE, ids=("arxiv:2603.00002",), **words))
    assert (done.new, done.merged) == (1, 0)
    assert {paper.ids[0] for paper in shelf(store, since=TODAY).papers} == {
        "arxiv:2603.00001",
        "arxiv:2603.00002",
    }


def test_a_paper_of_two_ids_is_known_by_either_inside_a_batch(store: Store) -> None:
    """Even where its other names were not looked at."""
    both = ("arxiv:2603.00001", "arxiv:2603.00002")
    put(store, a_listing("One", ids=both))
    done = put(store, *(a_listing("One", ids=(name,), listed_on=YESTERDAY) for name in both))
    assert done == Stored(listed=1)


def test_more_listings_than_are_held_together_are_stored_alike(store: Store) -> None:
    """The same batch again, of any size, changes nothing."""
    many = [
        a_listing(
            f"Paper {n % AT_ONCE}", ids=(f"arxiv:2603.{n % AT_ONCE:05d}",), abstract=f"{n % 7} {ABSTRACT}"
        )
        for n in range(AT_ONCE + 200)
    ]
    assert put(store, *many).new == AT_ONCE
    before = rows(store)
    assert put(store, *many, now=NOON + timedelta(days=1)) == Stored()
    assert rows(store) == before
    assert search(store, parse_query("paper"), limit=1).total is not None

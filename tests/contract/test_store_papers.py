"""What both databases promise about papers, sightings and sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from make import NOON, TODAY, a_listing

from digest.identify import Identified, identified
from digest.store import Store
from digest.store.papers import by_alias, failed, history, remember, shelf, source_states, upsert

YESTERDAY = TODAY - timedelta(days=1)


def items(*titles: str, listed_on: date = TODAY) -> list[Identified]:
    listings = [a_listing(title, ids=(f"arxiv:2603.{len(title):05d}",)) for title in titles]
    return [identified(replace(listing, listed_on=listed_on), day=TODAY) for listing in listings]


def test_a_stored_listing_comes_back_as_a_paper_with_its_facts(store: Store) -> None:
    """What was stored is what is read, every field of it."""
    listing = a_listing(
        "On “quotes”", ids=("arxiv:2603.00007", "doi:10.1000/7"), authors=("A", "B"), upvotes=3
    )
    upsert(store, [identified(listing, day=TODAY)], source="huggingface", now=NOON, watermark=TODAY)
    (paper,) = shelf(store, since=TODAY).papers
    assert paper.facts == listing.facts
    assert paper.counts == listing.counts
    assert paper.ids[:2] == ("arxiv:2603.00007", "doi:10.1000/7")
    assert paper.sources == ("huggingface",)


def test_the_same_batch_twice_changes_nothing(store: Store) -> None:
    """Ingesting is idempotent: no paper, no sighting and no fact is new the second time."""
    batch = items("One", "Three")
    assert upsert(store, batch, source="huggingface", now=NOON, watermark=TODAY).new == 2
    before = shelf(store, since=TODAY)
    again = upsert(store, batch, source="huggingface", now=NOON + timedelta(hours=1), watermark=TODAY)
    assert (again.new, again.listed, again.merged) == (0, 0, 0)
    assert shelf(store, since=TODAY) == before


def test_a_paper_listed_again_on_another_day_is_the_same_paper_sighted_twice(store: Store) -> None:
    """A second listing day is a sighting, not a paper."""
    upsert(store, items("One", listed_on=YESTERDAY), source="huggingface", now=NOON, watermark=YESTERDAY)
    assert upsert(store, items("One"), source="huggingface", now=NOON, watermark=TODAY).listed == 1
    found = shelf(store, since=YESTERDAY)
    assert len(found.papers) == 1
    assert found.papers[0].listed_on == TODAY
    assert len(found.sightings) == 2


def test_a_page_without_a_date_lists_its_papers_once(store: Store) -> None:
    """Read again on another day, it changes nothing: yesterday's page is not today's news."""
    page = a_listing("One", listed_on=None, source="page:saved")
    upsert(store, [identified(page, day=YESTERDAY)], source="page:saved", now=NOON, watermark=None)
    before = shelf(store, since=YESTERDAY)
    again = upsert(store, [identified(page, day=TODAY)], source="page:saved", now=NOON, watermark=None)
    assert again.listed == 0
    assert shelf(store, since=YESTERDAY) == before


def test_counts_are_refreshed_and_facts_are_kept(store: Store) -> None:
    """Upvotes follow the source; a fact that is known is not overwritten."""
    first = a_listing("One", abstract="First words.", upvotes=3, comments=1)
    upsert(store, [identified(first, day=TODAY)], source="huggingface", now=NOON, watermark=TODAY)
    second = a_listing("One!", abstract="Other words.", upvotes=9)
    upsert(store, [identified(second, day=TODAY)], source="huggingface", now=NOON, watermark=TODAY)
    (paper,) = shelf(store, since=TODAY).papers
    assert (paper.facts.title, paper.facts.abstract) == ("One", "First words.")
    assert (paper.counts.upvotes, paper.counts.comments) == (9, 1)


def test_two_papers_that_turn_out_to_be_one_are_merged(store: Store) -> None:
    """A listing that carries both names makes one paper of two, under every alias."""
    one = a_listing("One", ids=("arxiv:2603.00001",))
    other = a_listing("Other", ids=("doi:10.1000/1",), abstract="What it says.")
    both = a_listing("One", ids=("arxiv:2603.00001", "doi:10.1000/1"))
    for listing in (one, other):
        upsert(store, [identified(listing, day=TODAY)], source="huggingface", now=NOON, watermark=None)
    assert (
        upsert(store, [identified(both, day=TODAY)], source="huggingface", now=NOON, watermark=None).merged
        == 1
    )
    found = by_alias(store, ["arxiv:2603.00001", "doi:10.1000/1", "arxiv:0000.00000"])
    assert set(found) == {"arxiv:2603.00001", "doi:10.1000/1"}
    assert found["arxiv:2603.00001"] == found["doi:10.1000/1"]
    assert found["doi:10.1000/1"].facts.abstract == "What it says."
    assert len(shelf(store, since=TODAY).papers) == 1


def test_two_works_that_read_the_same_but_have_other_ids_stay_two(store: Store) -> None:
    """A text key joins a paper without an id to one with an id, never two ids of one kind."""
    words = {
        "abstract": "The same words in both of them, and more than enough of them to be taken for a key."
    }
    works = [a_listing("Twins", ids=(f"arxiv:2603.0000{n}",), **words) for n in (1, 2)]
    page = a_listing("Twins", ids=(), source="page:saved", **words)
    for listing in (*works, page):
        upsert(store, [identified(listing, day=TODAY)], source=listing.source, now=NOON, watermark=None)
    assert [paper.sources for paper in shelf(store, since=TODAY).papers] == [
        ("huggingface", "page:saved"),
        ("huggingface",),
    ]


def test_a_paper_first_seen_without_an_id_gains_one(store: Store) -> None:
    """The saved page came first, the list with ids later: one paper, and both its names."""
    words = {
        "abstract": "The same words in both of them, and more than enough of them to be taken for a key."
    }
    page = a_listing("Alone", ids=(), source="page:saved", **words)
    listed = a_listing("Alone", ids=("arxiv:2603.00009",), **words)
    for listing in (page, listed):
        upsert(store, [identified(listing, day=TODAY)], source=listing.source, now=NOON, watermark=None)
    (paper,) = shelf(store, since=TODAY).papers
    assert paper.ids[0] == "arxiv:2603.00009"
    assert paper.sources == ("huggingface", "page:saved")


def test_what_is_stored_later_is_seen_later_whatever_the_clock_says(store: Store) -> None:
    """A machine whose clock is behind cannot slip a paper under a cut-off that is taken already."""
    upsert(store, items("One"), source="huggingface", now=NOON, watermark=None)
    cutoff = shelf(store, since=TODAY).cutoff_at
    assert cutoff == NOON
    upsert(store, items("Three"), source="huggingface", now=NOON - timedelta(hours=2), watermark=None)
    later = [one.seen_at for one in shelf(store, since=TODAY).sightings if one.seen_at > cutoff]
    assert len(later) == 1


def test_a_remembered_paper_is_known_and_offered_to_nobody(store: Store) -> None:
    """An example that somebody likes is no news; a list that brings it later is."""
    (example,) = items("One", listed_on=TODAY - timedelta(days=900))
    assert remember(store, [example]).new == 1
    assert remember(store, [example]).new == 0
    (paper,) = by_alias(store, example.listing.ids).values()
    assert (paper.facts, paper.sources) == (example.listing.facts, ())
    assert shelf(store, since=date(2000, 1, 1)).papers == ()
    upsert(store, items("One"), source="huggingface", now=NOON, watermark=None)
    (listed,) = shelf(store, since=TODAY).papers
    assert (listed.key, listed.listed_on, listed.sources) == (paper.key, TODAY, ("huggingface",))


def test_remembering_a_paper_that_is_listed_changes_no_day(store: Store) -> None:
    """It fills in what was not known, and is no second sighting."""
    upsert(store, items("One"), source="huggingface", now=NOON, watermark=None)
    before = shelf(store, since=TODAY)
    assert remember(store, items("One", listed_on=TODAY + timedelta(days=9))).new == 0
    assert shelf(store, since=TODAY) == before


def test_a_watermark_only_moves_forward(store: Store) -> None:
    """Reading an old day again does not make newer ones unread."""
    upsert(store, [], source="huggingface", now=NOON, watermark=TODAY)
    upsert(store, [], source="huggingface", now=NOON, watermark=YESTERDAY)
    upsert(store, [], source="huggingface", now=NOON, watermark=None)
    (state,) = source_states(store)
    assert state.watermark == TODAY


def test_a_failure_is_remembered_since_when_and_forgotten_at_the_next_success(store: Store) -> None:
    """A failing source says since when it fails, with the latest reason."""
    failed(store, source="huggingface", now=NOON, error="503")
    failed(store, source="huggingface", now=NOON + timedelta(hours=1), error="timed out")
    (state,) = source_states(store)
    assert (state.failed_at, state.error, state.read_at) == (NOON, "timed out", None)
    upsert(store, items("One"), source="huggingface", now=NOON + timedelta(hours=2), watermark=TODAY)
    (state,) = source_states(store)
    assert (state.failed_at, state.error, state.papers) == (None, "", 1)


def test_history_is_what_was_listed_last_before_a_day(store: Store) -> None:
    """The ranker learns from the past alone."""
    upsert(store, items("One", listed_on=YESTERDAY), source="huggingface", now=NOON, watermark=None)
    upsert(store, items("Three"), source="huggingface", now=NOON, watermark=None)
    assert [paper.facts.title for paper in history(store, before=TODAY, limit=9)] == ["One"]


@pytest.mark.parametrize(
    "title", ["'; DROP TABLE papers; --", "naïve ☃ 研究", "%s %(x)s {0}", "tab\tand\x7f"]
)
def test_hostile_text_is_data(store: Store, title: str) -> None:
    """Nothing in a title is taken for a query."""
    upsert(store, [identified(a_listing(title), day=TODAY)], source="x", now=NOON, watermark=None)
    assert shelf(store, since=TODAY).papers[0].facts.title == title

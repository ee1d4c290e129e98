"""What is said of any paper in the store, sent or not: which rule holds it out, and what it would take."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from make import NOON, TODAY, a_listing, a_subscriber, interests
from ready import a_newsroom, stock

from digest.cli.explain import printed_parts
from digest.identify import identified
from digest.model import Interest, InterestKind, LibraryEntry, Section, Subscriber
from digest.publish.explain import Explained, explain
from digest.publish.planning import publish
from digest.store import Store
from digest.store.papers import shelf, upsert

ADA = a_subscriber(
    "ada@example.org", interests=interests(topic="diffusion models", keyword="video"), papers=2
)
DAY = timedelta(days=1)
TITLES = (
    "Diffusion models for video",
    "Diffusion for graphs and molecules",
    "Models of the climate",
    "Proofs by machine",
)


def of(
    store: Store, title: str, subscriber: Subscriber = ADA, *, now: datetime = NOON, trending: int = 0
) -> Explained:
    (paper,) = [one for one in shelf(store, since=TODAY - 99 * DAY).papers if one.facts.title == title]
    return explain(store, replace(a_newsroom(), trending=trending), subscriber, paper, now=now)


def test_a_paper_inside_is_measured_by_the_first_one_outside(store: Store) -> None:
    """And one outside by the last one inside: the same gap seen from both sides."""
    stock(store, *TITLES)
    found = {title: of(store, title) for title in TITLES}
    inside = [one for one in found.values() if one.margin.section is Section.FOR_YOU]
    outside = [one for one in found.values() if one.margin.section is None]
    assert (len(inside), len(outside)) == (2, 2)
    last, first = max(inside, key=lambda one: one.place or 0), min(outside, key=lambda one: one.place or 0)
    assert last.margin.rival == first.explanation.paper
    assert first.margin.rival == last.explanation.paper
    assert last.margin.ahead == pytest.approx(-first.margin.ahead)
    assert last.margin.ahead == pytest.approx(last.explanation.total - first.explanation.total)


def test_a_paper_under_trending_is_said_to_be_there(store: Store) -> None:
    """It is in the mail, if not for its score; the reader's own are measured as without it."""
    stock(store, *TITLES)
    listed = a_listing("What everybody reads", ids=("doi:10.1000/1",), upvotes=900)
    upsert(store, [identified(listed, day=TODAY)], source="huggingface", now=NOON, watermark=TODAY)
    reader = replace(ADA, popularity=0.0)
    without, found = (of(store, "What everybody reads", reader, trending=size) for size in (0, 1))
    assert (without.margin.section, found.margin.section) == (None, Section.TRENDING)
    assert found.margin.rival == without.margin.rival
    assert found.margin.ahead == without.margin.ahead
    own = of(store, TITLES[0], reader, trending=1)
    assert (own.margin.section, own.margin) == (Section.FOR_YOU, of(store, TITLES[0], reader).margin)


def test_a_paper_that_is_too_old_is_scored_beside_the_others(store: Store) -> None:
    """It has the whole sum, and what it would lack were it in time."""
    stock(store, *TITLES)
    stock(store, "A video of old", listed_on=TODAY - 40 * DAY)
    found = of(store, "A video of old")
    assert (found.place, found.why_not.startswith("listed on 2026-02-19")) == (None, True)
    assert found.explanation.parts["keyword"] > 0
    assert sum(found.explanation.parts.values()) == pytest.approx(found.explanation.total)
    assert found.margin.rival is not None
    assert found.margin.section is None


def test_a_paper_that_was_sent_names_its_edition(store: Store) -> None:
    """In later editions too, which it is kept out of."""
    stock(store, *TITLES)
    publish(store, a_newsroom(), [ADA], now=NOON)
    stock(store, "Something new", listed_on=TODAY + DAY, now=NOON + DAY)
    found = of(store, TITLES[0], now=NOON + DAY)
    assert found.why_not == "had in an earlier edition"
    assert [(str(one.edition), one.number) for one in found.sent] == [("daily:2026-03-31", 1)]
    assert of(store, "Something new", now=NOON + DAY).sent == ()


def test_what_is_never_wanted_names_what_keeps_it_out(store: Store) -> None:
    """With its sum all the same."""
    stock(store, *TITLES)
    grace = a_subscriber("grace@example.org", interests=ADA.interests, never=interests(keyword="graphs"))
    found = of(store, TITLES[1], grace)
    assert (found.place, found.why_not) == (None, "never: graphs")
    assert found.margin.section is None


def test_a_work_of_the_readers_library_is_said_to_be_in_it(store: Store) -> None:
    """By any of its ids; papers like it are looked for, not the work itself."""
    stock(store, *TITLES)
    (paper,) = [one for one in shelf(store, since=TODAY).papers if one.facts.title == TITLES[1]]
    entry = LibraryEntry(title="Of no matter", ids=("doi:10.1000/unseen", paper.ids[-1]))
    library = Interest(kind=InterestKind.LIBRARY, value="read.bib", entries=(entry,))
    found = of(store, TITLES[1], a_subscriber("grace@example.org", interests=(library,)))
    assert (found.place, found.why_not) == (None, "it is in the library read.bib")


def test_alone_in_an_edition_there_is_nothing_to_be_ahead_of(store: Store) -> None:
    """One paper, one place."""
    stock(store, TITLES[0])
    found = of(store, TITLES[0])
    assert (found.place, found.considered, found.margin.rival) == (1, 1, None)


def test_parts_are_printed_so_that_they_sum_to_the_total() -> None:
    """Thirds do not, when each is rounded by itself."""
    parts = {"text": 1 / 3, "people": 1 / 3, "popular": -1 / 30_000, "keyword": 1 / 3}
    shown = printed_parts(parts, total=sum(parts.values()))
    assert shown == {"text": "+0.334", "people": "+0.333", "popular": "+0.000", "keyword": "+0.333"}
    assert sum(round(1000 * float(one)) for one in shown.values()) == 1000
    assert printed_parts({}, total=0.0) == {}

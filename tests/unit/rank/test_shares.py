"""The share of an interest is what the score loses without it: of every kind, and whatever else is wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_subscriber, interests
from shelved import BOOKS, LIKES, PAPERS, SUBJECTS, votes, wanted, world

from digest.model import Interest, InterestKind, LibraryEntry, Subscriber
from digest.rank import text_of
from digest.rank.likeness import Likenesses
from digest.rank.score import profile


def without(subscriber: Subscriber, at: int) -> Subscriber:
    """Return the subscriber with one interest worth nothing: what was learnt counts it still."""
    gone = replace(subscriber.interests[at], weight=0.0)
    return replace(subscriber, interests=(*subscriber.interests[:at], gone, *subscriber.interests[at + 1 :]))


@given(
    st.lists(wanted, min_size=1, max_size=6) | st.lists(votes, min_size=1, max_size=6),
    st.sampled_from(PAPERS),
    st.booleans(),
)
def test_a_share_is_the_score_minus_the_score_without_that_interest(mixed, paper, meaning):
    """For every kind and any mixture, with standardisation and learned weights held fixed."""
    ranker, ada = world(meaning=meaning), a_subscriber(interests=tuple(mixed))
    place = ranker.shelf.place(paper.key)
    whole = profile(ranker.shelf, ada, near=ranker.near)
    told = ranker.explain(ada, paper.key)
    shares = {id(term.interest): term.share for term in told.terms}
    for at, interest in enumerate(ada.interests):
        if mixed.count(interest) == 1:
            rest = profile(ranker.shelf, without(ada, at), near=ranker.near, learnt=whole)
            assert np.isclose(shares[id(interest)], whole.total[place] - rest.total[place])
    assert np.isclose(sum(told.parts.values()), told.total)


@given(st.lists(wanted, max_size=6), st.booleans())
def test_every_score_is_a_number(mixed, meaning):
    """Ten times something that is far off in meaning is a low score, and no error."""
    ranker = world(meaning=meaning)
    assert np.isfinite(
        profile(ranker.shelf, a_subscriber(interests=tuple(mixed)), near=ranker.near).total
    ).all()


def test_a_topic_of_the_largest_weight_ranks_by_meaning():
    """What is unlike it is at the bottom; the logarithm of less than nothing is never taken."""
    ranker = world(meaning=True)
    topic = Interest(kind=InterestKind.TOPIC, value=SUBJECTS[0], weight=10)
    picks = ranker.rank(a_subscriber(interests=(topic,))).picks
    near = {paper.key for paper in PAPERS if SUBJECTS[0] in text_of(paper.facts)}
    assert {pick.paper.key for pick in picks[:5]} <= near


def library(*entries: LibraryEntry, weight: float = 1.0) -> Interest:
    return Interest(kind=InterestKind.LIBRARY, value="a.bib", entries=entries, weight=weight)


@pytest.mark.parametrize("meaning", [False, True])
def test_a_library_counts_by_its_best_work(meaning):
    """It is as near to a paper as that work of it which is nearest, whoever else is in it."""
    ranker = world(meaning=meaning)
    near = Likenesses(ranker.shelf)
    books = [library(book) for book in BOOKS[:4]]
    whole = library(*BOOKS)
    near.prepare([whole, *books])
    found, each = near.of(whole), [near.of(book) for book in books]
    assert np.array_equal(found.pull, np.max([one.pull for one in each], axis=0))
    assert np.array_equal(found.nearest, np.argmax([one.pull for one in each], axis=0))


def test_a_library_is_one_interest_however_many_works_it_has():
    """A second copy of all its works changes nothing of what text says."""
    ranker = world()
    once, twice = (
        profile(ranker.shelf, a_subscriber(interests=(library(*books),)), near=ranker.near)
        for books in (BOOKS, BOOKS + BOOKS)
    )
    assert np.allclose(once.wanted - once.people.points, twice.wanted - twice.people.points)


def test_a_work_that_the_store_has_counts_as_the_store_knows_it():
    """The library's own title is of no account then: a like of that paper pulls the same."""
    ranker = world()
    stored = library(BOOKS[3])
    liked = Interest(kind=InterestKind.LIKE, value="arxiv:5")
    ranker.near.prepare([stored, liked])
    assert np.array_equal(ranker.near.of(stored).pull, ranker.near.of(liked).pull)
    offered = ranker.order(a_subscriber(interests=(stored,)))
    assert LIKES["arxiv:5"].key not in offered


def test_a_library_is_told_by_its_nearest_work():
    """The label is that work's title, and the words are what both have in common."""
    ranker = world()
    strangers = [replace(book, authors=()) for book in BOOKS[:2]]
    reason = ranker.rank(a_subscriber(interests=(library(*strangers),))).picks[0].reasons[0]
    book = next(book for book in strangers if book.title == reason.label)
    assert reason.kind == "library"
    assert {part for term in reason.terms for part in term.split()} <= set(
        f"{book.title} {book.abstract}".casefold().replace(".", "").split()
    )
    assert reason.terms


def test_a_library_of_which_nothing_is_known_is_worth_nothing():
    """A reader of nothing else is a reader without interests."""
    ranker = world()
    told = ranker.explain(a_subscriber(interests=(library(BOOKS[4]),)), 7)
    assert [term.share for term in told.terms if term.interest] == [0.0]


def test_meaning_is_part_of_an_interests_one_share():
    """The same interest, with words alone and with vectors: one term, another share."""
    ada = a_subscriber(interests=interests(topic=SUBJECTS[2]))
    words, meaning = (
        [term.share for term in world(meaning=one).explain(ada, 20).terms if term.interest]
        for one in (False, True)
    )
    assert len(words) == len(meaning) == 1
    assert words != meaning

"""What other readers' votes are worth: little, and never more than a reader allows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_paper, a_subscriber, interests

from digest.rank import SHIPPED, Ranker
from digest.rank.weights import MOST_POPULARITY

VOTES = [0, 1, 2, 3, 5, 9, 20, 50, 400, None]
PAPERS = [a_paper(key, f"Paper {key}", upvotes=votes) for key, votes in enumerate(VOTES, start=1)]


def build(papers=PAPERS):
    return Ranker.build(papers, history=papers, likes={}, today=TODAY)


def worth(popularity, *, key=9):
    return build().explain(a_subscriber(popularity=popularity), key).parts["popular"]


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        (0, 0),
        (0.5, 0.5),
        (1, 1),
        (10, 10),
        (11, 10),
        (1e300, 10),
        (-1, 0),
        (math.nan, 1),
        (math.inf, 1),
        (-math.inf, 1),
    ],
)
def test_a_reader_sets_how_much_votes_count(asked, counted):
    """From 0 to 10; beyond that nothing changes, and what is no number is 1."""
    assert worth(asked) == pytest.approx(counted * worth(1))
    assert counted <= MOST_POPULARITY


@given(st.lists(st.none() | st.integers(min_value=-5, max_value=10**9), min_size=1, max_size=30))
def test_votes_are_bounded(votes):
    """Three deviations at most, however many there are; more votes never count less."""
    papers = [a_paper(key, upvotes=count) for key, count in enumerate(votes, start=1)]
    found = build(papers).shelf.popularity
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 3
    counted = sorted((max(count, 0), at) for at, count in enumerate(votes) if count is not None)
    assert np.all(np.diff([found[at] for _, at in counted]) >= 0)
    assert all(found[at] == 0 for at, count in enumerate(votes) if count is None)


def test_votes_never_outweigh_an_interest():
    """Not even at the largest setting: 400 votes are less than the reader's own author."""
    mine = a_paper(50, "Mine", authors=("Tri Dao",), upvotes=0)
    ada = a_subscriber(interests=interests(author="Tri Dao"), popularity=10)
    assert build([*PAPERS, mine]).rank(ada).picks[0].paper.key == 50


def test_by_default_votes_are_a_nudge():
    """Three deviations are less than a tenth of what stands out."""
    assert 3 * SHIPPED.popularity < 0.2


def test_where_votes_do_not_count_they_are_no_reason():
    """A reader without interests has no reasons then."""
    picks = build().rank(a_subscriber(popularity=0)).picks
    assert {pick.reasons for pick in picks} == {()}

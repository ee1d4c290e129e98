"""Near-duplicates collapse, and the ten are not ten times the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_paper
from shelved import PAPERS, world

from digest.rank import Ranker
from digest.rank.diversity import SAME, distinct, diverse

SHELF = world().shelf
PLACES = range(len(PAPERS))
some_places = st.lists(st.sampled_from(PLACES), unique=True)
WORDS = ("apples", "rivers", "mountains", "castles")
ONES = [a_paper(key, f"On {word}", abstract=f"All about {word}.") for key, word in enumerate(WORDS)]
TWICE = [*ONES, *(replace(paper, key=paper.key + 10) for paper in ONES)]


def shelf(papers):
    return Ranker.build(papers, history=papers, likes={}, today=TODAY).shelf


def test_of_copies_the_first_is_kept():
    """In the order they are given, none of what is there already."""
    twice = shelf(TWICE)
    assert distinct(twice, [4, 0, 1, 5, 2], than=[]) == [4, 1, 2]
    assert distinct(twice, [4, 0, 1, 5, 2], than=[6]) == [4, 1]
    assert distinct(twice, [], than=[6]) == []


@given(some_places, some_places)
def test_what_is_distinct_has_no_likeness_above_the_limit(ranked, than):
    """To nothing that was kept before it; and nothing goes without such a one."""
    than = distinct(SHELF, than, than=[])
    kept = distinct(SHELF, [at for at in ranked if at not in than], than=than)
    likeness = SHELF.likeness(PLACES)
    before = list(than)
    for at in (at for at in ranked if at not in than):
        same = any(likeness[at, other] > SAME for other in before)
        assert (at in kept) is not same
        if not same:
            before.append(at)


@given(some_places, st.integers(min_value=0, max_value=20), st.data())
def test_the_chosen_are_best_first_and_begin_with_the_best(ranked, size, data):
    """At most so many, each once, of those that were ranked."""
    drawn = data.draw(st.lists(st.floats(-10, 10), min_size=len(ranked), max_size=len(ranked)))
    scores = world().shelf.popularity.copy()
    scores[ranked] = sorted(drawn, reverse=True)
    chosen = diverse(SHELF, ranked, scores, size=size)
    assert len(chosen) <= size
    assert chosen == [at for at in ranked if at in chosen]
    assert chosen[:1] == ranked[: min(size, 1)]


@pytest.mark.parametrize("most", [0, 3_000])
def test_likeness_is_the_same_however_it_is_kept(most):
    """All pairs at once on a small shelf, or those that are asked for on a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digest.rank.shelf.MOST_PAIRS", most)
        found = shelf(TWICE).likeness([1, 5, 2])
    assert found[0, 1] == pytest.approx(1)
    assert found[0, 2] < SAME
    assert found == pytest.approx(found.T)

"""Figures of an order, and intervals of their means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import Draws, figures


def test_a_single_relevant_paper_on_top_is_perfect():
    """All four figures are 1."""
    assert figures(["a", "b", "c"], {"a"}) == (1.0, 1.0, 1.0, 1.0)


def test_a_relevant_paper_at_rank_three_is_worth_a_third_and_half():
    """The reciprocal rank is ⅓; the discount of rank 3 is 1 / log2(4)."""
    assert figures(["x", "y", "a", "z"], {"a"}) == pytest.approx((1 / 3, 1.0, 1.0, 0.5))


def test_rank_six_misses_the_five_and_rank_eleven_the_ten():
    """hit@5 and hit@10 ask whether any relevant paper is so far up."""
    order = list("abcdefghijkl")
    assert figures(order, {"f"})[1:3] == (0.0, 1.0)
    assert figures(order, {"k"}) == pytest.approx((1 / 11, 0.0, 0.0, 0.0))


def test_two_relevant_papers_are_measured_against_both_on_top():
    """Ranks 1 and 4 of two: (1 + 1/log2 5) / (1 + 1/log2 3)."""
    expected = (1 + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert figures(["a", "x", "y", "b"], {"a", "b"})[3] == pytest.approx(expected)


def test_more_than_ten_relevant_papers_can_still_be_perfect():
    """The ideal is ten relevant papers in the ten."""
    order = [f"p{at}" for at in range(12)]
    assert figures(order, set(order))[3] == pytest.approx(1.0)


def test_an_order_without_what_is_relevant_is_worth_nothing():
    """What was not offered cannot be found."""
    assert figures(["x"], {"a"}) == (0.0, 0.0, 0.0, 0.0)


@given(st.permutations(list("abcdefghijklmn")), st.sets(st.sampled_from("abcdefghijklmn"), min_size=1))
def test_figures_are_shares_and_a_better_order_is_never_worth_less(order, relevant):
    """All are 0 to 1; a relevant paper that changes places with the one above it loses nothing."""
    before = figures(order, relevant)
    assert all(0.0 <= value <= 1.0 + 1e-12 for value in before)
    at = next((at for at in range(1, len(order)) if order[at] in relevant), None)
    if at is not None:
        better = [*order[: at - 1], order[at], order[at - 1], *order[at + 1 :]]
        assert all(new >= old - 1e-12 for new, old in zip(figures(better, relevant), before, strict=True))


def test_the_interval_of_a_constant_is_that_constant():
    """Whoever is drawn, the mean is the same."""
    draws = Draws.of(["a", "a", "b", "c", "c", "c"])
    assert draws.interval(np.full(6, 0.25)) == pytest.approx((0.25, 0.25))


def test_the_interval_of_one_subscriber_is_their_mean():
    """With nobody else to draw, nothing varies, however their days do."""
    assert Draws.of(["a", "a"]).interval(np.array([0.0, 1.0])) == pytest.approx((0.5, 0.5))


def test_subscribers_are_drawn_not_days():
    """A hundred like days of one reader tell no more than one: the interval spans both readers."""
    values = np.array([1.0] * 100 + [0.0] * 100)
    assert Draws.of(["a"] * 100 + ["b"] * 100).interval(values) == (0.0, 1.0)


def test_the_interval_holds_the_mean_and_is_the_same_every_time():
    """Chance has a fixed seed."""
    names = [f"s{at % 30}" for at in range(200)]
    values = np.random.default_rng(1).random(200)
    low, high = Draws.of(names).interval(values)
    assert low < values.mean() < high
    assert (low, high) == Draws.of(names).interval(values)

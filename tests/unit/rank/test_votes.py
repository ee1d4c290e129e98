"""Votes are interests with a date: they steer at once, and fade."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_paper, a_subscriber, interests
from shelved import PAPERS, SUBJECTS, votes, wanted, world

from digest.model import Interest, InterestKind
from digest.rank import Ranker
from digest.rank.score import profile
from digest.rank.weights import HALF_LIFE, MOST_WEIGHT, strength


def vote(value="arxiv:1", weight=1.0, *, age=timedelta(0)):
    return Interest(kind=InterestKind.LIKE, value=value, weight=weight, voted_on=TODAY - age)


@pytest.mark.parametrize(
    ("age", "left"),
    [
        (timedelta(0), 1),
        (HALF_LIFE, 1 / 2),
        (2 * HALF_LIFE, 1 / 4),
        (HALF_LIFE / 2, math.sqrt(1 / 2)),
        (timedelta(days=-1), 1),
        (timedelta(days=-4000), 1),
    ],
)
@pytest.mark.parametrize("weight", [1.0, -1.0])
def test_a_vote_halves_every_half_life(age, left, weight):
    """One of tomorrow, where the reader's day is ahead, is as good as new."""
    assert strength(vote(weight=weight, age=age), today=TODAY) == pytest.approx(weight * left)


def test_what_is_written_in_the_file_does_not_fade():
    """It has no date. A weight is bounded, and one below 0 is none."""
    liked = Interest(kind=InterestKind.LIKE, value="arxiv:1", weight=2.0)
    assert strength(liked, today=TODAY + 10 * HALF_LIFE) == 2
    assert strength(replace(liked, weight=-3.0), today=TODAY) == 0
    assert strength(replace(liked, weight=1e9), today=TODAY) == MOST_WEIGHT
    assert strength(replace(liked, weight=math.nan), today=TODAY) == 1
    assert strength(vote(weight=-1e9), today=TODAY) == -MOST_WEIGHT


VIDEO = [
    a_paper(
        key,
        f"Video diffusion with {word}",
        abstract=f"Video diffusion models and {word}s in {other}.",
        upvotes=1,
    )
    for key, (word, other) in enumerate(
        [
            ("camera", "motion"),
            ("lens", "motion"),
            ("river", "sound"),
            ("cloud", "sound"),
            ("stone", "light"),
            ("metal", "light"),
        ],
        start=1,
    )
]
STRANGERS = [
    a_paper(key, f"{word} in {other}", abstract=f"On {word} and {third}.", upvotes=1)
    for key, (word, other, third) in enumerate(
        [
            ("Proteins", "cells", "folding"),
            ("Galaxies", "clusters", "dust"),
            ("Parsing", "trees", "grammars"),
            ("Auctions", "markets", "bidders"),
            ("Bridges", "storms", "steel"),
            ("Enzymes", "cells", "dust"),
            ("Grammars", "markets", "trees"),
            ("Steel", "clusters", "bidders"),
        ],
        start=20,
    )
]
ALL = [*VIDEO, *STRANGERS]
TOPIC = interests(topic="video diffusion models")


def ranker(papers=ALL):
    named = {paper.ids[0]: paper for paper in papers}
    return Ranker.build(papers, history=papers, likes=named, today=TODAY)


def totals(*wanted_):
    """Return the score of each paper for a reader, by key."""
    built = ranker()
    ada = a_subscriber(interests=wanted_)
    return {paper.key: built.explain(ada, paper.key).total for paper in ALL}


def test_a_vote_in_favour_raises_what_is_alike():
    """The reader who has no other interest gets more of the same; the reason is the vote."""
    ada = a_subscriber(interests=(vote(STRANGERS[1].ids[0]),), papers=3)
    picks = ranker().rank(ada).picks
    alike = {paper.key for paper in STRANGERS if "dust" in paper.facts.abstract.casefold()} | {27}
    assert picks[0].paper.key in alike - {STRANGERS[1].key}
    assert (picks[0].reasons[0].kind, picks[0].reasons[0].label) == ("vote", "Galaxies in clusters")


def test_a_vote_against_lowers_what_is_alike_and_erases_no_topic():
    """The topic's other papers still stand above strangers, even those most like the one disliked."""
    before, after = totals(*TOPIC), totals(*TOPIC, vote(VIDEO[0].ids[0], -1.0))

    def lead(scores, key):
        return scores[key] - np.mean([scores[paper.key] for paper in VIDEO[2:]])

    assert lead(after, VIDEO[1].key) < lead(before, VIDEO[1].key)
    strangers = max(after[paper.key] for paper in STRANGERS)
    assert all(after[paper.key] > strangers for paper in VIDEO[1:])


def test_votes_against_most_of_a_topic_still_leave_it():
    """Half of its papers were not liked: the others are above strangers all the same."""
    after = totals(*TOPIC, *(vote(paper.ids[0], -1.0) for paper in VIDEO[:3]))
    assert min(after[paper.key] for paper in VIDEO[3:]) > max(after[paper.key] for paper in STRANGERS)


def test_a_faded_vote_steers_less():
    """Beside an interest that does not fade its share goes down, half-life after half-life."""
    shares = []
    for lives in range(4):
        ada = a_subscriber(interests=(*TOPIC, vote(STRANGERS[1].ids[0], age=lives * HALF_LIFE)))
        terms = ranker().explain(ada, STRANGERS[5].key).terms
        shares.append(next(term.share for term in terms if term.interest == ada.interests[1]))
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 2 * shares[3] > 0


def test_a_vote_that_faded_to_nothing_is_nothing():
    """It gives no score that is no number, alone or beside others."""
    oldest = replace(vote(VIDEO[0].ids[0]), voted_on=date.min)
    for mixed in ((oldest,), (oldest, *TOPIC), (replace(oldest, weight=-1.0),), (vote(weight=0.0),)):
        found = profile(ranker().shelf, a_subscriber(interests=mixed), near=ranker().near)
        assert np.isfinite(found.total).all()


def test_a_paper_that_was_voted_on_is_not_offered_again():
    """Whichever way the vote went."""
    voted = (vote(VIDEO[0].ids[0]), vote(VIDEO[1].ids[0], -1.0), vote(VIDEO[2].ids[0], age=9 * HALF_LIFE))
    ranking = ranker().rank(a_subscriber(interests=(*TOPIC, *voted), papers=50, outside=True), trending=50)
    assert not {1, 2, 3} & {pick.paper.key for pick in ranking.picks}
    assert ranking.considered == len(ALL) - 3


@given(st.lists(votes | wanted, min_size=1, max_size=6), st.booleans())
def test_no_reason_is_ever_a_vote_against(mixed, meaning):
    """A paper is never here because the reader wanted less of something."""
    built, ada = world(meaning=meaning), a_subscriber(interests=tuple(mixed))
    in_favour = {
        built.shelf.work(one.value).title
        for one in mixed
        if one.voted_on and one.weight > 0 and built.shelf.work(one.value)
    }
    for pick in built.rank(ada).picks:
        assert {reason.label for reason in pick.reasons if reason.kind == "vote"} <= in_favour


@given(st.sampled_from(SUBJECTS), st.sampled_from([1.0, -1.0]), st.integers(0, 11))
def test_a_vote_moves_a_paper_like_it_in_its_own_direction(subject, weight, key):
    """By words and people, the share of a vote in favour is never below 0, nor that of one against above."""
    ada = a_subscriber(interests=(*interests(topic=subject), vote(f"arxiv:{key}", weight)))
    for paper in PAPERS[::7]:
        terms = world().explain(ada, paper.key).terms
        share = next(term.share for term in terms if term.interest and term.interest.voted_on)
        assert share * weight >= -1e-12


def test_a_vote_against_is_told_by_what_it_takes_away_for():
    """Words, where no author of the paper is one of those: nobody is named who has nothing to do with it."""
    papers = [replace(one, facts=replace(one.facts, authors=(f"Ada {one.key}",))) for one in VIDEO]
    ranker = Ranker.build(papers, history=papers, likes={"arxiv:1": papers[0]}, today=TODAY)
    ada = a_subscriber(interests=(*interests(topic="video"), vote(weight=-1.0)))
    term = next(one for one in ranker.explain(ada, 2).terms if one.reason.kind == "vote")
    assert term.share < 0
    assert "motion" in term.reason.terms

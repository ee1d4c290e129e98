"""A reason's share is what the score loses without that interest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_paper, a_subscriber

from digest.model import Interest, InterestKind, Subscriber
from digest.rank import Ranker
from digest.rank.score import profile

SUBJECTS = [
    "video diffusion",
    "language model reasoning",
    "graph attention",
    "robot policy",
    "protein folding",
]
PEOPLE = ["Tri Dao", "Ann Lee", "Eve Ho", "Bo Li"]
PAPERS = [
    a_paper(
        key,
        f"{SUBJECTS[key % 5]} and {SUBJECTS[(key * 3 + 1) % 5]}",
        abstract=f"We study {SUBJECTS[(key // 5) % 5]} number {key}.",
        authors=(PEOPLE[key % 4], PEOPLE[(key // 4) % 4]),
        organization=f"lab-{key % 3}",
        categories=(f"cs.A{key % 4}",),
        upvotes=key,
    )
    for key in range(1, 41)
]
LIKES = {f"arxiv:{key}": PAPERS[key] for key in range(12)}
BUILT = Ranker.build(PAPERS, history=PAPERS, likes=LIKES, today=TODAY)

some_interest = st.one_of(
    st.builds(lambda v: (InterestKind.TOPIC, v), st.sampled_from(SUBJECTS)),
    st.builds(lambda v: (InterestKind.KEYWORD, v), st.sampled_from(SUBJECTS)),
    st.builds(lambda v: (InterestKind.AUTHOR, v), st.sampled_from(PEOPLE)),
    st.builds(lambda v: (InterestKind.ORGANIZATION, v), st.just("lab-1")),
    st.builds(lambda v: (InterestKind.CATEGORY, v), st.sampled_from(["cs.A1", "cs.*"])),
    st.builds(lambda v: (InterestKind.LIKE, v), st.sampled_from(sorted(LIKES))),
)
weights = st.floats(min_value=0.1, max_value=10)


def without(subscriber: Subscriber, at: int) -> Subscriber:
    """Return the subscriber with one interest worth nothing: what was learnt counts it still."""
    gone = replace(subscriber.interests[at], weight=0.0)
    return replace(subscriber, interests=(*subscriber.interests[:at], gone, *subscriber.interests[at + 1 :]))


@given(st.lists(st.tuples(some_interest, weights), min_size=1, max_size=6), st.sampled_from(PAPERS))
def test_a_share_is_the_score_minus_the_score_without_that_interest(wanted, paper):
    """For every kind and any mixture, with standardisation and learned weights held fixed."""
    ada = a_subscriber(
        interests=tuple(Interest(kind=kind, value=value, weight=weight) for (kind, value), weight in wanted)
    )
    place = BUILT.shelf.place(paper.key)
    whole = profile(BUILT.shelf, ada, near=BUILT.near)
    shares = {id(term.interest): term.share for term in BUILT.explain(ada, paper.key).terms}
    for at, interest in enumerate(ada.interests):
        rest = profile(BUILT.shelf, without(ada, at), near=BUILT.near, learnt=whole)
        assert np.isclose(shares[id(interest)], whole.total[place] - rest.total[place])


@given(st.lists(st.tuples(some_interest, weights), max_size=6))
def test_the_reasons_shown_are_the_largest_shares(wanted):
    """At most two, strongest first, each with a share that is the explanation's."""
    ada = a_subscriber(
        interests=tuple(Interest(kind=kind, value=value, weight=weight) for (kind, value), weight in wanted)
    )
    for pick in BUILT.rank(ada).picks:
        terms = BUILT.explain(ada, pick.paper.key).terms
        shares = [reason.share for reason in pick.reasons]
        assert len(shares) <= 2
        assert shares == sorted(shares, reverse=True)
        assert all(len(reason.terms) <= 3 for reason in pick.reasons)
        named = [term.share for term in terms if term.interest is not None]
        if pick.reasons and pick.reasons[0].kind != "popular":
            assert shares == named[: len(shares)]

"""Reasons are the largest shares, told in the reader's words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from make import a_subscriber
from shelved import wanted, world


@given(st.lists(wanted, max_size=6), st.booleans())
def test_the_reasons_shown_are_the_largest_shares(mixed, meaning):
    """At most two, strongest first, with the explanation's shares; no vote against, and no work twice."""
    ranker, ada = world(meaning=meaning), a_subscriber(interests=tuple(mixed))
    for pick in ranker.rank(ada).picks:
        terms = ranker.explain(ada, pick.paper.key).terms
        shares = [reason.share for reason in pick.reasons]
        assert len(shares) <= 2
        assert shares == sorted(shares, reverse=True)
        assert all(len(reason.terms) <= 3 for reason in pick.reasons)
        speaking: dict[tuple[str, str], float] = {}
        for reason in (term.reason for term in terms if term.interest and term.interest.weight > 0):
            kind = "work" if reason.kind in {"like", "library", "vote"} else reason.kind
            speaking.setdefault((kind, reason.label), reason.share)
        if pick.reasons and pick.reasons[0].kind != "popular":
            assert shares == list(speaking.values())[: len(shares)]
            assert shares[-1] >= 0.2


@given(st.lists(wanted, max_size=6))
def test_a_reason_is_an_interest_or_what_most_voted_for(mixed):
    """News is never one, nor is popularity beside an interest."""
    ada = a_subscriber(interests=tuple(mixed))
    kinds = {"vote" if one.voted_on else one.kind.value for one in mixed if one.weight > 0}
    for pick in world().rank(ada).picks:
        given_as = [reason.kind for reason in pick.reasons]
        assert given_as == ["popular"] or set(given_as) <= kinds

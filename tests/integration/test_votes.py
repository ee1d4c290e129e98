"""Votes steer: what a reader says of one paper changes where papers like it stand, the very next time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from make import NOON, TODAY, a_cadence, a_subscriber, interests
from ready import a_newsroom, stock

from digest.model import InterestKind, Subscriber
from digest.publish.explain import explain
from digest.publish.planning import preview, publish
from digest.store import Store
from digest.store.papers import shelf
from digest.store.votes import unvote, vote

TITLES = (
    "Graph networks for molecules and their bonds",
    "Graph networks for proteins and their folds",
    "Diffusion models that draw faces",
    "Diffusion models that draw hands",
    "Speech recognised without transcripts",
    "Theorems proved by search",
    "Robots that learn to walk",
    "Compilers for tensor programs",
)
ADA = a_subscriber("ada@example.org", interests=interests(topic=["graph networks", "speech"]))
GRACE = a_subscriber("grace@example.org", interests=interests(topic="diffusion models"))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def papers(store: Store) -> None:
    """List eight papers, in four of which two are of one kind."""
    stock(store, *TITLES)


def key(store: Store, title: str) -> int:
    return next(paper.key for paper in shelf(store, since=TODAY).papers if paper.facts.title == title)


def say(store: Store, title: str, *, up: bool, by: Subscriber = ADA, now=NOON) -> None:
    assert vote(store, address=by.address, paper=key(store, title), up=up, now=now)


def shown(store: Store, reader: Subscriber = ADA, **when) -> list[str]:
    """Return the titles of a reader's digest as it would be sent now, best first."""
    digest = preview(store, a_newsroom(), reader, now=NOON, **when)
    return [entry.card.title for entry in digest.entries]


def score(store: Store, title: str, reader: Subscriber = ADA) -> float:
    paper = next(one for one in shelf(store, since=TODAY).papers if one.facts.title == title)
    return explain(store, a_newsroom(), reader, paper, now=NOON).explanation.total


def test_after_an_up_vote_a_similar_paper_ranks_higher_the_very_next_preview(store: Store) -> None:
    """One word is enough: nothing has to be trained."""
    hands = "Diffusion models that draw hands"
    before, had = shown(store).index(hands), score(store, hands)
    say(store, "Diffusion models that draw faces", up=True)
    assert shown(store).index(hands) < before
    assert score(store, hands) > had


def test_after_a_down_vote_a_similar_paper_ranks_lower_and_the_topic_stays(store: Store) -> None:
    """It pushes away what is near to it; what the reader asked for elsewhere is still found."""
    proteins = "Graph networks for proteins and their folds"
    assert shown(store).index(proteins) < 3
    had = score(store, proteins)
    say(store, "Graph networks for molecules and their bonds", up=False)
    assert score(store, proteins) < had
    after = shown(store)
    assert proteins not in after or after.index(proteins) > 0
    assert "Speech recognised without transcripts" in after[:2]


def test_a_reader_without_votes_is_not_touched(store: Store) -> None:
    """One reader's votes are nobody else's business, even in one pass with them."""
    alone = preview(store, a_newsroom(), GRACE, now=NOON)
    say(store, "Graph networks for molecules and their bonds", up=True)
    say(store, "Diffusion models that draw hands", up=False)
    assert preview(store, a_newsroom(), GRACE, now=NOON) == alone
    planned = publish(store, a_newsroom(), [ADA, GRACE], now=NOON).planned
    assert [entry.card for entry in planned[1].entries] == [entry.card for entry in alone.entries]


def test_what_is_sent_is_what_was_previewed_votes_and_all(store: Store) -> None:
    """Publish, preview and explain know the same votes."""
    say(store, "Diffusion models that draw faces", up=True)
    expected = preview(store, a_newsroom(), ADA, now=NOON)
    assert publish(store, a_newsroom(), [ADA], now=NOON).planned == (expected,)


@pytest.mark.parametrize("up", [True, False])
def test_a_paper_that_was_voted_on_is_not_offered_and_explain_says_why(store: Store, *, up: bool) -> None:
    """It was had: papers like it are looked for, or kept away, not the paper itself."""
    title = "Diffusion models that draw faces"
    say(store, title, up=up)
    assert title not in shown(store)
    paper = next(one for one in shelf(store, since=TODAY).papers if one.facts.title == title)
    found = explain(store, a_newsroom(), ADA, paper, now=NOON)
    assert (found.place, found.why_not.split(":")[0]) == (None, "voted on")


def test_a_vote_that_is_taken_back_leaves_nothing_behind(store: Store) -> None:
    """The digest is what it was before."""
    before = preview(store, a_newsroom(), ADA, now=NOON)
    say(store, "Diffusion models that draw faces", up=True)
    assert preview(store, a_newsroom(), ADA, now=NOON) != before
    unvote(store, address=ADA.address, paper=key(store, "Diffusion models that draw faces"))
    assert preview(store, a_newsroom(), ADA, now=NOON) == before


def test_a_vote_from_long_ago_counts_for_nothing(store: Store) -> None:
    """What a reader wanted years ago does not steer today."""
    before = preview(store, a_newsroom(), ADA, now=NOON)
    say(store, "Diffusion models that draw faces", up=True, now=NOON - 3000 * DAY)
    assert preview(store, a_newsroom(), ADA, now=NOON) == before


def test_a_day_that_is_looked_back_at_knows_only_votes_given_by_then(store: Store) -> None:
    """A preview of a past day shows what could have been sent on it."""
    stock(store, *TITLES, listed_on=TODAY - DAY, now=NOON - DAY)
    before = shown(store, on=TODAY - DAY)
    say(store, "Diffusion models that draw faces", up=True)
    assert shown(store, on=TODAY - DAY) == before
    assert shown(store, on=TODAY) != before


def test_a_vote_is_of_the_voters_local_day(store: Store) -> None:
    """At noon UTC on the 31st it is the first of April on Kiritimati."""
    away = a_subscriber("ada@example.org", interests=ADA.interests, send=a_cadence(zone="Pacific/Kiritimati"))
    say(store, "Diffusion models that draw faces", up=True)
    paper = next(one for one in shelf(store, since=TODAY).papers if one.facts.title.endswith("hands"))
    found = explain(store, a_newsroom(), away, paper, now=NOON)
    (learnt,) = [
        term.interest for term in found.explanation.terms if term.interest and term.interest.voted_on
    ]
    assert (learnt.kind, learnt.weight, learnt.voted_on) == (InterestKind.LIKE, 1.0, TODAY + DAY)

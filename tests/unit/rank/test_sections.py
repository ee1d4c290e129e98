"""Beside the best: one from outside the usual, and what most readers voted for on top."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_paper, a_subscriber, interests
from shelved import PAPERS, wanted, world

from digest.model import Interest, InterestKind, Reason, Section
from digest.rank import Ranker
from digest.rank.diversity import SAME

VIDEO = [
    a_paper(key, f"Video diffusion with {word}", abstract=f"Video and {word}s.", upvotes=50 + key)
    for key, word in enumerate(("camera", "lens", "river", "cloud", "stone", "metal"), start=1)
]
OTHERS = [
    a_paper(key, f"{word} in {other}", abstract=f"On {word} alone.", upvotes=key)
    for key, (word, other) in enumerate(
        [
            ("Proteins", "cells"),
            ("Galaxies", "clusters"),
            ("Parsing", "trees"),
            ("Auctions", "markets"),
            ("Bridges", "storms"),
            ("Enzymes", "yeast"),
            ("Grammars", "Welsh"),
            ("Steel", "rain"),
        ],
        start=20,
    )
]
ALL = [*VIDEO, *OTHERS]
TOPIC = interests(topic="video diffusion")


def build(papers=ALL, **options):
    return Ranker.build(papers, history=papers, likes=options.pop("likes", {}), today=TODAY, **options)


def keys(ranking, section=None):
    return [pick.paper.key for pick in ranking.picks if section in (None, pick.section)]


def reader(**changes):
    return a_subscriber(**{"interests": TOPIC, "papers": 5, "outside": True, **changes})


def test_one_of_the_papers_is_from_outside():
    """The last of them, counted among them: the most upvoted of what no interest speaks for."""
    ranking = build().rank(reader())
    assert [pick.section for pick in ranking.picks] == [Section.FOR_YOU] * 4 + [Section.OUTSIDE]
    assert ranking.picks[-1].paper.key == 27
    assert ranking.picks[-1].reasons == (Reason(kind="outside", label=""),)
    assert set(keys(ranking, Section.FOR_YOU)) < {paper.key for paper in VIDEO}


def test_it_is_there_only_for_who_wants_it():
    """By default all are the best."""
    assert keys(build().rank(reader(outside=False)), Section.OUTSIDE) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"interests": ()},
        {"interests": interests(like="arxiv:unseen")},
        {"interests": (replace(interests(like=VIDEO[0].ids[0])[0], weight=-1.0, voted_on=TODAY),)},
        {"papers": 1},
    ],
    ids=["no interests", "a like that is not there", "a vote against alone", "a single paper"],
)
def test_there_is_no_outside_without_an_inside(changes):
    """A reader without interests has no usual; one who gets a single paper gets the best."""
    ranking = build(likes={VIDEO[0].ids[0]: VIDEO[0]}).rank(reader(**changes))
    assert keys(ranking, Section.OUTSIDE) == []
    assert len(ranking.picks) == changes.get("papers", 5)


def test_it_is_kept_out_by_never_and_by_eligibility():
    """As every other paper is."""
    ranker = build()
    never = interests(keyword="steel", topic="grammars")
    assert keys(ranker.rank(reader(never=never)), Section.OUTSIDE) == [25]
    assert keys(ranker.rank(reader(), eligible={1, 2, 3, 4, 20, 22}), Section.OUTSIDE) == [22]


def test_it_is_not_what_somebody_asked_for():
    """Neither by a word of little weight, nor by liking its author; nor is it like what was disliked."""
    papers = [*ALL[:-1], replace(ALL[-1], facts=replace(ALL[-1].facts, categories=("cs.CL",)))]
    light = Interest(kind=InterestKind.CATEGORY, value="cs.*", weight=0.1)
    assert keys(build(papers).rank(reader(interests=(*TOPIC, light))), Section.OUTSIDE) == [26]
    disliked = a_paper(90, "Steel in snow", abstract="Of steel.")
    against = Interest(kind=InterestKind.LIKE, value="arxiv:x", weight=-1.0, voted_on=TODAY)
    ranker = build([*ALL, disliked], likes={"arxiv:x": disliked})
    assert keys(ranker.rank(reader(interests=(*TOPIC, against))), Section.OUTSIDE) == [26]
    by_her = [*ALL[:-1], replace(ALL[-1], facts=replace(ALL[-1].facts, authors=("Ada Xi",)))]
    liked = a_paper(91, "Video", authors=("Ada Xi",))
    ranker = build(by_her, likes={"arxiv:y": liked})
    found = keys(ranker.rank(reader(interests=(*TOPIC, *interests(like="arxiv:y")))), Section.OUTSIDE)
    assert found == [26]


def test_where_everything_is_chosen_nothing_is_from_outside():
    """There is none beside the papers of a short day."""
    ranking = build(ALL[:3]).rank(reader())
    assert sorted(keys(ranking)) == [1, 2, 3]
    assert keys(ranking, Section.OUTSIDE) == []


def test_trending_comes_on_top():
    """What most readers voted for beside the chosen, most upvoted first, whoever reads."""
    ranking = build().rank(reader(interests=interests(topic="galaxies"), papers=2, outside=False), trending=3)
    assert len(keys(ranking, Section.FOR_YOU)) == 2
    beside = [key for key in (6, 5, 4, 3, 2) if key not in keys(ranking, Section.FOR_YOU)]
    assert keys(ranking, Section.TRENDING) == beside[:3]
    assert [pick.section for pick in ranking.picks][2:] == [Section.TRENDING] * 3
    assert {reason.kind for pick in ranking.picks[2:] for reason in pick.reasons} == {"popular"}
    assert keys(build().rank(reader()), Section.TRENDING) == []


def test_trending_is_what_somebody_voted_for():
    """A paper without votes trends nowhere, however few others there are."""
    papers = [replace(OTHERS[0], counts=replace(OTHERS[0].counts, upvotes=votes)) for votes in (None, 0)]
    papers = [replace(papers[0], key=50), replace(OTHERS[1], key=51), replace(OTHERS[2], key=52), VIDEO[0]]
    papers[1] = replace(papers[1], counts=replace(papers[1].counts, upvotes=0))
    ranking = build(papers).rank(reader(papers=1), trending=5)
    assert keys(ranking, Section.TRENDING) == [52]


def test_trending_shows_no_copy_of_what_was_chosen():
    """Nor the same work twice."""
    copies = [replace(VIDEO[5], key=60), replace(VIDEO[5], key=61), replace(OTHERS[7], key=62)]
    ranking = build([*ALL, *copies]).rank(a_subscriber(interests=TOPIC, papers=6), trending=50)
    assert len({6, 60, 61} & set(keys(ranking))) == 1
    assert len({27, 62} & set(keys(ranking))) == 1


def test_trending_respects_never_and_eligibility():
    """What a reader never wants does not trend for them."""
    ranking = build().rank(
        reader(never=interests(keyword="video"), papers=2, outside=False),
        eligible=range(1, 25),
        trending=10,
    )
    assert sorted(keys(ranking)) == [20, 21, 22, 23, 24]


@given(
    st.lists(wanted, max_size=4),
    st.lists(wanted, max_size=2),
    st.none() | st.sets(st.sampled_from([paper.key for paper in PAPERS])),
    st.integers(min_value=1, max_value=12),
    st.integers(min_value=0, max_value=5),
)
def test_sections_are_in_order_and_distinct(mixed, never, eligible, size, trending):
    """For every reader: one after the other, no more than asked for, nothing twice, nothing unwanted."""
    ranker = world()
    ada = a_subscriber(interests=tuple(mixed), never=tuple(never), papers=size, outside=True)
    picks = ranker.rank(ada, eligible=eligible, trending=trending).picks
    order = [Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING]
    stands = [order.index(pick.section) for pick in picks]
    assert stands == sorted(stands)
    assert len([at for at in stands if at < 2]) <= size
    assert stands.count(1) <= 1
    assert stands.count(2) <= trending
    shown = [pick.paper.key for pick in picks]
    assert set(shown) <= set(ranker.order(ada, eligible=eligible))
    places = [ranker.shelf.place(key) for key in shown]
    alike = ranker.shelf.likeness(places)
    assert not [(a, b) for a in range(len(shown)) for b in range(a) if alike[a, b] > SAME]

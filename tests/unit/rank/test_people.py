"""How far a reader follows people is learnt from what they like."""

from __future__ import annotations

from datetime import timedelta
from math import log1p

import pytest
from make import TODAY, a_paper, a_subscriber, interests

from digest.model import Interest, InterestKind, LibraryEntry
from digest.rank import SHIPPED, Ranker
from digest.rank.people import people_of, worth
from digest.rank.weights import HALF_LIFE

NAMES = ("Ada Xi", "Bob Ypsilon", "Cleo Zeta")
PAPERS = [
    a_paper(1, "One", authors=("Ada Xi",)),
    a_paper(2, "Two", authors=("Bob Ypsilon",)),
    a_paper(3, "Three", authors=("Xi, Ada", "Bob Ypsilon", "Nobody Known")),
    a_paper(4, "Four", authors=("Nobody Known",)),
    a_paper(5, "Five", authors=("A. Xi",)),
]
LIKED = {
    "arxiv:a": a_paper(11, "A", authors=("Ada Xi", "Bob Ypsilon")),
    "arxiv:b": a_paper(12, "B", authors=("Ada Xi", "Ada Xi")),
    "arxiv:c": a_paper(13, "C", authors=("Cleo Zeta",)),
    "arxiv:d": a_paper(14, "D"),
}


def of(*wanted, papers=PAPERS, likes=LIKED):
    ranker = Ranker.build(papers, history=papers, likes=likes, today=TODAY)
    found = people_of(ranker.shelf, a_subscriber(interests=wanted))
    return found, ranker


def likes(*names):
    return interests(like=[f"arxiv:{name}" for name in names])


def vote(name, weight, *, age=timedelta(0)):
    return Interest(kind=InterestKind.LIKE, value=f"arxiv:{name}", weight=weight, voted_on=TODAY - age)


def test_trust_is_how_often_one_like_is_foretold_by_the_others():
    """Of three likes two share an author: (2 + 1) / (3 + 2), by Laplace's rule of succession."""
    found, _ = of(*likes("a", "b", "c"))
    assert found.learnt.likes == 3
    assert found.learnt.trust == pytest.approx(3 / 5)


def test_what_a_papers_authors_are_worth():
    """Ada wrote two of the three likes, Bob one; two likes that nobody wrote are added."""
    found, ranker = of(*likes("a", "b", "c"))
    both = 3 / 5 * (SHIPPED.all_authors * log1p(SHIPPED.bend * (2 + 1) / 5) + SHIPPED.best_author * 2 / 5)
    ada = 3 / 5 * (SHIPPED.all_authors * log1p(SHIPPED.bend * 2 / 5) + SHIPPED.best_author * 2 / 5)
    bob = 3 / 5 * (SHIPPED.all_authors * log1p(SHIPPED.bend * 1 / 5) + SHIPPED.best_author * 1 / 5)
    places = [ranker.shelf.place(key) for key in (1, 2, 3, 4, 5)]
    assert found.points[places] == pytest.approx([ada, bob, both, 0, 0])
    assert worth([2.0, 1.0], found.learnt, SHIPPED) == pytest.approx(both)


def test_an_author_of_several_likes_counts_for_more():
    """With each like that somebody wrote their other papers rise."""
    rising = []
    for names in (("c", "b"), ("a", "b")):
        found, ranker = of(*likes(*names))
        rising.append(found.points[ranker.shelf.place(1)])
    assert 0 < rising[0] < rising[1]


def test_a_single_like_says_little_of_whom_somebody_follows():
    """Nothing was foretold yet: one third, not nothing and not all."""
    found, _ = of(*likes("b"))
    assert found.learnt.trust == pytest.approx(1 / 3)


@pytest.mark.parametrize(("shared", "trust"), [(False, 1 / 42), (True, 41 / 42)])
def test_trust_is_low_where_likes_share_no_authors(shared, trust):
    """Forty likes by forty people prove that this reader follows subjects; by one, people."""
    many = {
        f"arxiv:{at}": a_paper(100 + at, f"T{at}", authors=("Ada Xi" if shared else f"Author N{at}",))
        for at in range(40)
    }
    found, _ = of(*interests(like=list(many)), likes=many)
    assert found.learnt.trust == pytest.approx(trust)


def test_where_no_like_has_an_author_nobody_is_followed():
    """Nor where a reader likes nothing."""
    assert of(*likes("d"))[0] is None
    assert of(*interests(topic="anything", author="Ada Xi"))[0] is None


def test_a_vote_against_lowers_an_authors_count():
    """One like and one vote against of the same author leave half; it never falls below nothing."""
    ada = PAPERS[0]
    points = []
    for wanted in (
        likes("a", "b"),
        (*likes("a", "b"), vote("b", -1.0)),
        (*likes("a"), vote("b", -1.0)),
        (*likes("c"), vote("b", -1.0)),
    ):
        found, ranker = of(*wanted)
        points.append(float(found.points[ranker.shelf.place(ada.key)]))
    assert points[0] > points[1] > points[2] == points[3] == 0


def test_a_vote_against_is_no_like():
    """It is neither counted among the likes nor does it foretell one."""
    found, _ = of(*likes("b", "c"), vote("a", -1.0))
    assert found.count["ada xi"] == 0
    assert found.learnt.likes == 2
    assert found.learnt.trust == pytest.approx(1 / 4)


def test_an_old_vote_counts_for_less():
    """Half after the half-life."""
    found, _ = of(*likes("c"), vote("b", 1.0, age=HALF_LIFE))
    assert found.count["ada xi"] == pytest.approx(0.5)
    assert found.learnt.likes == pytest.approx(1.5)


def test_a_weight_counts_a_like_so_often():
    """The whole library is worth what its weight says, work by work."""
    heavy = Interest(kind=InterestKind.LIKE, value="arxiv:b", weight=3)
    assert of(heavy)[0].count == {"ada xi": 3.0}


def test_the_works_of_a_library_tell_of_people():
    """Each of them counts, with the authors it has in the store or in the library."""
    entries = (
        LibraryEntry(title="Kept here", authors=("Xi, Ada", "Dora New")),
        LibraryEntry(ids=("arxiv:a",)),
        LibraryEntry(ids=("arxiv:nowhere",)),
    )
    found, _ = of(Interest(kind=InterestKind.LIBRARY, value="a.bib", entries=entries))
    assert found.count == {"ada xi": 2, "dora new": 1, "bob ypsilon": 1}
    assert found.learnt.trust == pytest.approx(3 / 4)


def test_thinking_an_interest_away_leaves_the_others_authors():
    """The share of a like is what the paper's authors lose by it."""
    found, _ = of(*likes("a", "b"), vote("c", -1.0))
    shares = found.shares(("ada xi", "bob ypsilon"))
    whole = worth([2, 1], found.learnt, SHIPPED)
    assert shares == {
        0: pytest.approx(whole - worth([1, 0], found.learnt, SHIPPED)),
        1: pytest.approx(whole - worth([1, 1], found.learnt, SHIPPED)),
    }
    assert found.shares(("nobody known",)) == {}

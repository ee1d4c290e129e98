"""Many readers are ranked in blocks, and each gets what they would get alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_subscriber, interests
from shelved import BOOKS, LIKES, PAPERS, SUBJECTS, vectors, wanted, world

from digest.model import Interest, InterestKind, LibraryEntry
from digest.rank import Ranker
from digest.rank.likeness import Likenesses

KEYS = [paper.key for paper in PAPERS]
readers = st.lists(
    st.builds(
        lambda mixed, never, size, outside: a_subscriber(
            interests=tuple(mixed), never=tuple(never), papers=size, outside=outside
        ),
        st.lists(wanted, max_size=5),
        st.lists(wanted, max_size=1),
        st.integers(min_value=1, max_value=12),
        st.booleans(),
    ),
    max_size=7,
)


def anew(ranker):
    """Return a ranker that remembers no likeness."""
    return Ranker(ranker.shelf, Likenesses(ranker.shelf))


limits = st.fixed_dictionaries(
    {
        "digest.rank.ranker.BLOCK": st.integers(min_value=1, max_value=4),
        "digest.rank.likeness.MOST_KEPT": st.sampled_from([0, 3 * len(PAPERS), 1_000_000]),
        "digest.rank.likeness.AT_ONCE": st.integers(min_value=1, max_value=4),
    }
)


@given(readers, limits, st.booleans(), st.data())
def test_ranking_many_is_ranking_each(some, small, meaning, data):
    """To the last digit: in blocks of any size, whatever is remembered, with vectors and without."""
    built = world(meaning=meaning)
    eligible = [data.draw(st.none() | st.sets(st.sampled_from(KEYS))) for _ in some]
    alone = [
        anew(built).rank(one, eligible=keys, trending=2) for one, keys in zip(some, eligible, strict=True)
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in small.items():
            patch.setattr(name, value)
        together = list(anew(built).rank_many(some, eligible=eligible, trending=2))
    assert together == alone


def test_without_word_of_who_may_have_what_all_papers_are_eligible():
    """As for one reader."""
    some = [a_subscriber(interests=interests(topic=subject)) for subject in SUBJECTS]
    built = world()
    assert list(built.rank_many(some)) == [built.rank(one) for one in some]
    assert list(built.rank_many([])) == []


def test_everybody_has_a_say_about_what_they_may_have():
    """A list for fewer readers than there are is a mistake, and not a shorter answer."""
    with pytest.raises(ValueError, match="shorter"):
        list(world().rank_many([a_subscriber(), a_subscriber()], eligible=[None]))


def test_what_is_forgotten_for_want_of_room_is_made_again():
    """An interest that was known stands beside a new one for which all was forgotten."""
    near = Likenesses(world().shelf)
    old, new = interests(topic=[SUBJECTS[0], SUBJECTS[1]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digest.rank.likeness.MOST_KEPT", len(PAPERS))
        near.prepare([old])
        before = near.of(old).pull.copy()
        near.prepare([old, new])
    assert near.of(new) is not None
    assert np.array_equal(near.of(old).pull, before)


def test_a_block_that_has_no_room_is_not_kept():
    """Memory does not grow with readers: what is asked for beyond it is made reader by reader."""
    near = Likenesses(world().shelf)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digest.rank.likeness.MOST_KEPT", len(PAPERS))
        near.foresee(interests(topic=list(SUBJECTS)))
        assert [near.of(one) for one in interests(topic=list(SUBJECTS))] == [None] * len(SUBJECTS)
        near.foresee(interests(topic=SUBJECTS[0], author="Tri Dao"))
        assert near.of(interests(topic=SUBJECTS[0])[0]) is not None


def test_libraries_of_one_name_are_told_apart():
    """Two readers may call different files alike."""
    made = [
        Interest(kind=InterestKind.LIBRARY, value="my.bib", entries=entries)
        for entries in (BOOKS[:1], BOOKS[1:2])
    ]
    built = world()
    alone = [anew(built).rank(a_subscriber(interests=(one,))) for one in made]
    together = list(anew(built).rank_many([a_subscriber(interests=(one,)) for one in made]))
    assert together == alone
    assert together[0].picks != together[1].picks


@given(readers, st.booleans())
def test_readers_are_served_block_by_block(some, meaning):
    """What is known of one block's likes and vectors is not known of the next, and nobody notices."""
    whole, papers = world(meaning=meaning), Ranker.build(PAPERS, history=PAPERS, likes={}, today=TODAY)
    if meaning:
        papers = Ranker.build(PAPERS, history=PAPERS, likes={}, today=TODAY, vectors=vectors())
    for start in range(0, len(some), 3):
        block = some[start : start + 3]
        named = {one.value for reader in block for one in reader.interests}
        named |= {name for reader in block for one in reader.interests for e in one.entries for name in e.ids}
        liked = {name: paper for name, paper in LIKES.items() if name in named}
        served = papers.serving(likes=liked, vectors=vectors() if meaning else None)
        assert list(served.rank_many(block)) == [anew(whole).rank(one) for one in block]


def test_a_library_that_is_gone_lends_its_likeness_to_no_other():
    """One that is made after another was forgotten, in the same place of memory, is a library of its own."""
    ranker = world()
    for at in range(100):
        title = f"{SUBJECTS[at % 5]} and {SUBJECTS[at % 3]}"
        made = Interest(kind=InterestKind.LIBRARY, value="a.bib", entries=(LibraryEntry(title=title),))
        ada = a_subscriber(interests=(made,))
        assert ranker.serving(likes={}).rank(ada) == anew(ranker).serving(likes={}).rank(ada)
        del made, ada

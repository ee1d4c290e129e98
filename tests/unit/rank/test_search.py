"""What a query asks for, and what is kept of a paper's words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Facts
from digest.rank import search
from digest.rank.search import column, only, ordered, parse_query, place_of, postings_of
from digest.rank.words import stems


def places(facts: Facts, text: str) -> bool:
    """Return whether a paper is found by a word."""
    found = postings_of([(7, facts)])
    (term,) = parse_query(text).words
    return place_of(only(found, term)).tolist() == [7]


@given(st.text() | st.text("abc ÄéЖ研究пあक्षΣ-_.'1²\u0301", max_size=40))
def test_the_fast_way_to_words_is_the_rankers_way(text: str) -> None:
    """Every stem of a text, in every script, and no other."""
    expected = [search._term(stem) for stem in stems(text)]
    assert [number for number in search._numbers(text) if number] == expected


def test_words_that_say_nothing_are_not_looked_for() -> None:
    """A query of nothing else is none."""
    assert not parse_query("the of which method")
    assert not parse_query('"of the"')
    assert not parse_query("author:x")
    assert parse_query("of models").words == parse_query("model").words


def test_a_query_is_read_up_to_a_limit() -> None:
    """A pasted book is no query."""
    text = " ".join(f"word{n}" for n in range(10_000))
    assert len(parse_query(text).words) == search.MOST_WORDS


def test_a_word_weighs_more_in_a_title_and_in_a_short_text() -> None:
    """As it does for the ranker: the title counts twice, and a long text dilutes."""
    long = " ".join(f"filler{n}" for n in range(60))
    texts = [
        Facts(title="x", abstract=f"diffusion {long}"),
        Facts(title="diffusion", abstract=long),
        Facts(title="diffusion"),
    ]
    found = postings_of(list(enumerate(texts)))
    query = parse_query("diffusion")
    columns = {term: column([(0, only(found, term))]) for term in query.terms}
    assert ordered(query, columns, size=3).tolist() == [2, 1, 0]


def test_equal_papers_are_found_newest_first() -> None:
    """The higher key was stored later."""
    found = postings_of([(place, Facts(title="diffusion")) for place in range(4)])
    query = parse_query("diffusion")
    columns = {term: column([(2, only(found, term))]) for term in query.terms}
    size = 2 * search.PLACES + 4
    assert (ordered(query, columns, size=size) - 2 * search.PLACES).tolist() == [3, 2, 1, 0]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_postings_are_ascending_and_each_once(texts: list[str]) -> None:
    """Whoever keeps them may cut and join them by their order."""
    found = postings_of([(n, Facts(title=text, authors=(text,))) for n, text in enumerate(texts)])
    assert (np.diff(found.astype(np.float64)) > 0).all() or len(
        set((found >> np.uint64(16)).tolist())
    ) == len(found)
    assert found.tolist() == sorted(found.tolist())


@pytest.mark.parametrize("facts", [Facts(title=""), Facts(title="the"), Facts(title="\ud800")])
def test_a_paper_without_words_has_no_postings_of_any(facts: Facts) -> None:
    """Nor does it fail."""
    assert len(postings_of([(0, facts)])) <= 1


def test_a_summary_stands_for_a_missing_abstract() -> None:
    """As it does for the ranker."""
    assert places(Facts(title="x", summary="diffusion"), "diffusion")
    assert not places(Facts(title="x", abstract="flow", summary="diffusion"), "diffusion")

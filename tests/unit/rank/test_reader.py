"""A reader that is kept from pass to pass reads a paper once, and does not grow without end."""

from __future__ import annotations

from datetime import timedelta

from make import TODAY, a_paper, a_subscriber, interests

from digest.rank import Ranker, Reader
from digest.rank.lexicon import SPARE


def a_pass(reader: Reader, keys: range) -> list[str]:
    """Read papers as a pass does; return the spelling of their terms."""
    reader.begin_pass()
    for key in keys:
        reader.paper(a_paper(key, f"word{key} of many"))
    return [
        reader.terms[number] for number in reader.paper(a_paper(keys[0], f"word{keys[0]} of many")).number
    ]


def test_a_paper_is_read_once_unless_its_text_changed() -> None:
    reader = Reader()
    first = reader.paper(a_paper(1, "A paper"))
    reader.begin_pass()
    assert reader.paper(a_paper(1, "A paper", upvotes=3)) is first
    assert reader.paper(a_paper(1, "Another paper")) is not first


def test_a_paper_that_a_whole_pass_did_not_ask_for_is_forgotten() -> None:
    """One pass is not enough: a preview between two passes asks for less."""
    reader = Reader()
    first = reader.paper(a_paper(1, "A paper"))
    reader.begin_pass()
    assert reader.paper(a_paper(1, "A paper")) is first
    reader.begin_pass()
    reader.begin_pass()
    assert reader.paper(a_paper(1, "A paper")) is not first


def test_a_reader_is_worn_when_most_of_what_it_read_is_forgotten() -> None:
    """Its words would otherwise pile up for as long as the daemon runs."""
    reader = Reader()
    for start in range(0, SPARE, 1000):
        a_pass(reader, range(start, start + 1000))
    assert not reader.worn
    for start in range(SPARE, SPARE + 3000, 1000):
        a_pass(reader, range(start, start + 1000))
    assert reader.worn


def test_words_keep_their_numbers() -> None:
    """Rankers of passes before go on with them."""
    reader = Reader()
    before = a_pass(reader, range(10))
    assert a_pass(reader, range(5, 20))
    assert a_pass(reader, range(10)) == before


def test_a_kept_reader_changes_no_ranking() -> None:
    """Words that only forgotten papers have count for nothing."""
    reader = Reader()
    a_pass(reader, range(50, 90))
    old = TODAY - timedelta(days=3)
    past = [a_paper(key, f"old word{key % 7} of some models", listed_on=old) for key in range(100, 160)]
    papers = [a_paper(key, f"new word{key % 7} of other models") for key in range(1, 30)]
    ada = a_subscriber(interests=interests(topic=["word3 of models", "word5 and word60"]))
    kept, fresh = (
        Ranker.build(papers, history=past, likes={}, today=TODAY, reader=one).rank(ada)
        for one in (reader, None)
    )
    assert kept == fresh

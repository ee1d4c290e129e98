"""One spelling for every identifier, and when two texts are one work."""

from __future__ import annotations

import json
import lzma
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_listing

from digest.identify import (
    aliases,
    canonical,
    contradict,
    identified,
    merge_counts,
    merge_facts,
    same_work,
    text_key,
    title_key,
)
from digest.model import Counts, Facts

ABSTRACT = "We show that a small model, trained with care on little data, does what a large one does."


@pytest.mark.parametrize(
    "text",
    [
        "2106.09685",
        "2106.09685v3",
        " arXiv:2106.09685 ",
        "ARXIV: 2106.09685V2",
        "arXiv:2106.09685v2 [cs.CL]",
        "oai:arXiv.org:2106.09685v1",
        "https://arxiv.org/abs/2106.09685v1",
        "http://www.arxiv.org/abs/2106.09685?context=cs#top",
        "arxiv.org/pdf/2106.09685v2.pdf",
        "https://export.arxiv.org/html/2106.09685v1/",
        "https://ar5iv.labs.arxiv.org/html/2106.09685",
        "https://huggingface.co/papers/2106.09685",
        "https://www.alphaxiv.org/abs/2106.09685",
        "10.48550/arXiv.2106.09685",
        "https://doi.org/10.48550/arxiv.2106.09685",
    ],
)
def test_every_spelling_of_an_arxiv_id_is_one(text: str) -> None:
    """Prefix, address, mirror, version and case do not make another paper."""
    assert canonical(text) == "arxiv:2106.09685"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("https://arxiv.org/abs/hep-th/9901001", "arxiv:hep-th/9901001"),
        ("arxiv.org/abs/hep-th%2F9901001", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("0704.0001", "arxiv:0704.0001"),
        ("1412.9999", "arxiv:1412.9999"),
        ("1501.00001", "arxiv:1501.00001"),
    ],
)
def test_old_style_and_four_digit_ids_are_known(text: str, expected: str) -> None:
    """Identifiers before 2007-04 name their archive; before 2015 numbers had four digits."""
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1000/182", "doi:10.1000/182"),
        ("doi:10.1000/ABC", "doi:10.1000/abc"),
        ("https://dx.doi.org/10.1000/182.", "doi:10.1000/182"),
        ("10.1016/S0140-6736(05)71110-1", "doi:10.1016/s0140-6736(05)71110-1"),
        ("(10.1000/182)".strip("("), "doi:10.1000/182"),
        (
            "https://doi.org/10.1002/(SICI)1:8%3C6::AID%3E3.0.CO;2-O",
            "doi:10.1002/(sici)1:8<6::aid>3.0.co;2-o",
        ),
    ],
)
def test_a_doi_is_lower_case_and_without_its_sentence(text: str, expected: str) -> None:
    """DOIs do not tell case apart; brackets that balance are their own."""
    assert canonical(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a title",
        "2106.0968",  # what YAML makes of 2106.09680
        "2113.00001",
        "1501.0001",
        "0703.0001",
        "9901.00001",
        "hep-xx/9901001",
        "10.1/x",
        "10.1000/",
        "https://arxiv.org/list/cs.CL/recent",
        "https://example.org/abs/2106.09685",
        "https://huggingface.co/papers",
        "２１０６.０９６８５",
        "10.1000/a b",
        "\ud800",
        "2106.09685" * 1000,
    ],
)
def test_what_is_no_identifier_is_none(text: str) -> None:
    """Nothing is guessed."""
    assert canonical(text) is None


@given(st.text() | st.from_regex(r"(https?://)?[a-z.]*/?(10\.[0-9]{3,5}/|arxiv:)?.{0,20}"))
def test_canonical_never_raises_and_its_result_is_its_own_spelling(text: str) -> None:
    """An identifier made canonical stays as it is."""
    found = canonical(text)
    assert found is None or canonical(found) == found


def test_a_text_key_sees_letters_only() -> None:
    """Case, spacing, punctuation, ligatures and line breaks are no difference; words are."""
    key = text_key("A “Small” Model", ABSTRACT)
    assert key.startswith("text:")
    assert text_key("a small model", ABSTRACT.upper().replace(" ", "\n  ")) == key
    assert text_key("A ｓmall model", ABSTRACT + " More, after 200 letters." * 20) != key
    assert text_key("A small model", "x" * 200 + "one") == text_key("A small model", "x" * 200 + "two")
    assert text_key("A small model", "") != text_key("A small", "model")


def test_a_paper_first_seen_without_an_id_gains_one() -> None:
    """Both listings share an alias, so the store makes one paper of them."""
    without = a_listing("A small model", ids=(), abstract=ABSTRACT)
    with_id = a_listing("A Small Model", ids=("arxiv:2603.00001",), abstract=ABSTRACT.replace(" ", "\n"))
    assert aliases(with_id)[0] == "arxiv:2603.00001"
    assert set(aliases(without)) & set(aliases(with_id))


def test_works_of_one_short_title_are_told_apart() -> None:
    """Without an abstract a title names nothing: "Erratum" is many works."""
    first = a_listing("Erratum", ids=(), authors=("A. One",))
    second = a_listing("Erratum", ids=(), authors=("B. Two",))
    elsewhere = a_listing("Erratum", ids=(), authors=("A. One",), source="page:x")
    known = a_listing("Erratum", ids=("doi:10.1000/1",), authors=("A. One",), abstract="See the paper.")
    assert len({*aliases(first), *aliases(second), *aliases(elsewhere), *aliases(known)}) == 4
    assert aliases(first) == aliases(a_listing("Erratum", ids=(), authors=("A. One",)))
    assert aliases(known) == ("doi:10.1000/1",)


@given(st.text(st.characters()), st.text(st.characters()))
def test_every_listing_has_a_name(title: str, abstract: str) -> None:
    """However hostile its text, lone surrogates included."""
    assert aliases(a_listing(title, ids=(), abstract=abstract))


def test_a_listing_without_a_day_is_listed_on_the_given_one() -> None:
    """A source's own day goes first."""
    day = date(2026, 3, 2)
    assert identified(a_listing(listed_on=None), day=day).listed_on == day
    assert identified(a_listing(listed_on=date(2026, 3, 1)), day=day).listed_on == date(2026, 3, 1)


def test_merging_fills_gaps_and_overwrites_nothing() -> None:
    """The readable and raw forms of a text stay together; counts follow the latest."""
    known = Facts(title="One", abstract="", authors=("A",))
    new = Facts(title="Two", raw_title="$Two$", abstract="It.", raw_abstract="$It$.", authors=("B", "C"))
    merged = merge_facts(known, new)
    assert (merged.title, merged.raw_title) == ("One", "")
    assert (merged.abstract, merged.raw_abstract) == ("It.", "$It$.")
    assert merged.authors == ("A",)
    assert merge_facts(merged, new) == merged
    counts = merge_counts(Counts(upvotes=3, comments=1, submitter="A"), Counts(upvotes=2))
    assert counts == Counts(upvotes=2, comments=1, submitter="A")


def test_a_newer_versions_words_win_and_an_older_ones_do_not() -> None:
    """In whatever order versions are read; words of an unknown version are taken for the first."""
    one = Facts(title="One", abstract="First.", authors=("A",), version=1)
    two = Facts(title="Two", raw_title="$Two$", abstract="Second.", authors=("A", "B"), version=2)
    unknown = Facts(title="Seen", abstract="Somewhere.", summary="Short.")
    assert merge_facts(one, two) == two
    assert merge_facts(two, one) == two
    assert merge_facts(merge_facts(unknown, two), one) == Facts(
        title="Two", raw_title="$Two$", abstract="Second.", authors=("A", "B"), version=2, summary="Short."
    )
    assert merge_facts(unknown, one).title == "Seen"
    assert merge_facts(two, Facts(title="Three", version=3)).abstract == "Second."


def test_a_title_has_one_key_however_it_is_spelled() -> None:
    """A short one has none: it is many works'."""
    assert title_key("A “small” model, trained") == title_key("a ｓmall  Model -- trained") is not None
    assert title_key("A small model, trained") != title_key("A small model, untrained")
    assert title_key("Erratum") is None
    assert title_key("\ud800" * 20) is None


TITLE = "A title that is long enough to be nobody else's"


@pytest.mark.parametrize(
    ("authors", "abstract", "same"),
    [
        (("Tri Dao", "Albert Gu"), ABSTRACT, True),
        (("Dao, Tri", "Someone Else"), ABSTRACT, True),
        (("T. Dao",), ABSTRACT[:70], True),
        (("Trí Dào", "X Y"), "", True),
        (("Jürgen O’Neill", "Tri Dao"), ABSTRACT.replace("small", "tiny"), True),
        (
            ("Tri Dao",),
            "Of galaxies, and of how they turn around each other in clusters of many kinds.",
            False,
        ),
        (("Somebody Else",), ABSTRACT, False),
        (("A One", "B Two", "Tri Dao"), ABSTRACT, False),
        ((), ABSTRACT, False),
        (("???",), ABSTRACT, False),
    ],
)
def test_a_work_is_known_by_its_authors(authors, abstract, same) -> None:
    """Half of the shorter list, and an abstract that does not speak against it."""
    known = Facts(
        title=TITLE, abstract=ABSTRACT, authors=("Tri Dao", "Albert Gu", "Ada Lovelace", "M. Curie")
    )
    other = Facts(title=TITLE, abstract=abstract, authors=authors)
    assert same_work(known, other) is same
    assert same_work(other, known) is same


def test_without_two_abstracts_the_title_must_be_long() -> None:
    """The same editor introduces many a special issue."""
    known = Facts(title="Editorial introduction", abstract=ABSTRACT, authors=("Ada Lovelace",))
    assert not same_work(known, Facts(title="Editorial introduction", authors=("Ada Lovelace",)))


def test_works_of_one_title_in_the_recorded_corpus_are_told_apart(recorded: Path) -> None:
    """Of 74,728 papers a few share their title. One was posted twice, and only its two ids tell."""
    titled: dict[int, list[Facts]] = {}
    with lzma.open(recorded / "arxiv-corpus" / "arxiv_2025-03-18_2026-07-01.jsonl.xz", "rt") as lines:
        for line in lines:
            paper = json.loads(line)
            if number := title_key(paper["title"]):
                facts = Facts(
                    title=paper["title"], abstract=paper["summary"], authors=tuple(paper["authors"])
                )
                titled.setdefault(number, []).append(facts)
    pairs = [pair for works in titled.values() for pair in combinations(works, 2)]
    assert len(titled) > 74_000
    assert len(pairs) > 0
    alike = [one.title for one, other in pairs if same_work(one, other)]
    assert [title.split(":")[0] for title in alike] == ["Redefining Machine Simultaneous Interpretation"]
    assert contradict(["arxiv:2601.00001"], ["arxiv:2601.00002"])


def test_no_two_works_of_the_recorded_corpus_share_a_key(recorded: Path) -> None:
    """Every id is its own spelling, and no false merge happens among 74,728 papers."""
    keys, ids = set(), set()
    with lzma.open(recorded / "arxiv-corpus" / "arxiv_2025-03-18_2026-07-01.jsonl.xz", "rt") as lines:
        for line in lines:
            paper = json.loads(line)
            ids.add(canonical(paper["id"]))
            keys.add(text_key(paper["title"], paper["summary"]))
    assert None not in ids
    assert len(keys) == len(ids) == 74_728

"""What is read of a Daily Papers item, and what is reported."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listed import an_item

from digest.model import Listing
from digest.sources import Batch
from digest.sources.batch import MOST_PROBLEMS
from digest.sources.dailypapers import read_entries

DAY = date(2026, 3, 30)


def batch(*entries: object, listed_on: date | None = DAY) -> Batch:
    return read_entries(entries, source="huggingface", where="x.json", listed_on=listed_on)


def one(entry: dict[str, Any], *, problems: list[str] | None = None, listed_on: date | None = DAY) -> Listing:
    """Return the listing of one item, whose problems are as given."""
    found = batch(entry, listed_on=listed_on)
    assert [str(problem) for problem in found.problems] == (problems or [])
    (listing,) = found.listings
    return listing


def test_every_field_finds_its_place() -> None:
    """Paper, entry and organisation, as the API has them now."""
    listing = one(
        an_item(
            paper={
                "ai_summary": "One sentence.",
                "projectPage": " https://example.org/p",
                "githubRepo": "https://example.org/\ncode",
                "githubStars": 7,
                "organization": {"name": "ex-lab", "fullname": "Ex Lab"},
                "submittedOnDailyBy": {"user": "u", "fullname": "Someone Else"},
            },
            thumbnail="https://example.org/t.png",
            submittedBy={"name": "n", "fullname": "Cy Three"},
        )
    )
    assert listing.ids == ("arxiv:2603.00001",)
    assert listing.listed_on == DAY
    assert listing.facts.authors == ("Ann One", "Bo Two")
    assert listing.facts.published_on == date(2026, 3, 27)
    assert (listing.facts.organization, listing.facts.organization_name) == ("ex-lab", "Ex Lab")
    assert listing.facts.summary == "One sentence."
    assert listing.facts.project_url == "https://example.org/p"
    assert listing.facts.code_url == "https://example.org/code"
    assert listing.facts.image_url == "https://example.org/t.png"
    assert listing.facts.url == ""
    counts = listing.counts
    assert (counts.upvotes, counts.comments, counts.stars, counts.submitter) == (1, 2, 7, "Cy Three")


def test_a_title_and_an_id_are_enough() -> None:
    """Every other field came with time, or is missing from some entries."""
    listing = one({"paper": {"id": "2603.00001", "title": "T"}})
    assert (listing.facts.title, listing.counts.upvotes, listing.counts.submitter) == ("T", None, "")


def test_the_entrys_title_goes_before_the_papers() -> None:
    """The paper's lost its dollars and backslashes on the way; the entry's is the author's."""
    listing = one(an_item(title=r"LLM$\times$Map", paper={"title": "LLMtimesMap"}))
    assert (listing.facts.title, listing.facts.raw_title) == ("LLM×Map", r"LLM$\times$Map")


def test_line_breaks_alone_are_no_raw_text() -> None:
    """The raw form is kept where something was converted."""
    listing = one(an_item(title="", paper={"title": "Two\n  lines"}))
    assert (listing.facts.title, listing.facts.raw_title) == ("Two lines", "")


def test_a_submitter_is_taken_from_either_place() -> None:
    """The older field names the handle `name`, the newer one `user`."""
    assert one(an_item(paper={"submittedOnDailyBy": {"user": "u"}})).counts.submitter == "u"
    assert one(an_item(submittedBy={"name": "n"})).counts.submitter == "n"


def test_an_author_who_hides_the_paper_is_an_author() -> None:
    """Hidden is about a profile page."""
    assert one(an_item(paper={"authors": [{"name": "A", "hidden": True}]})).facts.authors == ("A",)


def test_long_author_lists_are_whole() -> None:
    """The longest recorded one has 664 names."""
    authors = [{"name": f"Author {number}"} for number in range(3_303)]
    assert len(one(an_item(paper={"authors": authors})).facts.authors) == 3_303


def test_without_a_day_the_submission_tells_it() -> None:
    """A reply whose day is unknown may still say when each paper was submitted."""
    entry = an_item(paper={"submittedOnDailyAt": "2026-03-24T23:30:00.000-02:00"})
    assert one(entry, listed_on=None).listed_on == date(2026, 3, 25)
    assert one(an_item(), listed_on=None).listed_on is None
    assert batch(entry, listed_on=None).watermark is None


@pytest.mark.parametrize(
    ("paper", "problem"),
    [
        ({"upvotes": "9"}, "upvotes: found the text '9', wanted a number from 0 to 2147483647"),
        ({"upvotes": True}, "upvotes: found True, wanted a number from 0 to 2147483647"),
        ({"upvotes": -1}, "upvotes: found -1, wanted a number from 0 to 2147483647"),
        ({"upvotes": 10**30}, f"upvotes: found {10**30}, wanted a number from 0 to 2147483647"),
        ({"summary": ["a"]}, "summary: found a list of 1, wanted a text"),
        ({"authors": {"a": 1}}, "authors: found an object of 1 keys, wanted a list"),
        ({"authors": ["Ann"]}, "authors[0]: found the text 'Ann', wanted an object"),
        ({"authors": [{"name": 3}]}, "authors[0].name: found 3, wanted a text"),
        (
            {"publishedAt": "yesterday"},
            "publishedAt: found the text 'yesterday', wanted a moment like 2026-03-31T08:15:00.000Z",
        ),
        ({"organization": "lab"}, "organization: found the text 'lab', wanted an object"),
        (
            {"githubRepo": "javascript:alert(1)"},
            "githubRepo: found the text 'javascript:alert(1)', wanted an http or https address",
        ),
        (
            {"projectPage": "/papers/1"},
            "projectPage: found the text '/papers/1', wanted an http or https address",
        ),
        (
            {"projectPage": "https://user@example.org"},
            "projectPage: found the text 'https://user@example.org', wanted an http or https address",
        ),
        (
            {"projectPage": 'https://example.org/"onload="x'},
            "projectPage: found the text 'https://example.org/\"onload=\"x', wanted an http or https address",
        ),
        (
            {"projectPage": "https://example.org:99999"},
            "projectPage: found the text 'https://example.org:99999', wanted an http or https address",
        ),
        ({"id": "x"}, "id: found the text 'x', wanted an arXiv id like 2106.09685"),
        ({"id": None}, "id: found nothing, wanted an arXiv id like 2106.09685"),
    ],
)
def test_a_wrong_field_is_reported_and_the_paper_kept(paper: dict[str, Any], problem: str) -> None:
    """With its place, what was found and what was wanted."""
    listing = one(an_item(paper=paper), problems=[f"x.json[0].paper.{problem}"])
    assert listing.facts.title == "Made-up paper 1"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{'paper': {}}", "x.json[1]: found the text \"{'paper': {}}\", wanted an object"),
        (None, "x.json[1]: found nothing, wanted an object"),
        ({}, "x.json[1].paper: found nothing, wanted an object"),
        ({"paper": [1]}, "x.json[1].paper: found a list of 1, wanted an object"),
        (
            {"paper": {"id": "2603.00009", "title": " \u200b"}},
            "x.json[1].paper.title: found nothing to read, wanted a title",
        ),
        (
            an_item(1),
            "x.json[1].paper.id: found arxiv:2603.00001 a second time, wanted each paper once a day",
        ),
    ],
)
def test_an_entry_that_cannot_be_read_does_not_hide_the_others(entry: object, problem: str) -> None:
    """The good rest is kept, and the day is complete."""
    found = batch(an_item(1), entry, an_item(3))
    assert [str(one) for one in found.problems] == [problem]
    assert [listing.ids for listing in found.listings] == [("arxiv:2603.00001",), ("arxiv:2603.00003",)]
    assert found.watermark == DAY


def test_a_list_of_which_nothing_can_be_read_completes_no_day() -> None:
    """It will be read again; an empty list is a quiet day."""
    assert batch("x", "y").watermark is None
    assert batch().watermark == DAY


def test_texts_of_any_length_are_cut_and_reported() -> None:
    """A title is no place for a book."""
    found = batch(an_item(title="x" * 5_000))
    assert len(found.listings[0].facts.title) == 1_000
    assert "found 5,000 characters, wanted at most 1,000" in str(found.problems[0])


def test_problems_are_counted_when_they_are_too_many() -> None:
    """A hostile reply could hold millions."""
    found = batch(*[0] * 5_000)
    assert len(found.problems) == MOST_PROBLEMS + 1
    assert "4900 more problems" in str(found.problems[-1])


def test_what_no_store_takes_is_not_handed_on() -> None:
    """NUL and lone surrogates, in raw texts too."""
    listing = one(an_item(title="$x$ \x00\ud800", paper={"authors": [{"name": "A\x00"}]}))
    assert (listing.facts.title, listing.facts.raw_title, listing.facts.authors) == ("x", "$x$ ", ("A",))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["paper", "id", "title", "authors", "name", "summary", "upvotes", "organization"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.lists(json_values, max_size=4))
def test_no_json_breaks_the_reader(entries: list[object]) -> None:
    """Anything gives listings with titles, or problems that read."""
    found = batch(*entries)
    assert all(listing.facts.title for listing in found.listings)
    assert len(found.listings) + len(found.problems) >= len(entries)
    "".join(map(str, found.problems))


@pytest.mark.parametrize(
    ("uploads", "found"),
    [
        (
            ["https://example.org/a.mp4", "https://example.org/b.PNG?x=1", "https://example.org/c.gif"],
            "b.PNG?x=1",
        ),
        (["https://example.org/a.jpeg"], "a.jpeg"),
        (["https://example.org/a.mp4", "https://example.org/b.qt"], "t.png"),
        (["javascript:alert(1)//x.png", 7, None, "https://user@example.org/x.png"], "t.png"),
        ([], "t.png"),
        (None, "t.png"),
    ],
)
@pytest.mark.parametrize("place", ["paper", "entry"])
def test_a_papers_picture_is_its_first_upload_that_is_one(uploads: object, found: str, place: str) -> None:
    """The thumbnail is a card with the title on it: it stands in where there is nothing else."""
    thumbnail = "https://example.org/t.png"
    given = {"paper": {"mediaUrls": uploads}} if place == "paper" else {"mediaUrls": uploads}
    assert one(an_item(**given, thumbnail=thumbnail)).facts.image_url == f"https://example.org/{found}"


def test_uploads_that_are_no_list_are_reported() -> None:
    """The thumbnail is still there."""
    item = an_item(paper={"mediaUrls": "x.png"}, thumbnail="https://example.org/t.png")
    listing = one(
        item, problems=["x.json[0].paper.mediaUrls: found the text 'x.png', wanted a list of addresses"]
    )
    assert listing.facts.image_url == "https://example.org/t.png"

"""Saved Daily Papers pages, as HTML and as text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listed import ABSTRACT, a_page, a_page_text, an_item, read

from digest.errors import SourceError
from digest.sources import Batch
from digest.sources.page import Page, read_page

TITLES = ["Made-up paper 1", "Made-up paper 2", "Made-up paper 3"]


def page(content: str | bytes) -> Batch:
    return read_page(content if isinstance(content, bytes) else content.encode(), source="page:x", where="x")


def titles(batch: Batch) -> list[str]:
    return [listing.facts.title for listing in batch.listings]


def problems(batch: Batch) -> list[str]:
    return [str(problem) for problem in batch.problems]


GLUED = (
    "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\nSubscribe"
)
PLAIN = a_page_text(1, 2, 3)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        a_page_text(1, 2, 3, between="\n\n"),
        a_page_text(1, 2, 3, between="\r\n"),
        a_page_text(1, 2, 3, between="\n \n\t\n"),
        a_page_text(1, 2, 3, banner=GLUED),
        a_page_text(1, 2, 3, banner="Subscribe"),
        a_page_text(1, 2, 3, banner=""),
        a_page_text(1, 2, 3, banner="new\nDaily Papers\nbyAK and the research community\nSep 11\n"),
        "\ufeff" + PLAIN + "\n\n\n",
        PLAIN.encode("utf-16"),
    ],
)
def test_titles_and_abstracts_alternate_whatever_stands_between(text: str | bytes) -> None:
    """With blank lines or without, glued banner or none, any line end and byte order mark."""
    batch = page(text)
    assert titles(batch) == TITLES
    assert problems(batch) == []
    assert batch.watermark is None
    assert {(listing.ids, listing.listed_on) for listing in batch.listings} == {((), None)}


def test_a_title_that_begins_like_the_button_stays() -> None:
    """A word goes on in lower case; under the invitation, the button is glued to whatever follows."""
    churn = f"Subscriber Churn in Made-up Networks\n{ABSTRACT}"
    assert titles(page(churn)) == ["Subscriber Churn in Made-up Networks"]
    assert titles(page(f"{GLUED}iMadeUp: a lower-case name\n{ABSTRACT}")) == ["iMadeUp: a lower-case name"]
    assert titles(page(f"{GLUED}\n{churn}")) == ["Subscriber Churn in Made-up Networks"]


def test_a_title_without_an_abstract_is_reported_and_swaps_nothing() -> None:
    """At the end, and in the middle."""
    assert problems(page(PLAIN + "\nLast one")) == [
        "x:10: found only 'Last one', wanted an abstract after the title"
    ]
    batch = page(PLAIN.replace("Made-up paper 2", "Left alone\nMade-up paper 2"))
    assert titles(batch) == TITLES
    assert problems(batch) == ["x:6: found only 'Left alone', wanted an abstract after the title"]


def test_an_abstract_of_several_lines_is_one() -> None:
    """Long lines in a title's place go on with the abstract before; one at the start has no title."""
    batch = page(f"{ABSTRACT}\nA title\n{ABSTRACT}\n{ABSTRACT}\nAnother\n{ABSTRACT}")
    assert titles(batch) == ["A title", "Another"]
    assert len(batch.listings[0].facts.abstract) == 2 * len(ABSTRACT) - 1
    assert len(problems(batch)) == 1


def test_a_short_abstract_is_one_when_it_is_a_sentence() -> None:
    """The footer of a page is not."""
    short = "We propose a new and short method for a made-up problem that nobody has."
    batch = page(f"A title\n{short}\nAnother\n{ABSTRACT}\nCompany\nTerms\nPrivacy\nAbout")
    assert titles(batch) == ["A title", "Another"]
    assert len(problems(batch)) == 4


def test_separators_inside_an_abstract_do_not_break_it() -> None:
    """Only line feeds and returns end a line of a saved page."""
    batch = page(f"A title\n{ABSTRACT[:50]}\u2028{ABSTRACT}\x0c{ABSTRACT}")
    assert titles(batch) == ["A title"]


def test_bytes_that_are_no_utf8_are_reported_and_the_rest_kept() -> None:
    """A page saved in some other encoding still has its words."""
    batch = page(PLAIN.encode().replace(b"paper 2", b"p\xe4per 2"))
    assert len(batch.listings) == 3
    assert problems(batch) == ["x:6: found bytes that are no UTF-8, wanted UTF-8 text"]


@pytest.mark.parametrize("text", ["", "\n\n", "one line", "new\nSubscribe\n", "\x00" * 99])
def test_text_without_papers_is_an_error(text: str) -> None:
    """It is not a saved page."""
    with pytest.raises(
        SourceError, match="found no title with an abstract, wanted a saved Daily Papers page"
    ):
        page(text)


def test_html_carries_its_papers_and_their_day() -> None:
    """With ids, as the API's replies do."""
    batch = page("\n <!-- saved from (0)https -->\n" + a_page(an_item(1), an_item(2)))
    assert [listing.ids for listing in batch.listings] == [("arxiv:2603.00001",), ("arxiv:2603.00002",)]
    assert batch.watermark == batch.listings[0].listed_on == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (
            "<html><body>Sign in",
            r"x: found no list of papers, wanted div\[data-target=DailyPapers\] data-props",
        ),
        ("<html><div data-target=DailyPapers>", "x: found no list of papers"),
        ('<html><div data-target="DailyPapers" data-props="{">', "x: data-props: not JSON at line 1"),
        (
            '<html><div data-target="DailyPapers" data-props="[]">',
            "x: data-props: found a list of 0, wanted an object",
        ),
        ('<html><div data-target="DailyPapers" data-props="{}">', "x: data-props: found an object of 0 keys"),
    ],
)
def test_html_without_papers_is_an_error(html: str, message: str) -> None:
    """A log-in page is not a quiet day."""
    with pytest.raises(SourceError, match=message):
        page(html)


def test_a_page_is_named_for_its_file(tmp_path: Path) -> None:
    """And a file that is not there is an error."""
    source = Page(tmp_path / "march.txt")
    assert source.name == "page:march"
    with pytest.raises(SourceError, match=r"march\.txt: cannot be read"):
        read(source)


@given(
    st.lists(
        st.sampled_from(["", "A title", "Subscribe", "new", "Mar 13", ABSTRACT, "A sentence.", "x" * 300])
    )
)
def test_every_line_is_a_paper_or_a_problem(lines: list[str]) -> None:
    """Whatever the order, no long text vanishes."""
    try:
        batch = page("\n".join(["Always there", ABSTRACT, *lines]))
    except SourceError:
        pytest.fail("there is a paper")
    kept = "\n".join(listing.facts.title + "\n" + listing.facts.abstract for listing in batch.listings)
    assert kept.count("made this abstract up") == 3 * (1 + lines.count(ABSTRACT))


COUNTS = {"000": 119, "001": 119, "002": 233, "003": 109, "004": 76}


def test_saved_pages_lose_and_invent_nothing(recorded: Path) -> None:
    """Every title and abstract of the five pages, in order: 597 distinct titles, each letter as saved."""
    seen: set[str] = set()
    for path in sorted((recorded / "saved-pages").glob("*.txt")):
        (batch,) = read(Page(path))
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        pairs = lines[-2 * COUNTS[path.name[:3]] :]  # an independent count: what is left is the banner
        assert all(len(line) < 60 for line in lines[: -len(pairs)])
        found = [
            text
            for listing in batch.listings
            for text in (
                listing.facts.raw_title or listing.facts.title,
                listing.facts.raw_abstract or listing.facts.abstract,
            )
        ]
        assert found == [
            " ".join(pairs[0].removeprefix("Subscribe").split()),
            *(" ".join(one.split()) for one in pairs[1:]),
        ]
        assert problems(batch) == []
        seen.update(found[::2])
    assert len(seen) == 597


def test_the_saved_html_page_holds_the_papers_of_its_days_reply(recorded: Path) -> None:
    """The page was saved later that day than the reply, and lists two papers more."""
    (batch,) = read(Page(recorded / "saved-pages" / "huggingface_papers_2024-08-01.html"))
    reply = json.loads((recorded / "hf-daily" / "sample-days" / "2024-08-01.json").read_text())
    ids = {listing.ids[0].removeprefix("arxiv:") for listing in batch.listings}
    assert ids - {entry["paper"]["id"] for entry in reply} == {"2407.20229", "2404.01300"}
    assert {entry["paper"]["id"] for entry in reply} <= ids
    assert len(batch.listings) == 13
    assert batch.watermark == date(2024, 8, 1)

"""What a card says of one paper, in both parts."""

from __future__ import annotations

import re

import pytest
from mailed import (
    Page,
    plain,
)
from make import a_digest, an_entry

from digest.model import Reason, Section
from digest.render import Renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def test_counts_are_said_in_the_right_number_and_absent_ones_not_at_all(renderer: Renderer) -> None:
    """One comment is no comments; what nobody counted is not shown as nought; units keep their number."""
    code = {"code_url": "https://example.org/code"}
    shown = renderer.preview(a_digest(an_entry(upvotes=1, comments=0, stars=12345, **code)))
    assert "    1\xa0upvote\n" in shown.text
    assert "    Code (12,345\xa0stars): https://example.org/code\n" in shown.text
    assert "comment" not in shown.text
    starless = [renderer.preview(a_digest(an_entry(stars=stars, **code))).text for stars in (None, 0, -1)]
    assert all("    Code: https://example.org/code\n" in text for text in starless)
    assert "1\xa0star)" in renderer.preview(a_digest(an_entry(stars=1, **code))).text


def test_stars_without_code_are_not_shown(renderer: Renderer) -> None:
    """They are of the code that the link leads to."""
    shown = renderer.preview(a_digest(an_entry(stars=12345)))
    assert "star" not in shown.text


@pytest.mark.parametrize(
    ("identifier", "link"),
    [
        ("arXiv:2603.00001", "https://arxiv.org/bibtex/2603.00001"),
        ("arXiv:math/0309136", "https://arxiv.org/bibtex/math/0309136"),
        ("doi:10.1000/a<b", "https://api.crossref.org/works/10.1000/a%3Cb/transform/application/x-bibtex"),
        ("", ""),
        ("hash:0123", ""),
        ('arXiv:"><b>', ""),
    ],
)
def test_a_card_offers_its_bibtex(renderer: Renderer, identifier: str, link: str) -> None:
    """Of arXiv, or of Crossref for a DOI; of nothing else is one to be had."""
    shown = renderer.preview(a_digest(an_entry(identifier=identifier)))
    found = re.findall(r"^    BibTeX: (.*)$", shown.text, re.MULTILINE)
    assert found == [link] * bool(link)
    assert Page(shown.html).every("href").count(link) == bool(link)


def test_an_address_that_two_links_share_is_linked_once(renderer: Renderer) -> None:
    """A source that gives the paper's own page as its project's says nothing new."""
    entry = an_entry(project_url="https://arxiv.org/abs/2603.00001", discussion_url="https://example.org/x")
    shown = renderer.preview(a_digest(entry))
    assert re.findall(r"^    (\w+): ", shown.text, re.MULTILINE) == ["Paper", "Discussion"]


def test_many_authors_are_counted(renderer: Renderer) -> None:
    """Four are named, of more the first three."""
    four, many = [tuple(f"A{n}" for n in range(count)) for count in (4, 600)]
    shown = renderer.preview(a_digest(an_entry(authors=four), an_entry(2, authors=many)))
    assert "    A0, A1, A2, A3\n" in shown.text
    assert "    A0, A1, A2 · 600\xa0authors\n" in shown.text


def test_a_summary_goes_before_the_abstract(renderer: Renderer) -> None:
    """One sentence is what a tired reader has time for; the lead story has room for both."""
    both = {"summary": "In short.", "abstract": "At length."}
    lead, compact = renderer.parts(a_digest(an_entry(1, **both), an_entry(2, **both))).cards
    for text in (plain(lead.text), Page(lead.html).text):
        assert "In short. At length." in text
    for text in (compact.text, compact.html):
        assert "In short." in text
        assert "At length." not in text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"summary": "The same.", "abstract": "The same."}, "The same."),
        ({"summary": "In short."}, "In short."),
        ({"abstract": "At length."}, "At length."),
    ],
)
def test_what_there_is_once_is_said_once(renderer: Renderer, facts: dict[str, str], said: str) -> None:
    (lead,) = renderer.parts(a_digest(an_entry(**facts))).cards
    assert lead.text.count(said) == lead.html.count(said) == 1


def test_a_long_abstract_is_shortened_to_its_place(renderer: Renderer) -> None:
    """More of it in the lead story; whole sentences where there are any."""
    abstract = "A sentence of several words. " * 60
    lead, compact = renderer.parts(a_digest(*[an_entry(n, abstract=abstract) for n in (1, 2)])).cards
    shown = [
        re.search(r'<p class="blurb"[^>]*>(.*?)</p>', part.html, re.DOTALL)[1] for part in (lead, compact)
    ]
    assert [len(one) // 100 for one in shown] == [6, 2]
    assert all(one.endswith("words. …") for one in shown)


def test_an_address_that_is_no_link_is_not_linked(renderer: Renderer) -> None:
    """The title stays, without one."""
    shown = renderer.preview(a_digest(an_entry(1, "Bad link", url="javascript:alert(1)")))
    assert "javascript" not in shown.html + shown.text
    assert "Bad link" in shown.html


def test_the_paper_from_outside_is_marked_once(renderer: Renderer) -> None:
    """Its mark is the reason it is here; others it has are told beside it."""
    reasons = (Reason(kind="outside", label=""), Reason(kind="topic", label="engines"))
    shown = renderer.preview(a_digest(an_entry(1), an_entry(2, section=Section.OUTSIDE, reasons=reasons)))
    assert "\n    Outside your usual\n    Matches your topic “engines”\n" in shown.text
    for text in (plain(shown.text), Page(shown.html).text):
        assert text.count("Outside your usual") == 1
        assert text.index("2. A paper" if "2. A" in text else "2 A paper") < text.index("Outside your usual")


def test_a_trending_paper_does_not_repeat_its_heading(renderer: Renderer) -> None:
    """That others read it is said once for all; why it is close to this reader is said of each."""
    popular, author = Reason(kind="popular", label=""), Reason(kind="author", label="Ada King")
    entry = an_entry(1, section=Section.TRENDING, reasons=(popular, author))
    shown = renderer.preview(a_digest(entry))
    assert "Popular with other readers" not in shown.text + shown.html
    assert " 1. A paper\n    Because you follow Ada King\n" in shown.text

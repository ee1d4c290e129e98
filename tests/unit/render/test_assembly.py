"""Putting a mail together: shared cards, a reader's own values, and the limit of its size."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mailed import (
    Page,
    a_full_digest,
    a_full_entry,
    a_full_masthead,
    a_masthead,
    a_sectioned_digest,
    of_kind,
    outline,
    plain,
)
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Digest, Reason, Section
from digest.render import Renderer
from digest.render.assembly import HTML_LIMIT

BRIEF = {"abstract": "", "identifier": "", "pdf_url": "", "discussion_url": ""}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def size(html: str) -> int:
    """Return the octets of an HTML part as a mail program counts them: decoded, with CRLF."""
    return len(html.replace("\n", "\r\n").encode())


def padded(digest: Digest, octets: int) -> Digest:
    """Return the digest with an intro that makes its HTML longer by this."""
    html = f"{digest.masthead.intro_html}<p>{'x' * (octets - len('<p></p>'))}</p>"
    return replace(digest, masthead=replace(digest.masthead, intro_html=html))


def many(count: int, **changes: object) -> Digest:
    entries = [a_full_entry(n, f"Paper {n}", abstract="Long. " * 120, **changes) for n in range(1, count + 1)]
    return a_full_digest(*entries)


def whole_cards(renderer: Renderer, digest: Digest) -> list[bool]:
    """Say of each paper that is shown whether it is more than its title."""
    return ["Long." in part.text for part in renderer.parts(digest).cards]


def test_a_card_is_shared_and_its_number_and_reason_are_not(renderer: Renderer) -> None:
    """Two readers of one paper see the same card, each with their own place and reason."""
    entry = a_full_entry(1, "Shared")
    other = replace(entry, number=2, reasons=(Reason(kind="topic", label="engines"),))
    first = renderer.preview(a_digest(entry))
    both = renderer.preview(a_digest(an_entry(1, "First"), other))
    assert " 1. Shared\n    Because you follow Ada King\n" in first.text
    assert " 2. Shared\n    Matches your topic “engines”\n" in both.text
    assert "Because you follow" not in both.text


def test_papers_that_are_equal_but_not_the_same_object_are_shown_alike(renderer: Renderer) -> None:
    """What was read from a ledger is rendered as what was just composed."""
    assert renderer.message(a_full_digest()) == renderer.message(a_full_digest())
    changed = a_full_digest(a_full_entry(1, upvotes=74), a_full_entry(2, "Another"))
    assert "74\xa0upvotes" in renderer.preview(changed).text


@pytest.mark.parametrize("count", [1, 2, 9, 10, 99, 100, 1000])
def test_numbers_count_from_one_and_stand_in_line(renderer: Renderer, count: int) -> None:
    """A title begins in the fifth column of the text, beyond 99 in the next that is free."""
    digest = a_digest(*[an_entry(n, "T", **BRIEF) for n in range(count, count + 2)])
    text = renderer.preview(digest).text
    for number in (count, count + 1):
        assert f"\n{f'{number:>2}. ':<4}T\n" in text


@given(st.lists(st.sampled_from(list(Section)), max_size=8), st.sampled_from(["daily", "weekly", "monthly"]))
def test_the_headings_of_any_mail_are_in_order(sections: list[Section], kind: str) -> None:
    """One h1 first, and no level is jumped over, whatever sections a mail has."""
    digest = replace(a_sectioned_digest(*sections, **of_kind(kind)))
    digest = digest if sections else replace(digest, entries=())
    levels = [int(one[0]) for one in outline(_ONE.preview(digest).html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("theme", ["default", "plain"])
@pytest.mark.parametrize("count", [1, 10, 50, 2000])
def test_html_never_exceeds_its_limit(renderer: Renderer, count: int, theme: str) -> None:
    """50 papers of 1 MB abstracts and 600 authors: the tail is titles, then a number, in both parts alike."""
    abstract, authors = "Words of an abstract. " * 50_000, tuple(f"Author {n}" for n in range(600))
    card = a_full_entry(1, "A title " * 200, abstract=abstract, authors=authors).card
    entries = [replace(a_full_entry(n), card=card) for n in range(1, count + 1)]
    digest = a_full_digest(*entries, masthead=a_full_masthead(theme=theme))
    shown = renderer.preview(digest)
    page = Page(shown.html)
    assert size(shown.html) <= HTML_LIMIT
    titles = page.of_class("title")
    assert len(titles) == len(re.findall(r"^ *\d+\. ", shown.text, re.MULTILINE))
    left_out = count - len(titles)
    for text in (plain(shown.text), plain(page.text)):
        assert (f"And {left_out:,} more papers that did not fit" in text) == (left_out > 0)
    assert renderer.preview(digest) == shown


@pytest.mark.parametrize("count", [10, 50, 300, 2000])
@pytest.mark.parametrize("kind", ["daily", "weekly"])
def test_a_section_whose_papers_did_not_fit_has_no_heading(renderer: Renderer, count: int, kind: str) -> None:
    """Headings count towards the limit; one that would stand over nothing is not shown."""
    sections = [Section.FOR_YOU] * (count - 3) + [Section.TRENDING] * 3
    shown = renderer.preview(a_sectioned_digest(*sections, **of_kind(kind)))
    assert size(shown.html) <= HTML_LIMIT
    kept = [one.partition(" ") for one in outline(shown.html)[1:]]
    titles = [int(words.removeprefix("Paper ")) for level, _, words in kept if level == "3"]
    assert titles == list(range(1, len(titles) + 1))
    assert titles == [int(number) for number in re.findall(r"^ *(\d+)\. ", shown.text, re.MULTILINE)]
    expected = ["For you", *["Also this week"] * (kind == "weekly")]
    expected += ["Trending"] * (len(titles) > count - 3)
    assert [words for level, _, words in kept if level == "2"] == expected
    assert ("\nTrending · What most readers voted for\n====" in shown.text) == ("Trending" in expected)


def test_past_the_limit_the_first_papers_are_whole_and_the_last_are_titles(renderer: Renderer) -> None:
    """Nobody loses the paper that ranked first."""
    digest = many(60)
    shown = renderer.preview(digest)
    assert len(re.findall(r"^ *\d+\. Paper \d+$", shown.text, re.MULTILINE)) == 60
    assert "\n    Ada King, Charles Babbage" in shown.text.split(" 2. Paper 2")[0]
    assert "Charles Babbage" not in shown.text.split("60. Paper 60")[1]
    assert "https://arxiv.org/abs/2603.00060" in shown.text.split("60. Paper 60")[1]
    whole = whole_cards(renderer, digest)
    assert whole == sorted(whole, reverse=True)
    assert 10 < sum(whole) < 60


def test_a_title_keeps_its_reason_and_loses_the_rest(renderer: Renderer) -> None:
    """Why a paper is here is what decides whether it is opened."""
    last = renderer.parts(many(60)).cards[-1]
    assert last.text.strip() == (
        "60. Paper 60\n    Because you follow Ada King\n    https://arxiv.org/abs/2603.00060"
    )
    assert Page(last.html).text == "60 Paper 60 Because you follow Ada King"


def test_a_mail_just_under_the_limit_is_whole_and_one_over_it_is_not(renderer: Renderer) -> None:
    """The limit is that of the decoded HTML: encoded, both are over it, and both go the slower way."""
    digest = many(34)
    room = HTML_LIMIT - size(renderer.preview(digest).html)
    assert 1_000 < room < 19_000
    small, under, over = digest, padded(digest, room - 300), padded(digest, room + 1)
    assert len(renderer.message(under).data) > HTML_LIMIT
    assert HTML_LIMIT - 400 < size(renderer.preview(under).html) <= HTML_LIMIT
    assert whole_cards(renderer, under) == whole_cards(renderer, small) == [True] * 34
    assert whole_cards(renderer, over) == [True] * 33 + [False]
    assert size(renderer.preview(over).html) <= HTML_LIMIT


def test_the_fast_way_and_the_one_that_measures_make_the_same_cards(renderer: Renderer) -> None:
    """A longer intro changes nothing of the papers as long as they fit."""
    digest = many(34)
    fast, slow = renderer.parts(many(20)).cards, renderer.parts(padded(digest, 5_000)).cards
    assert slow[:20] == fast
    assert slow == renderer.parts(digest).cards


@given(st.integers(8, 19_000))
def test_every_size_up_to_the_limit_is_kept(octets: int) -> None:
    """Whatever there is in the mail already: never over, and never a whole card below what it could be."""
    digest = padded(many(36), octets)
    shown = _ONE.preview(digest)
    assert size(shown.html) <= HTML_LIMIT
    whole = whole_cards(_ONE, digest)
    assert len(whole) == 36
    if not all(whole):
        assert size(shown.html) > HTML_LIMIT - 3_500


def test_a_mail_is_measured_in_octets_and_not_in_characters(renderer: Renderer) -> None:
    """A character of Japanese is three of them."""
    entries = [an_entry(n, "大規模言語モデル" * 10, abstract="低ランク適応。" * 60) for n in range(1, 80)]
    shown = renderer.preview(a_digest(*entries))
    assert HTML_LIMIT - 3_500 < size(shown.html) <= HTML_LIMIT


def test_what_is_escaped_is_measured_as_it_is_escaped(renderer: Renderer) -> None:
    """In cards and in what is this reader's own alike."""
    reasons = (Reason(kind="topic", label="<&>" * 30),)
    entries = [an_entry(n, "<&>" * 80, abstract="<&> " * 150, reasons=reasons) for n in range(1, 80)]
    digest = a_digest(*entries, name="<&>" * 30, notices=("<&>" * 90,) * 5, cadence="<&>" * 40)
    assert HTML_LIMIT - 5_500 < size(renderer.preview(digest).html) <= HTML_LIMIT


def a_theme(folder: Path, **templates: str) -> Renderer:
    theme = folder / "themes" / "default"
    theme.mkdir(parents=True)
    for name, text in templates.items():
        (theme / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return Renderer(overrides=folder)


def test_a_shell_that_leaves_no_room_for_a_paper_is_an_error(tmp_path) -> None:
    """The remedy is the template's; a mail without papers is not sent."""
    renderer = a_theme(tmp_path, body_html="x" * 89_950 + "{{ cards }}{{ reader.unsubscribe }}")
    with pytest.raises(TemplateError, match=r"body\.html: (89|9\d),[0-9]{3} bytes without a single paper"):
        renderer.message(a_digest())


@pytest.mark.parametrize(
    "card",
    [
        "{% if reason %}{{ reason }}\n{% endif %}{{ number }}{{ card.title }}\n",
        "{{ number }}{{ card.title }} {{ number }}\n{{ reason }}{{ reason }}\n",
        "{{ number }}{{ card.title }}\n",
        "{{ card.title }}\n{{ reason }}",
        "{{ card.title }}",
    ],
)
def test_a_cards_places_may_be_in_any_order(tmp_path, card: str) -> None:
    """Each as often as the template prints it; of the other part not an octet changes by that."""
    renderer, digest = a_theme(tmp_path, card_txt=card), a_full_digest(a_full_entry(1), an_entry(2, "Bare"))
    first, second = renderer.parts(digest).cards
    number, reason = card.count("{{ number }}"), card.count("{{ reason }}")
    assert (first.text.count(" 1. "), first.text.count("    Because")) == (number, reason)
    assert (second.text.count(" 2. "), second.text.count("Because")) == (number, 0)
    assert [part.html for part in (first, second)] == [part.html for part in Renderer().parts(digest).cards]
    assert renderer.preview(digest).html == Renderer().preview(digest).html


def test_places_in_another_order_make_the_same_message(tmp_path) -> None:
    """A template that says the same in other words of Jinja's is the same mail, byte for byte."""
    html = Path(__file__).parents[3] / "templates/themes/default/card.html"
    source = html.read_text(encoding="utf-8")
    unusual = source.replace("{{ reason }}", "{{ reason }}{% if false %}{{ number }}{% endif %}")
    odd = unusual.replace('valign="top">{{ number }}<', 'valign="top">{{ number }}<!-- {{ reason }} --><')
    assert odd != unusual != source
    digest = a_full_digest()
    assert a_theme(tmp_path / "same", card_html=unusual).message(digest) == Renderer().message(digest)
    shown = a_theme(tmp_path / "odd", card_html=odd).preview(digest)
    said = "Because you follow Ada King"
    assert shown.html.replace(f"<!-- {said} -->", "") == Renderer().preview(digest).html
    assert shown.text == Renderer().preview(digest).text


def test_a_readers_own_values_may_stand_in_attributes_and_more_than_once(tmp_path) -> None:
    """They are escaped for either."""
    name = '<p title="{{ reader.name }}">{{ reader.name }}</p>'
    body = f'{name}{{{{ cards }}}}<a href="{{{{ reader.unsubscribe }}}}">x</a>'
    html = a_theme(tmp_path, body_html=body).preview(a_digest(name='"><b>&')).html
    page = Page(html)
    assert page.every("title") == ['"><b>&']
    assert "b" not in {tag for tag, _ in page.tags}


def test_parts_join_to_what_the_preview_shows(renderer: Renderer) -> None:
    """The shell with its cards in their place is the mail, in both parts, with what did not fit left out."""
    own, trending = Section.FOR_YOU, Section.TRENDING
    for digest in (
        a_digest(),
        replace(a_digest(), entries=()),
        a_sectioned_digest(own, own, trending, notices=("arXiv could not be reached.",)),
        many(60),
        a_sectioned_digest(*[own] * 2000),
        a_full_digest(masthead=a_masthead(theme="plain", language="ar")),
    ):
        parts, shown = renderer.parts(digest), renderer.preview(digest)
        html, text = "".join(one.html for one in parts.cards), "".join(one.text for one in parts.cards)
        assert shown.html.count(html) == 1 or not html
        assert shown.html.replace(html, "") == parts.shell_html
        assert shown.text.replace(text, "") == parts.shell_text
        assert parts.subject == shown.subject
        assert renderer.message(digest).data.startswith(parts.headers.encode())
        assert parts.headers.endswith("MIME-Version: 1.0\r\n")
        papers = [one.paper for one in digest.entries]
        assert [part.paper for part in parts.cards] == papers[: len(parts.cards)]


_ONE = Renderer()

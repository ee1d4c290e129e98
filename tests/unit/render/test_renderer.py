"""A digest's message: two parts that say the same, whatever the papers hold."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from golden.oracle import an_oracle, described
from hypothesis import given
from hypothesis import strategies as st
from mailed import (
    LINK,
    Page,
    a_full_digest,
    a_full_entry,
    a_masthead,
    a_sectioned_digest,
    of_kind,
    parsed,
    plain,
)
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Digest, Reason, Section, Verdict
from digest.render import Renderer

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=120)

DIGESTS = {
    "ordinary": a_digest(),
    "full": a_full_digest(notices=("arXiv could not be reached.",)),
    "quiet": replace(a_full_digest(), entries=(), considered=0),
    "nameless": a_full_digest(name=""),
    "weekly": a_full_digest(**of_kind("weekly")),
    "monthly": a_full_digest(*[a_full_entry(n) for n in range(1, 8)], **of_kind("monthly")),
    "plain": a_full_digest(masthead=a_masthead(theme="plain")),
    "arabic": a_full_digest(masthead=a_masthead(language="ar")),
    "cjk": a_digest(an_entry(1, "大規模言語モデルの低ランク適応", abstract="低ランク適応。" * 200)),
    "hostile": a_digest(
        an_entry(1, "</title></td><script>alert(1)</script>\r\n.\r\nFrom x", url="javascript:alert(1)"),
        name="\r\nBcc: <eve@example.org>",
    ),
    "sections": a_sectioned_digest(Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING),
    "nothing": a_full_digest(verdict=Verdict.NOTHING),
    "rich": a_sectioned_digest(*[Section.TRENDING] * 3, verdict=Verdict.RICH, name="Ærøskøbing"),
    "fifty": a_full_digest(*[a_full_entry(n, f"Paper {n}", abstract="Long. " * 500) for n in range(1, 51)]),
}

each_digest = pytest.mark.parametrize("digest", DIGESTS.values(), ids=DIGESTS.keys())


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@each_digest
def test_a_message_parses_back_to_what_the_preview_shows(renderer: Renderer, digest: Digest) -> None:
    """Python's own parser finds no defect, text first and HTML last, and the very parts of the preview."""
    message, shown = parsed(renderer, digest), renderer.preview(digest)
    parts = list(message.iter_parts())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert not [part.defects for part in (message, *parts) if part.defects]
    text, html = (part.get_content().replace("\r\n", "\n") for part in parts)
    assert (text, html, message["Subject"]) == (shown.text, shown.html, shown.subject)


@each_digest
def test_a_message_equals_one_that_the_standard_library_makes(renderer: Renderer, digest: Digest) -> None:
    """EmailMessage, given the preview's parts, serialises to the same parts."""
    made = message_from_bytes(an_oracle(digest, renderer.preview(digest)).as_bytes(), policy=policy.default)
    assert described(parsed(renderer, digest)) == described(made)


@each_digest
def test_a_message_is_safe_on_the_wire(renderer: Renderer, digest: Digest) -> None:
    """Seven bits, CRLF only, no line over 998 octets (RFC 5322 §2.1.1), none over 76 in the parts."""
    data = renderer.message(digest).data
    assert data.isascii()
    assert not re.search(rb"\x00|\r(?!\n)|(?<!\r)\n", data)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert max(map(len, data.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


def test_the_same_digest_makes_the_same_bytes(renderer: Renderer) -> None:
    """A resend is recognisable: no clock, no chance, whatever was rendered before."""
    digest = a_full_digest()
    assert renderer.message(digest) == Renderer().message(digest) == renderer.message(digest)


@given(
    st.lists(st.tuples(ANYTHING, ANYTHING, ANYTHING, ANYTHING, st.sampled_from(list(Section))), max_size=3),
    st.fixed_dictionaries(
        {},
        optional={
            "name": ANYTHING,
            "cadence": ANYTHING,
            "notices": st.lists(ANYTHING).map(tuple),
            "verdict": st.sampled_from(list(Verdict)),
        },
    ),
    ANYTHING,
)
def test_any_text_makes_a_sound_message(
    papers: list[tuple[Any, ...]], changes: dict[str, Any], title: str
) -> None:
    """Whatever a source or a reader's file says, the message parses, and its frame is as ever."""
    papers.sort(key=lambda paper: paper[4] is Section.TRENDING)  # as they are composed
    entries = [
        a_full_entry(
            *(n, a),
            abstract=b,
            url=c,
            reasons=(Reason(kind=d, label=b),),
            organization=d,
            submitter=a,
            section=section,
        )
        for n, (a, b, c, d, section) in enumerate(papers, 1)
    ]
    masthead = a_masthead(title=title, postal_address=title, intro_html=title)
    renderer = Renderer()
    digest = replace(a_digest(masthead=masthead, **changes), entries=tuple(entries))
    message = parsed(renderer, digest)
    parts = [part.get_content() for part in message.iter_parts()]
    page = Page(parts[1])
    tags = [tag for tag, _ in page.tags]
    assert message["To"].addresses[0].addr_spec == "ada@example.org"
    assert not message.defects
    assert tags.count("h1") == 1
    level = "h3" if any(paper[4] is Section.TRENDING for paper in papers) else "h2"
    assert page.of_class("title") == [level] * len(papers)
    assert not set(tags) & {"script", "img", "form", "iframe", "svg", "object", "link", "base"}
    assert all(re.match(r"(https?://|mailto:)", href) for href in page.every("href"))


def test_text_and_html_hold_the_same_papers_and_links(renderer: Renderer) -> None:
    """Whoever reads the text part misses nothing."""
    shown = renderer.preview(a_full_digest(unsubscribe="https://example.org/unsubscribe"))
    page = Page(shown.html)
    in_text = [link.rstrip(">).") for link in LINK.findall(shown.text)]
    assert set(in_text) == set(page.every("href"))
    for words in (
        "A paper",
        "Because you follow Ada King",
        "What it does. What it finds.",
        "Ada King, Charles Babbage · Analytical Society",
        "73 upvotes · 1 comment · submitted by Mary",
        "Code (1,204 stars)",
        "BibTeX",
        "2 papers for Ada. Chosen from 10 new ones.",
        "1 Example Street, London",
        "You get this because ada@example.org is subscribed to Paper Round: daily at 07:30 UTC.",
        "Tuesday 31 March",
        "Unsubscribe",
    ):
        assert words in plain(shown.text)
        assert words in plain(page.text)


@each_digest
def test_nothing_unfinished_is_left_in_a_mail(renderer: Renderer, digest: Digest) -> None:
    """No template syntax, no None, no double escape, no mark of a slot."""
    shown = renderer.preview(digest)
    for text in (shown.html, shown.text, shown.subject):
        assert not re.search(r"\{\{|\{%|\{#|\bNone\b|&amp;(amp|lt|gt|quot|#)|[\x00-\x08]|var\(--", text)


def test_the_html_is_made_for_mail_programs(renderer: Renderer) -> None:
    """Layout tables, language and direction, one h1, h2 per paper, and nothing from elsewhere."""
    page = Page(renderer.preview(DIGESTS["full"]).html)
    of = dict(reversed(page.tags))  # the first of each tag
    assert all(attrs.get("role") == "presentation" for tag, attrs in page.tags if tag == "table")
    assert (of["html"]["lang"], of["html"]["dir"]) == (of["div"]["lang"], of["div"]["dir"]) == ("en", "ltr")
    assert [tag for tag, _ in page.tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h2"]
    assert not {tag for tag, _ in page.tags} & {"script", "form", "svg", "math", "link", "img", "iframe"}
    assert not re.search(r"@import|@font-face|url\(|utm_", renderer.preview(DIGESTS["full"]).html)


@pytest.mark.parametrize(
    "digest",
    [*DIGESTS.values(), a_digest(an_entry(1, "A")), a_digest(an_entry(1, "A", summary="Long. " * 90))],
)
def test_the_preheader_has_30_to_200_characters(renderer: Renderer, digest: Digest) -> None:
    """Mailboxes show it beside the subject."""
    html = renderer.preview(digest).html
    words = re.search(r'<div class="preheader"[^>]*>(.*?)</div>', html)
    assert words
    assert 30 <= len(Page(words[1]).text) <= 200


def test_the_preheader_goes_on_where_the_subject_ends(renderer: Renderer) -> None:
    """The subject names the first paper, so it names the next ones."""
    entries = [an_entry(n, f"A title of some length, number {n}") for n in range(1, 9)]
    html = renderer.preview(a_digest(*entries)).html
    words = re.search(r'<div class="preheader"[^>]*>(.*?)</div>', html)[1]
    assert words.split(" · ") == [f"A title of some length, number {n}" for n in range(2, 7)]


@pytest.mark.parametrize(
    ("titles", "subject"),
    [
        (["A paper"], "Paper Round · Tue 31 March: A paper"),
        (["A paper", "B", "C"], "Paper Round · Tue 31 March: A paper and 2 more"),
        ([], "Paper Round · Tue 31 March: nothing new"),
        (["w" * 99], f"Paper Round · Tue 31 March: {'w' * 61}…"),
        (
            ["Eleven long words " * 9],
            "Paper Round · Tue 31 March: Eleven long words Eleven long words Eleven long words Eleven…",
        ),
    ],
)
def test_the_subject_names_the_first_paper(renderer: Renderer, titles: list[str], subject: str) -> None:
    """At most 90 characters: the title gives way, not the rest."""
    entries = tuple(an_entry(n, title) for n, title in enumerate(titles, 1))
    assert renderer.preview(replace(a_digest(), entries=entries)).subject == subject
    assert len(subject) <= 90


def test_a_long_title_of_the_newsletter_leaves_something_of_the_papers(renderer: Renderer) -> None:
    """24 characters of it at least, and 200 in all at most."""
    masthead = a_masthead(title="The Weekly Letter of the Reading Group of the Institute for Everything Else")
    subject = renderer.preview(a_digest(an_entry(1, "w" * 99), masthead=masthead)).subject
    assert subject.endswith(f": {'w' * 23}…")
    assert len(subject) <= 200


def test_an_intro_that_is_too_long_for_any_mail_is_an_error(renderer: Renderer) -> None:
    """It was frozen by somebody who did not check it."""
    masthead = a_masthead(intro_html="<p>" + "x" * 20_000 + "</p>")
    with pytest.raises(TemplateError, match=r"the intro is 20,007 bytes of HTML; at most 20,000 fit"):
        renderer.message(a_digest(masthead=masthead))

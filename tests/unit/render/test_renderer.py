"""A digest's message: two parts that say the same, whatever the papers hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
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
    outline,
    parsed,
    plain,
)
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Digest, Edition, Reason, Section, Verdict
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
    trending = [paper[4] is Section.TRENDING for paper in papers]
    begins = trending.index(True) == trending.count(False) if any(trending) else False  # as it is composed
    level = "h3" if begins or (trending[:1] == [False] and any(trending)) else "h2"
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


def test_one_section_has_no_heading(renderer: Renderer) -> None:
    """A mail of a reader's own papers alone says nothing of sections, the one from outside or not."""
    shown = renderer.preview(a_sectioned_digest(Section.FOR_YOU, Section.OUTSIDE))
    assert outline(shown.html)[1:] == ["2 Paper 1", "2 Paper 2"]
    assert "For you" not in shown.text
    assert "2 papers for Ada. Chosen" in plain(shown.text)


def test_what_trends_stands_under_its_own_heading(renderer: Renderer) -> None:
    """Below the reader's own papers, whose section then has one, too; in both parts alike."""
    own, outside, trending = Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING
    shown = renderer.preview(a_sectioned_digest(own, outside, trending, trending))
    assert outline(shown.html) == [
        "1 Tuesday 31 March",
        *("2 For you", "3 Paper 1", "3 Paper 2"),
        *("2 Trending", "3 Paper 3", "3 Paper 4"),
    ]
    lines = re.findall(r"^(For you|Trending| *\d+\. Paper \d)(?: · .*)?$", shown.text, re.MULTILINE)
    assert [line.strip() for line in lines] == [
        *("For you", "1. Paper 1", "2. Paper 2"),
        *("Trending", "3. Paper 3", "4. Paper 4"),
    ]
    for text in (plain(shown.text), Page(shown.html).text):
        assert text.count("What most readers voted for") == 1
        assert "2 papers for Ada. Plus 2 trending. Chosen from 10 new ones." in text


@pytest.mark.parametrize(("kind", "also"), [("weekly", "Also this week"), ("monthly", "Also this month")])
def test_the_list_of_a_longer_time_has_a_heading(renderer: Renderer, kind: str, also: str) -> None:
    """In both parts; what stands under it has its title, its reason and its authors."""
    entries = [a_full_entry(n, f"Paper {n}") for n in range(1, 9)]
    shown = renderer.preview(a_full_digest(*entries, **of_kind(kind)))
    assert [one for one in outline(shown.html) if one.startswith("2 ") and "Paper" not in one] == [
        f"2 {also}"
    ]
    head, _, brief = shown.text.partition(f"\n{also}\n{'=' * 72}\n")
    assert "What it does." in head
    last = brief.split(" 8. Paper 8\n")[1].split("\n\n")[0]
    assert last == (
        "    Because you follow Ada King\n    Ada King, Charles Babbage · Analytical Society\n"
        "    73\xa0upvotes · 1\xa0comment · submitted by Mary\n    https://arxiv.org/abs/2603.00008"
    )
    assert "What it does." not in brief


@pytest.mark.parametrize(
    ("kind", "on", "called", "short"),
    [
        ("daily", date(2026, 3, 31), "Tuesday 31 March", "Tue 31 March"),
        ("weekdays", date(2026, 3, 31), "Tuesday 31 March", "Tue 31 March"),
        ("weekly", date(2026, 3, 31), "25–31 March", "25–31 March"),
        ("weekly", date(2026, 3, 3), "25 February – 3 March", "25 February – 3 March"),
        (
            "weekly",
            date(2026, 1, 2),
            "27 December 2025 – 2 January 2026",
            "27 December 2025 – 2 January 2026",
        ),
        ("monthly", date(2026, 4, 1), "March 2026", "March 2026"),
        ("monthly", date(2026, 3, 31), "March 2026", "March 2026"),
        ("monthly", date(2026, 1, 1), "December 2025", "December 2025"),
    ],
)
def test_an_edition_is_called_after_the_time_it_looks_back_on(
    renderer: Renderer, kind: str, on: date, called: str, short: str
) -> None:
    """A day, the seven days that end on it, or the month of the day before."""
    made = of_kind(kind)
    shown = renderer.preview(a_digest(**made | {"edition": replace(made["edition"], date=on)}))
    assert outline(plain(shown.html))[0] == f"1 {called}"
    assert f"\n{called}\n" in shown.text.replace("\xa0", " ")
    assert shown.subject == f"Paper Round · {short}: A paper"


@pytest.mark.parametrize(
    ("kind", "said"), [("daily", ""), ("weekly", " · Weekly"), ("monthly", " · Monthly"), ("test", " · Test")]
)
def test_what_is_no_daily_says_what_it_is_beside_the_title(renderer: Renderer, kind: str, said: str) -> None:
    shown = renderer.preview(a_digest(**of_kind(kind)))
    assert shown.text.splitlines()[0] == f"Paper Round{said}"
    assert f">Paper Round{said}</p>" in shown.html
    assert shown.subject.startswith("Test: ") == (kind == "test")


@pytest.mark.parametrize(
    ("cadence", "called"),
    [
        ("tuesdays at 07:30 UTC", "25–31 March"),
        ("tuesdays and fridays at 07:30 UTC", "Tuesday 31 March"),
        ("whenever there is something", "25–31 March"),
    ],
)
def test_what_comes_on_several_days_of_a_week_is_called_after_its_day(
    renderer: Renderer, cadence: str, called: str
) -> None:
    """Each looks back on a few days only, and is shown at length as a daily is."""
    entries = [a_full_entry(n) for n in range(1, 11)]
    shown = renderer.preview(a_digest(*entries, **of_kind("weekly") | {"cadence": cadence}))
    assert f"\n{called}\n" in shown.text.replace("\xa0", " ")
    assert ("Also this week" in shown.text) == (called == "25–31 March")


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


@pytest.mark.parametrize(
    ("kind", "span", "on"),
    [
        ("daily", "day", "today"),
        ("weekdays", "day", "today"),
        ("test", "day", "today"),
        ("weekly", "week", "this week"),
        ("monthly", "month", "this month"),
    ],
)
def test_the_kind_of_day_is_said_in_one_line_that_fits_the_edition(
    renderer: Renderer, kind: str, span: str, on: str
) -> None:
    """Nothing stands out, or more than usual; of an ordinary day nothing is said."""
    said = {
        Verdict.NOTHING: f"Nothing {on} stands out for your interests; here is what comes nearest.",
        Verdict.RICH: f"An unusually rich {span} for your interests: more papers stand out than usual.",
    }
    for verdict in Verdict:
        shown = renderer.preview(a_digest(verdict=verdict, **of_kind(kind)))
        for text in (plain(shown.text), Page(shown.html).text):
            assert [one for one, words in said.items() if words in text] == [verdict] * (verdict in said)
            assert "for your interests" in text or verdict not in said


def test_of_what_trends_alone_no_kind_of_day_is_said(renderer: Renderer) -> None:
    """There is nothing for the reader's interests to stand out from."""
    shown = renderer.preview(a_sectioned_digest(Section.TRENDING, verdict=Verdict.NOTHING))
    assert "your interests" not in shown.text + shown.html


@pytest.mark.parametrize(
    ("sections", "name", "considered", "said"),
    [
        ([], "Ada", 0, "Nothing new today, Ada."),
        ([], "", 0, "Nothing new today."),
        ([Section.FOR_YOU], "Ada", 240, "1 paper for Ada. Chosen from 240 new ones."),
        ([Section.FOR_YOU] * 10, "Ada", 240, "10 papers for Ada. Chosen from 240 new ones."),
        ([Section.FOR_YOU] * 3, "", 1240, "3 papers. Chosen from 1,240 new ones."),
        ([Section.FOR_YOU] * 3, "Ada", 3, "3 papers for Ada."),
        ([Section.TRENDING] * 3, "Ada", 240, "3 trending papers for Ada. Chosen from 240 new ones."),
        ([Section.FOR_YOU, Section.TRENDING], "", 2, "1 paper. Plus 1 trending."),
    ],
)
def test_how_many_papers_there_are_is_said_in_whole_sentences(
    renderer: Renderer, sections: list[Section], name: str, considered: int, said: str
) -> None:
    """For whom, what trends beside them, and from how many they were chosen, where that is more."""
    entries = [an_entry(n, section=one) for n, one in enumerate(sections, 1)]
    digest = replace(a_digest(name=name, considered=considered), entries=tuple(entries))
    shown = renderer.preview(digest)
    assert said in shown.text.replace("\xa0", " ").splitlines()
    assert re.search(rf'<p class="summary"[^>]*>{re.escape(said)}</p>', plain(shown.html))


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
        ("arXiv:javascript:alert(1) ", ""),
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
def test_what_a_lead_story_has_once_is_said_once(
    renderer: Renderer, facts: dict[str, str], said: str
) -> None:
    (lead,) = renderer.parts(a_digest(an_entry(**facts))).cards
    assert lead.text.count(said) == lead.html.count(said) == 1


def test_a_long_abstract_is_shortened_to_its_place(renderer: Renderer) -> None:
    """More of it in the lead story; whole sentences where there are any."""
    abstract = "A sentence of several words. " * 60
    lead, compact = renderer.parts(
        a_digest(an_entry(1, abstract=abstract), an_entry(2, abstract=abstract))
    ).cards
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


def test_an_edition_of_an_unknown_kind_is_shown_as_a_daily(renderer: Renderer) -> None:
    """A ledger from a newer version is no reason to send nothing."""
    shown = renderer.preview(a_digest(edition=Edition(date=date(2026, 3, 31), kind="fortnightly")))
    assert shown.subject == "Paper Round · Tue 31 March: A paper"


def test_an_intro_that_is_too_long_for_any_mail_is_an_error(renderer: Renderer) -> None:
    """It was frozen by somebody who did not check it."""
    masthead = a_masthead(intro_html="<p>" + "x" * 20_000 + "</p>")
    with pytest.raises(TemplateError, match=r"the intro is 20,007 bytes of HTML; at most 20,000 fit"):
        renderer.message(a_digest(masthead=masthead))

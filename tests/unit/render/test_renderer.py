"""A digest's message: two parts that say the same, whatever the papers hold."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_digest, an_entry

from digest.errors import TemplateError
from digest.model import Digest, Edition, Masthead, Reason, Section, Verdict
from digest.render import Renderer, intro
from digest.render.renderer import HTML_LIMIT

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=120)
LINK = re.compile(r"https?://\S+")


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def parsed(renderer: Renderer, digest: Digest) -> EmailMessage:
    return message_from_bytes(renderer.message(digest).data, policy=policy.default)


def a_full_entry(number: int = 1, title: str = "A paper", /, **changes: Any):
    """Return an entry with everything that a source can know."""
    base = f"https://example.org/{number}"
    values = {
        "pdf_url": f"{base}.pdf",
        "discussion_url": f"{base}/talk",
        "code_url": f"{base}/code",
        "project_url": f"{base}/project",
        "abstract": "What it does. What it finds.",
        "authors": ("Ada King", "Charles Babbage"),
        "organization": "Analytical Society",
        "submitter": "Mary",
        "upvotes": 73,
        "comments": 1,
        "stars": 1204,
        "reasons": (Reason(kind="author", label="Ada King"),),
    }
    return an_entry(number, title, **(values | changes))


def a_full_digest(*entries, **changes: Any) -> Digest:
    """Return a digest with everything that a newsletter can say."""
    html, text = intro("See [the list](https://example.org/list).")
    masthead = Masthead(
        title="Paper Round",
        sender="Paper Round <digest@example.org>",
        postal_address="1 Example Street, London",
        intro_html=html,
        intro_text=text,
    )
    return a_digest(*(entries or [a_full_entry(1), a_full_entry(2, "Another")]), masthead=masthead, **changes)


def a_sectioned_digest(*sections: Section, **changes: Any) -> Digest:
    """Return a full digest with a paper in each of these sections."""
    entries = [a_full_entry(n, f"Paper {n}", section=one) for n, one in enumerate(sections, 1)]
    return a_full_digest(*entries, **changes)


class _Page(HTMLParser):
    """What a checker of structure needs to know of an HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def every(self, attribute: str) -> list[str]:
        return [value or "" for _, attrs in self.tags for name, value in attrs.items() if name == attribute]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def plain(text: str) -> str:
    """Return text as a comparison of words sees it."""
    return " ".join(text.replace("\xa0", " ").split())


DIGESTS = {
    "ordinary": a_digest(),
    "full": a_full_digest(notices=("arXiv could not be reached.",)),
    "quiet": replace(a_full_digest(), entries=(), considered=0),
    "nameless": a_full_digest(name=""),
    "weekly": a_full_digest(edition=Edition(date=a_digest().edition.date, kind="weekly")),
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


@pytest.mark.parametrize("digest", DIGESTS.values(), ids=DIGESTS.keys())
def test_a_message_parses_back_to_what_the_preview_shows(renderer: Renderer, digest: Digest) -> None:
    """Python's own parser finds no defect, text first and HTML last, and the very parts of the preview."""
    message, shown = parsed(renderer, digest), renderer.preview(digest)
    parts = list(message.iter_parts())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert not [part.defects for part in (message, *parts) if part.defects]
    text, html = (part.get_content().replace("\r\n", "\n") for part in parts)
    assert (text, html, message["Subject"]) == (shown.text, shown.html, shown.subject)


@pytest.mark.parametrize("digest", DIGESTS.values(), ids=DIGESTS.keys())
def test_a_message_equals_one_that_the_standard_library_makes(renderer: Renderer, digest: Digest) -> None:
    """EmailMessage, given the preview's parts, serialises to the same parts."""
    shown, slow = renderer.preview(digest), EmailMessage(policy=policy.SMTP)
    slow.set_content(shown.text, cte="quoted-printable")
    slow.add_alternative(shown.html, subtype="html", cte="quoted-printable")
    again = message_from_bytes(slow.as_bytes(), policy=policy.default)
    ours = [part.get_content().replace("\r\n", "\n") for part in parsed(renderer, digest).iter_parts()]
    assert [part.get_content().replace("\r\n", "\n") for part in again.iter_parts()] == ours


@pytest.mark.parametrize("digest", DIGESTS.values(), ids=DIGESTS.keys())
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
    masthead = replace(a_digest().masthead, title=title, postal_address=title, intro_html=title)
    renderer = Renderer()
    digest = replace(a_digest(masthead=masthead, **changes), entries=tuple(entries))
    message = parsed(renderer, digest)
    parts = [part.get_content() for part in message.iter_parts()]
    page = _Page(parts[1])
    tags = [tag for tag, _ in page.tags]
    assert message["To"].addresses[0].addr_spec == "ada@example.org"
    assert not message.defects
    assert tags.count("h1") == 1
    titles = [tag for tag, attrs in page.tags if attrs.get("class") == "title"]
    assert titles == ["h3" if any(paper[4] is Section.TRENDING for paper in papers) else "h2"] * len(papers)
    assert not set(tags) & {"script", "img", "form", "iframe", "svg", "object", "link", "base"}
    assert all(re.match(r"(https?://|mailto:)", href) for href in page.every("href"))


def test_text_and_html_hold_the_same_papers_and_links(renderer: Renderer) -> None:
    """Whoever reads the text part misses nothing."""
    shown = renderer.preview(a_full_digest(unsubscribe="https://example.org/unsubscribe"))
    page = _Page(shown.html)
    in_text = [link.rstrip(">).") for link in LINK.findall(shown.text)]
    assert set(in_text) == set(page.every("href"))
    for words in (
        "A paper",
        "Because you follow Ada King",
        "What it does. What it finds.",
        "Ada King, Charles Babbage · Analytical Society",
        "73 upvotes · 1 comment · 1,204 stars · submitted by Mary",
        "2 papers for Ada, chosen from 10 new ones.",
        "1 Example Street, London",
        "You get this because ada@example.org is subscribed to Paper Round: daily at 07:30 UTC.",
        "Tuesday 31 March",
        "Unsubscribe",
    ):
        assert words in plain(shown.text)
        assert words in plain(page.text)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(kind="author", label="Tri Dao"), "Because you follow Tri Dao"),
        (Reason(kind="organization", label="DeepSeek"), "From DeepSeek, which you follow"),
        (Reason(kind="topic", label="LoRA", terms=("rank",)), "Matches your topic “LoRA” (rank)"),
        (Reason(kind="keyword", label="LoRA", terms=("lora",)), "Mentions “LoRA”"),
        (Reason(kind="keyword", label='"low rank"'), "Mentions “low rank”"),
        (Reason(kind="category", label="cs.CL"), "In cs.CL, which you follow"),
        (
            Reason(kind="like", label="LoRA", terms=("low", "rank")),
            "Close to “LoRA” you liked (low, rank)",
        ),
        (Reason(kind="like", label="LoRA"), "Close to “LoRA” you liked"),
        (Reason(kind="library", label="LoRA", terms=("low",)), "Close to “LoRA” in your library (low)"),
        (Reason(kind="vote", label="LoRA", terms=("low",)), "Close to “LoRA” you voted for (low)"),
        (Reason(kind="outside", label=""), "Outside your usual"),
        (Reason(kind="popular", label=""), "Popular with other readers"),
    ],
)
def test_every_kind_of_reason_is_said_in_both_parts(renderer: Renderer, reason: Reason, words: str) -> None:
    """The reader is told why this paper is here."""
    shown = renderer.preview(a_digest(an_entry(reasons=(reason,))))
    assert f"    {words}\n" in shown.text
    assert words in _Page(shown.html).text


@pytest.mark.parametrize(
    ("kind", "words"), [("like", "you liked"), ("library", "in your library"), ("vote", "you voted for")]
)
def test_authors_in_common_are_told_as_such(renderer: Renderer, kind: str, words: str) -> None:
    """What two papers share is words, or people: the reader can tell which."""
    authors = ("Edward Hu", "Yelong Shen", "Phillip Wallis")
    by_people = Reason(kind=kind, label="LoRA", terms=authors[:2])
    by_words = Reason(kind=kind, label="LoRA", terms=("Edward Hu", "adapter"))
    entries = [an_entry(n, authors=authors, reasons=(one,)) for n, one in enumerate((by_people, by_words), 1)]
    shown = renderer.preview(a_digest(*entries))
    for text in (plain(shown.text), _Page(shown.html).text):
        assert f"By Edward Hu, Yelong Shen, as “LoRA” {words}" in text
        assert f"Close to “LoRA” {words} (Edward Hu, adapter)" in text


def outline(html: str) -> list[str]:
    """Return the headings of an HTML part, each with its level."""
    found = re.findall(r"<h(\d)[^>]*>(.*?)</h\d>", html, re.DOTALL)
    return [f"{level} {_Page(inner).text}" for level, inner in found]


def test_one_section_has_no_heading(renderer: Renderer) -> None:
    """A mail of a reader's own papers alone says nothing of sections, the one from outside or not."""
    shown = renderer.preview(a_sectioned_digest(Section.FOR_YOU, Section.OUTSIDE))
    assert outline(shown.html)[1:] == ["2 Paper 1", "2 Paper 2"]
    assert "For you" not in shown.text
    assert "2 papers for Ada, chosen" in plain(shown.text)


def test_what_trends_stands_under_its_own_heading(renderer: Renderer) -> None:
    """Below the reader's own papers, whose section then has one, too; in both parts alike."""
    own, outside, trending = Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING
    shown = renderer.preview(a_sectioned_digest(own, outside, trending, trending))
    assert outline(shown.html) == [
        "1 Tuesday 31 March",
        *("2 For you", "3 Paper 1", "3 Paper 2"),
        *("2 Trending", "3 Paper 3", "3 Paper 4"),
    ]
    lines = re.findall(r"^(For you|Trending| *\d+\. Paper \d)$", shown.text, re.MULTILINE)
    assert [line.strip() for line in lines] == [
        *("For you", "1. Paper 1", "2. Paper 2"),
        *("Trending", "3. Paper 3", "4. Paper 4"),
    ]
    for text in (plain(shown.text), _Page(shown.html).text):
        assert text.count("What most readers voted for") == 1
        assert "2 papers for Ada and 2 trending, chosen from 10 new ones." in text


def test_what_trends_alone_is_not_said_to_be_the_readers_own(renderer: Renderer) -> None:
    """On a day without a paper of theirs the mail claims none, nor says what kind of day it is."""
    trending = (Section.TRENDING, Section.TRENDING)
    shown = renderer.preview(a_sectioned_digest(*trending, verdict=Verdict.NOTHING))
    assert outline(shown.html)[1:] == ["2 Trending", "3 Paper 1", "3 Paper 2"]
    for text in (plain(shown.text), _Page(shown.html).text):
        assert "2 trending papers for Ada, chosen from 10 new ones." in text
        assert "For you" not in text
        assert "stands out" not in text


def test_the_paper_from_outside_is_marked_once(renderer: Renderer) -> None:
    """Its mark is the reason it is here; others it has are told beside it."""
    reasons = (Reason(kind="outside", label=""), Reason(kind="topic", label="engines"))
    shown = renderer.preview(a_digest(an_entry(1), an_entry(2, section=Section.OUTSIDE, reasons=reasons)))
    assert "\n    Outside your usual\n    Matches your topic “engines”\n" in shown.text
    for text in (plain(shown.text), _Page(shown.html).text):
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
    edition = Edition(date=a_digest().edition.date, kind=kind)
    said = {
        Verdict.NOTHING: f"Nothing {on} stands out for your interests; here is what comes nearest.",
        Verdict.RICH: f"An unusually rich {span} for your interests: more papers stand out than usual.",
    }
    for verdict in Verdict:
        shown = renderer.preview(a_digest(edition=edition, verdict=verdict))
        for text in (plain(shown.text), _Page(shown.html).text):
            assert [one for one, words in said.items() if words in text] == [verdict] * (verdict in said)
            assert "for your interests" in text or verdict not in said


def test_a_card_is_shared_and_its_number_and_reason_are_not(renderer: Renderer) -> None:
    """Two readers of one paper see the same card, each with their own place and reason."""
    entry = a_full_entry(1, "Shared")
    other = replace(entry, number=2, reasons=(Reason(kind="topic", label="engines"),))
    first = renderer.preview(a_digest(entry))
    both = renderer.preview(a_digest(an_entry(1, "First"), other))
    assert " 1. Shared\n    Because you follow Ada King\n" in first.text
    assert " 2. Shared\n    Matches your topic “engines”\n" in both.text
    assert "Because you follow" not in both.text


def test_counts_are_said_in_the_right_number_and_absent_ones_not_at_all(renderer: Renderer) -> None:
    """One comment is no comments; what nobody counted is not shown as nought; units keep their number."""
    shown = renderer.preview(a_digest(an_entry(upvotes=1, comments=0, stars=12345)))
    assert "    1\xa0upvote · 12,345\xa0stars\n" in shown.text
    assert "comment" not in shown.text


def test_many_authors_are_counted(renderer: Renderer) -> None:
    """Four are named, of more the first three."""
    four, many = [tuple(f"A{n}" for n in range(count)) for count in (4, 600)]
    shown = renderer.preview(a_digest(an_entry(authors=four), an_entry(2, authors=many)))
    assert "    A0, A1, A2, A3\n" in shown.text
    assert "    A0, A1, A2 · 600\xa0authors\n" in shown.text


def test_a_summary_goes_before_the_abstract(renderer: Renderer) -> None:
    """One sentence is what a tired reader has time for."""
    shown = renderer.preview(a_digest(an_entry(summary="In short.", abstract="At length.")))
    assert "In short." in shown.text
    assert "At length." not in shown.text


def test_an_address_that_is_no_link_is_not_linked(renderer: Renderer) -> None:
    """The title stays, without one."""
    shown = renderer.preview(a_digest(an_entry(1, "Bad link", url="javascript:alert(1)")))
    assert "javascript" not in shown.html + shown.text
    assert "Bad link" in shown.html


@pytest.mark.parametrize(
    "digest", [DIGESTS["ordinary"], DIGESTS["full"], DIGESTS["quiet"], DIGESTS["weekly"]]
)
def test_nothing_unfinished_is_left_in_a_mail(renderer: Renderer, digest: Digest) -> None:
    """No template syntax, no None, no double escape, no mark of a slot."""
    shown = renderer.preview(digest)
    for text in (shown.html, shown.text, shown.subject):
        assert not re.search(r"\{\{|\{%|\{#|\bNone\b|&amp;(amp|lt|gt|quot|#)|[\x00-\x08]|var\(--", text)


def test_the_html_is_made_for_mail_programs(renderer: Renderer) -> None:
    """Layout tables, language and direction, one h1, h2 per paper, and nothing from elsewhere."""
    page = _Page(renderer.preview(DIGESTS["full"]).html)
    of = dict(reversed(page.tags))  # the first of each tag
    assert all(attrs.get("role") == "presentation" for tag, attrs in page.tags if tag == "table")
    assert (of["html"]["lang"], of["html"]["dir"]) == (of["div"]["lang"], of["div"]["dir"]) == ("en", "ltr")
    assert [tag for tag, _ in page.tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h2"]
    assert not {tag for tag, _ in page.tags} & {"script", "form", "svg", "math", "link", "img", "iframe"}
    assert not re.search(r"@import|@font-face|url\(|utm_", renderer.preview(DIGESTS["full"]).html)


def test_a_right_to_left_newsletter_says_so(renderer: Renderer) -> None:
    """The direction follows from the language; a tag that is none is English."""
    masthead = a_digest().masthead
    arabic = renderer.preview(a_digest(masthead=replace(masthead, language="ar-EG"))).html
    strange = renderer.preview(a_digest(masthead=replace(masthead, language='x" onload="'))).html
    assert '<html lang="ar-EG" dir="rtl"' in arabic
    assert '<html lang="en" dir="ltr"' in strange


@pytest.mark.parametrize(
    "digest",
    [*DIGESTS.values(), a_digest(an_entry(1, "A")), a_digest(an_entry(1, "A", summary="Long. " * 90))],
)
def test_the_preheader_has_30_to_200_characters(renderer: Renderer, digest: Digest) -> None:
    """Mailboxes show it beside the subject."""
    html = renderer.preview(digest).html
    words = re.search(r'<div class="preheader"[^>]*>(.*?)</div>', html)
    assert words
    assert 30 <= len(_Page(words[1]).text) <= 200


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


@pytest.mark.parametrize("count", [1, 10, 50, 2000])
def test_html_never_exceeds_its_limit(renderer: Renderer, count: int) -> None:
    """50 papers of 1 MB abstracts and 600 authors: the tail is titles, then a number, in both parts alike."""
    abstract, authors = "Words of an abstract. " * 50_000, tuple(f"Author {n}" for n in range(600))
    card = a_full_entry(1, "A title " * 200, abstract=abstract, authors=authors).card
    digest = a_digest(*[replace(a_full_entry(n), card=card) for n in range(1, count + 1)])
    shown = renderer.preview(digest)
    page = _Page(shown.html)
    assert len(shown.html.encode()) <= HTML_LIMIT
    titles = [attrs for tag, attrs in page.tags if tag == "h2"]
    assert len(titles) == len(re.findall(r"^ *\d+\. ", shown.text, re.MULTILINE))
    left_out = count - len(titles)
    assert (f"And {left_out:,} more papers that did not fit" in plain(shown.text)) == (left_out > 0)
    assert (f"And {left_out:,} more papers that did not fit" in plain(page.text)) == (left_out > 0)
    assert renderer.preview(digest) == shown


@pytest.mark.parametrize("count", [10, 50, 300, 2000])
def test_a_section_whose_papers_did_not_fit_has_no_heading(renderer: Renderer, count: int) -> None:
    """Headings count towards the limit; one that would stand over nothing is not shown."""
    sections = [Section.FOR_YOU] * (count - 3) + [Section.TRENDING] * 3
    digest = a_sectioned_digest(*sections)
    shown = renderer.preview(digest)
    assert len(shown.html.encode()) <= HTML_LIMIT
    kept = [one.partition(" ") for one in outline(shown.html)[1:]]
    titles = [int(words.removeprefix("Paper ")) for level, _, words in kept if level == "3"]
    assert titles == list(range(1, len(titles) + 1))
    assert titles == [int(number) for number in re.findall(r"^ *(\d+)\. ", shown.text, re.MULTILINE)]
    expected = ["For you", "Trending"] if len(titles) > count - 3 else ["For you"]
    assert [words for level, _, words in kept if level == "2"] == expected
    assert ("Trending\n========" in shown.text) == ("Trending" in expected)


def test_past_the_limit_the_first_papers_are_whole_and_the_last_are_titles(renderer: Renderer) -> None:
    """Nobody loses the paper that ranked first."""
    shown = renderer.preview(DIGESTS["fifty"])
    assert len(re.findall(r"^ *\d+\. Paper \d+$", shown.text, re.MULTILINE)) == 50
    assert "\n    Ada King, Charles Babbage" in shown.text.split(" 2. Paper 2")[0]
    assert "Charles Babbage" not in shown.text.split("50. Paper 50")[1]
    assert "https://arxiv.org/abs/2603.00050" in shown.text.split("50. Paper 50")[1]


def test_a_shell_that_leaves_no_room_for_a_paper_is_an_error(tmp_path) -> None:
    """The remedy is the template's; a mail without papers is not sent."""
    (tmp_path / "digest").mkdir()
    (tmp_path / "digest" / "body.html").write_text("x" * 89_999 + "{{ cards }}")
    with pytest.raises(
        TemplateError, match=r"digest/body\.html: 9[0-9],[0-9]{3} bytes without a single paper"
    ):
        Renderer(overrides=tmp_path).message(a_digest())

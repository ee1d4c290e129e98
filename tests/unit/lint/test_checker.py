"""Good mails break no rule; each rule finds what was planted for it, and says where."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_digest, an_entry
from planted import (
    HASH,
    Spoil,
    a_good_digest,
    a_good_mail,
    after_h1,
    in_bytes,
    in_head,
    in_html,
    in_style,
    in_text,
    link,
    put_together,
    styled,
    taken_apart,
    words,
)

from digest.lint import RULES, Checker, check_mail
from digest.lint.rules import FOUND_LIMIT, MOST_OF_A_RULE
from digest.model import Digest
from digest.render import Renderer
from digest.render.trial import trial_digests

ROOT = Path(__file__).parents[3]
PAGE = "https://example.org/page"


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture(scope="module")
def good() -> bytes:
    return a_good_mail()


def with_picture(**changes: str) -> Spoil:
    return lambda raw: put_together(*taken_apart(raw), **changes)


def image(attributes: str, alt: str = 'alt="A drawing"') -> Spoil:
    return after_h1(f"<img {attributes} {alt}>")


PLANTED: tuple[tuple[str, str, Spoil], ...] = (
    # Bytes and structure.
    ("line-ends", "a bare LF", in_bytes(b"\r\nAuto-Submitted", b"\nAuto-Submitted")),
    ("line-ends", "a bare CR in the body", in_bytes(b"<h1", b"\r<h1")),
    (
        "line-length",
        "a line of 999 octets",
        in_bytes(b"MIME-Version", b"X-Long: " + b"x" * 991 + b"\r\nMIME-Version"),
    ),
    ("seven-bit", "an octet past ASCII", in_bytes(b"ordinary", "ordinäry".encode())),
    ("structure", "mixed", in_bytes(b"multipart/alternative", b"multipart/mixed")),
    ("structure", "pictures beside the HTML", in_bytes(b"multipart/related", b"multipart/mixed")),
    ("transfer-encoding", "an = that encodes nothing", in_bytes(b"in one sentence", b"in one=ZZ sentence")),
    ("transfer-encoding", "a picture as it is", in_bytes(b"Encoding: base64", b"Encoding: binary")),
    ("charset", "latin-1", in_bytes(b"charset=utf-8", b"charset=iso-8859-1")),
    ("inline-type", "a WebP picture", with_picture(kind="image/webp")),
    ("inline-missing", "a cid: nobody brought", image('src="cid:other@example.org" width="100"')),
    ("inline-unused", "a picture nobody shows", in_html(f"cid:{HASH[:32]}@example.org", f"{PAGE}.png")),
    # Headers.
    (
        "header-syntax",
        "a line without a colon",
        in_head("Auto-Submitted", "no header at all\nAuto-Submitted"),
    ),
    ("header-once", "two dates", in_head("Date: (.*)", r"Date: \1\nDate: \1")),
    ("date", "no zone", in_head("Date: .*", "Date: Tue, 31 Mar 2026 07:30:00")),
    ("date", "no date", in_head("Date: .*\n", "")),
    ("address", "no address", in_head("From: .*", "From: Paper Round")),
    ("address", "a domain that is not ASCII", in_head("To: .*", "To: ada@exämple.org")),
    ("subject", "no subject", in_head("Subject: .*(\n .*)*", "Subject:")),
    ("subject", "a long subject", in_head("Subject: .*(\n .*)*", "Subject: " + "long " * 41)),
    ("encoded-words", "half a character", in_head("Subject: .*(\n .*)*", "Subject: =?utf-8?q?caf=C3?=")),
    ("encoded-words", "a broken word", in_head("Subject: .*(\n .*)*", "Subject: =?utf-8?q?caf")),
    ("message-id", "no brackets", in_head("Message-ID: .*", "Message-ID: one@example.org")),
    (
        "list-unsubscribe",
        "two https addresses",
        in_head("List-Unsubscribe: (.*)", r"List-Unsubscribe: \1, <https://example.org/>"),
    ),
    ("one-click", "no post", in_head("List-Unsubscribe-Post: .*\n", "")),
    ("one-click", "another post", in_head("One-Click", "Two-Clicks")),
    ("list-id", "no dot", in_head("List-Id: .*", "List-Id: <round>")),
    ("auto-submitted", "auto-replied", in_head("auto-generated", "auto-replied")),
    ("feedback-id", "a space", in_head("Feedback-ID: .*", "Feedback-ID: a b")),
    ("mime-version", "another version", in_head("MIME-Version: 1.0", "MIME-Version: 2.0")),
    # The frame.
    ("html-size", "90,001 bytes", after_h1("<!--" + "x" * 90_000 + "-->")),
    ("text-size", "200,001 characters", in_text(r"\Z", "word " * 40_001)),
    ("language", "no lang on <html>", in_html('<html lang="en"', "<html")),
    (
        "language",
        "a wrong dir around the body",
        in_html(r'(<body[^>]*>\s*<div[^>]*) dir="ltr"', r'\1 dir="rtl"'),
    ),
    ("one-h1", "two of them", after_h1("<h1>Again</h1>")),
    ("heading-order", "a jump", after_h1("<h4>Deep</h4>", text="Deep")),
    ("layout-table", "no role", in_html(' role="presentation"', "")),
    ("table-width", "640 px", in_html('width="600"', 'width="640"')),
    ("preheader", "too short", in_html(r'(<div class="preheader"[^>]*>)[^<]*', r"\1Short")),
    ("preheader", "none", in_html(r'<div class="preheader"[^>]*>[^<]*</div>', "")),
    ("hidden-text", "display: none", words("Cheap watches", "display:none")),
    ("hidden-text", "a font of no size", words("Cheap watches", "font-size:0")),
    ("hidden-text", "by the style block", styled("", ".x { display: none }")),
    ("inline-style", "a link in the browser's blue", after_h1(f'<a href="{PAGE}">A page</a>', text=PAGE)),
    ("inline-style", "no colour but in the block", in_html("</body>", "<p>Bare words</p></body>")),
    # Pictures.
    ("image-alt", "no alt", image(f'src="{PAGE}.png" width="100"', alt="")),
    ("image-width", "no width", image(f'src="{PAGE}.png"')),
    ("image-width", "too wide", image(f'src="{PAGE}.png" width="601"')),
    ("image-source", "data:", image('src="data:image/png;base64,AAAA" width="100"')),
    ("image-source", "not encrypted", image('src="http://example.org/a.png" width="100"')),
    ("image-format", "SVG", image('src="https://example.org/a.svg?v=1" width="100"')),
    ("tracking-pixel", "1 × 1", image('src="https://example.org/a.png" width="1" height="1"', 'alt=""')),
    ("tracking-pixel", "hidden", image('src="https://example.org/a.png" width="9" style="display:none"')),
    # Colours.
    (
        "contrast-light",
        "grey on white",
        styled("color:#777777", "@media (prefers-color-scheme:dark) { .x { color: #fff !important } }"),
    ),
    ("contrast-light", "by half its opacity", words("Faint", "opacity:.59")),
    (
        "contrast-dark",
        "a dark rule too dark",
        styled("", "@media (prefers-color-scheme: dark) { .x { color: #444444 !important } }"),
    ),
    ("contrast-inverted", "mid-tones", words("Words", "color:#ffffff;background-color:#0050ff")),
    ("colour", "a name that is none", words("Words", "color:papaya")),
    # What a mail may not contain.
    ("forbidden-element", "a script", after_h1("<script>1</script>")),
    ("forbidden-element", "a form", after_h1("<form></form>")),
    ("forbidden-element", "a drawing", after_h1("<svg></svg>")),
    ("forbidden-element", "a frame", after_h1("<iframe></iframe>")),
    (
        "forbidden-element",
        "a style sheet elsewhere",
        in_html("</head>", '<link rel="stylesheet" href="https://example.org/a.css"></head>'),
    ),
    ("forbidden-element", "a refresh", in_html("</head>", '<meta http-equiv="refresh" content="0"></head>')),
    ("event-handler", "onclick", after_h1('<p onclick="go()">Words</p>')),
    (
        "css-external",
        "a picture behind the words",
        words("Words", "background-image:url(https://example.org/a.png)"),
    ),
    ("css-external", "@import", in_style("@import 'https://example.org/a.css';")),
    ("css-external", "a web font", in_style("@font-face { font-family: x; src: local(x) }")),
    (
        "css-external",
        "a background attribute",
        in_html("<table", '<table background="https://example.org/a.png"'),
    ),
    ("link-scheme", "javascript:", link("javascript:go()", "A page")),
    ("link-scheme", "no host", link("/page", "A page")),
    (
        "tracking-parameter",
        "utm_source",
        link(f"{PAGE}?utm_source=mail", "A page", text=f"{PAGE}?utm_source=mail"),
    ),
    ("link-text", "click here", link(PAGE, "click here", text=PAGE)),
    ("link-text", "no words", link(PAGE, "", text=PAGE)),
    # Words.
    ("template-mark", "{{ }}", words("Dear {{ reader.name }}")),
    ("template-mark", "in the text part", in_text(r"\Z", "\n\n{% if cards %}")),
    ("control-character", "a slot mark", in_text(r"\Z", "\n\n\x02reason\x03")),
    ("leftover-value", "None", words("10\xa0papers for None, chosen from 240\xa0new ones.")),
    ("leftover-value", "undefined", words("submitted by undefined")),
    ("double-escape", "&amp;amp;", words("Rhyme &amp;amp; reason")),
    ("double-escape", "in the text part", in_text(r"\Z", "\n\nRhyme &amp; reason")),
    ("raw-tex", "a command", words(r"An \emph{old} way")),
    ("raw-tex", "a formula", words(r"In $O(n^2)$ steps")),
    ("breakable-unit", "1 204 upvotes", words("1,204 upvotes · submitted by Ada")),
    ("breakable-unit", "in a sentence", words("10 papers for Ada, chosen from 240\xa0new ones.")),
    ("plural", "1 comments", words("73\xa0upvotes · 1\xa0comments")),
    ("plural", "2 comment", words("2\xa0comment")),
    ("bidi", "an override", words("\u202eexe.fdp")),
    ("bidi", "an isolate left open", words("\u2067open")),
    # Both parts.
    ("same-links", "not in the text", link(PAGE, "A page")),
    ("same-links", "not in the HTML", in_text(r"\Z", f"\n\n{PAGE}")),
    ("same-titles", "another title in the text", in_text("Another one", "Something else")),
    ("unsubscribe", "a link elsewhere", in_head("unsubscribe/abc", "unsubscribe/xyz")),
)


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [(rule, spoil) for rule, _, spoil in PLANTED],
    ids=[f"{rule}: {what}" for rule, what, _ in PLANTED],
)
def test_a_planted_fault_is_found_by_its_rule_alone(good: bytes, rule: str, spoil: Spoil) -> None:
    """What was spoilt is what is reported, and nothing else is."""
    findings = check_mail(spoil(good))
    assert {finding.rule for finding in findings} == {rule}
    for finding in findings:
        assert finding.place
        assert finding.found.isprintable()
        assert (finding.severity, finding.remedy) == RULES[rule]


def test_every_rule_has_a_planted_fault() -> None:
    """A rule that nothing tries may have stopped working."""
    assert {rule for rule, _, _ in PLANTED} == set(RULES)


def test_every_rule_is_documented_with_its_severity() -> None:
    """docs/checks.md has a line for each rule, and none for a rule that is gone."""
    lines = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line.startswith("| `")]
    documented = {row[1].strip().strip("`"): row[2].strip() for row in rows}
    assert documented == {name: rule.severity for name, rule in RULES.items()}


def test_a_good_mail_breaks_no_rule(good: bytes) -> None:
    """Neither as the renderer makes it, nor put together in another way."""
    assert check_mail(good) == ()
    assert check_mail(put_together(*taken_apart(good))) == ()


def test_a_wide_character_of_the_hidden_line_is_as_good_as_two(good: bytes) -> None:
    """Fifteen characters of Japanese fill what thirty letters do; fourteen are too few."""
    for count, rules in ((15, set()), (14, {"preheader"})):
        spoilt = in_html(r'(<div class="preheader"[^>]*>)[^<]*', r"\1" + "論" * count)(good)
        assert {one.rule for one in check_mail(spoilt)} == rules


def test_trial_mails_of_every_theme_and_language_break_no_rule(renderer: Renderer) -> None:
    """What the templates make of every kind of edition is right, before a reader's words come in."""
    for theme in renderer.themes():
        for language in renderer.languages():
            for digest in trial_digests(theme=theme, language=language):
                found = check_mail(renderer.message(digest).data)
                assert not found, (theme, language, digest.edition, [str(one) for one in found])


def test_a_place_names_the_element_and_the_heading_above_it(good: bytes) -> None:
    """Whoever mends it finds it."""
    spoilt = in_html("Another one</a></h2>", r'Another one</a></h2><p onclick="go()">Words</p>')(good)
    (found,) = check_mail(spoilt)
    assert found.place.startswith("HTML: <p> ")
    assert found.place.endswith("under “Another one”")
    assert str(found) == f"{found.place}: {found.found}; {found.remedy}"


def test_a_rule_that_is_broken_everywhere_is_told_ten_times(good: bytes) -> None:
    """The last of them says how many more there are."""
    found = check_mail(after_h1("".join(f'<p on{number}="go()">Words</p>' for number in range(500)))(good))
    assert len(found) == MOST_OF_A_RULE
    assert found[-1].found.endswith("(and 490 more)")
    assert all(len(one.found) <= FOUND_LIMIT for one in found)


def test_a_message_without_parts_is_found_wanting() -> None:
    """Every header that is missing, and the structure: all at once."""
    rules = {finding.rule for finding in check_mail(b"Subject: Hello\r\n\r\nWords\r\n")}
    assert {"structure", "date", "message-id", "address", "list-unsubscribe", "one-h1"} <= rules


@given(st.binary())
def test_no_bytes_make_the_checker_fail(raw: bytes) -> None:
    """Whatever arrived in an inbox can be looked at."""
    assert all(one.rule in RULES for one in check_mail(raw))


GOOD = a_good_mail()


@given(st.integers(0, len(GOOD)), st.integers(0, 200), st.binary(max_size=60))
def test_no_damage_makes_the_checker_fail(at: int, length: int, instead: bytes) -> None:
    """Nor does a mail that was torn somewhere."""
    check_mail(GOOD[:at] + instead + GOOD[at + length :])


MARKUP = st.text(
    alphabet=st.sampled_from("<>/\"'=&;{}:#.!-*@()[] \nabdhipstuyle0123\x02\ue000\u202e"), max_size=200
)


@given(MARKUP, MARKUP)
def test_no_markup_makes_the_checker_fail(markup: str, css: str) -> None:
    """Nor do templates of whatever kind."""
    head, text, html = taken_apart(GOOD)
    html = html.replace("</h1>", f"</h1>{markup}", 1).replace("</style>", f"{css}</style>", 1)
    check_mail(put_together(head, text, html))


@pytest.mark.parametrize(
    "unit",
    ["<div>", "<b>", "<a href=x>", "<table>", "<p style='color:red'>x", "<h2>x", "{{", "$^{", "<!--", "=?"],
)
def test_a_megabyte_of_anything_is_checked_in_bounded_time(unit: str) -> None:
    """Only so much of a part is read as any good mail has."""
    head, text, _ = taken_apart(GOOD)
    raw = put_together(head, text + unit * (1_000_000 // len(unit)), unit * (1_000_000 // len(unit)))
    started = time.process_time()
    check_mail(raw)
    assert time.process_time() - started < 8


def several() -> list[Digest]:
    """Return digests that share papers, each with its own numbers and reasons."""
    whole = a_good_digest()
    names = ("Ada", "Charles", "Mary")
    return [
        replace(
            whole,
            name=name,
            entries=tuple(replace(entry, number=place) for place, entry in enumerate(order, 1)),
        )
        for name, order in zip(names, (whole.entries, whole.entries[::-1], whole.entries[1:]), strict=True)
    ]


def test_a_pass_is_checked_as_each_of_its_mails_would_be(renderer: Renderer) -> None:
    """Looking at each card once finds what looking at each mail finds: nothing, in good ones."""
    checker = Checker()
    for digest in (*several(), *several(), *trial_digests(theme="default", language="en")):
        raw = renderer.message(digest).data
        assert [str(one) for one in checker.check(renderer.parts(digest), raw)] == []


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("event-handler", '<p class="reason"', '<p onclick="go()" class="reason"'),
        ("contrast-light", "color: #0b5d52", "color: #eeeeee"),
        ("plural", "1&nbsp;comment", "1&nbsp;comments"),
        ("image-alt", " alt=", " data-alt="),
        ("link-scheme", "https://example.org/code", "ftp://example.org/code"),
        ("heading-order", "h2", "h3"),
        ("same-titles", "Another one</a>", "Something else</a>"),
        ("template-mark", "Matches", "{{ matches }}"),
        ("bidi", "Matches", "\u202eMatches"),
        ("same-links", "https://example.org/code", "https://example.org/other"),
        ("raw-tex", "What it does", r"$x^2$ does"),
    ],
)
def test_the_fast_way_finds_what_is_wrong_with_a_card(renderer, rule: str, old: str, new: str) -> None:
    """Also in a card of a paper that was right for the reader before, and it names the paper."""
    checker = Checker()
    digest = a_good_digest()
    parts, raw = renderer.parts(digest), renderer.message(digest).data
    assert checker.check(parts, raw) == ()
    spoilt = [card._replace(html=card.html.replace(old, new)) for card in parts.cards]
    assert any(one.html != other.html for one, other in zip(spoilt, parts.cards, strict=True))
    found = checker.check(replace(parts, cards=tuple(spoilt)), raw)
    assert rule in {one.rule for one in found}
    if rule != "heading-order":  # which is the whole mail's
        assert any("card of paper" in one.place for one in found if one.rule == rule)
    assert checker.check(parts, raw) == ()


def test_the_fast_way_finds_what_is_missing_in_a_text(renderer: Renderer) -> None:
    """A title or a link that one reader's text lacks is found, though the card was right for another."""
    checker, digest = Checker(), a_good_digest()
    parts, raw = renderer.parts(digest), renderer.message(digest).data
    checker.check(parts, raw)
    for gone, rule in (("Another one", "same-titles"), ("https://arxiv.org/pdf/2603.00002", "same-links")):
        cards = tuple(card._replace(text=card.text.replace(gone, "")) for card in parts.cards)
        assert {one.rule for one in checker.check(replace(parts, cards=cards), raw)} == {rule}


def test_parts_of_another_mail_are_refused(renderer: Renderer) -> None:
    """They would be judged in the wrong surroundings."""
    one, other = a_good_digest(), a_digest(an_entry(9, "Elsewhere"))
    with pytest.raises(ValueError, match="not those of this mail"):
        Checker().check(renderer.parts(one), renderer.message(other).data)

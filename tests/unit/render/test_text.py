"""Outside text becomes one safe line; outside addresses become links or nothing."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.text import isolated, shortened, slug, tidy, tidy_lines, web_url, wrapped

ANYTHING = st.text(st.characters(exclude_categories=()))  # surrogates, controls and bidi marks included
WORDS = st.text(st.sampled_from("ab大é\xa0\u202f   "), max_size=400).map(tidy)


@given(ANYTHING)
def test_tidy_text_is_one_line_that_can_be_encoded(text: str) -> None:
    """No control, line end, surrogate or bidi override survives, and a second pass changes nothing."""
    tidied = tidy(text)
    tidied.encode()
    assert not {unicodedata.category(character) for character in tidied} & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(mark in tidied for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    assert tidy(tidied) == tidied


def test_tidy_keeps_what_languages_need() -> None:
    """Non-breaking spaces, joiners and combining marks belong to the text."""
    assert tidy("10\u00a0papers  می\u200cخواهم\n👩\u200d🔬 é") == "10\u00a0papers می\u200cخواهم 👩\u200d🔬 é"


def test_tidy_lines_keeps_lines() -> None:
    """Markdown and text parts are made of lines."""
    assert tidy_lines("a\x00\r\nb\rc\n\n") == "a\nb\nc"


@given(ANYTHING.map(tidy), st.integers(min_value=8, max_value=60))
def test_shortened_text_keeps_to_its_limit(text: str, limit: int) -> None:
    """What fits stays as it is; what does not ends in an ellipsis."""
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text if len(text) <= limit else short.endswith("…")


@pytest.mark.parametrize(
    ("text", "limit", "wanted"),
    [
        ("One sentence. Another one that is long", 20, "One sentence. …"),
        ("version 3.14 of it is longer than that", 21, "version 3.14 of it…"),
        ("low-rank adaptation of models", 22, "low-rank adaptation…"),
        ("大規模言語モデルの低ランク適応", 8, "大規模言語モデ…"),
    ],
)
def test_text_is_cut_after_a_sentence_or_a_word(text: str, limit: int, wanted: str) -> None:
    """A point within a number ends no sentence; where there are no words, characters are counted."""
    assert shortened(text, limit) == wanted


def test_a_cut_does_not_tear_a_mark_from_its_letter() -> None:
    """The accent goes with the letter that it is on."""
    assert shortened("abcdefge\u0301xyz", 9) == "abcdefg…"


def test_wrapped_text_breaks_at_ordinary_spaces_only() -> None:
    """A number stays with its unit."""
    assert wrapped("aaaa 12\u00a0upvotes", width=12, indent=2) == "  aaaa\n  12\u00a0upvotes"


def test_a_line_may_be_full() -> None:
    """The space that ends it takes no column."""
    assert wrapped("aaaa bbbb cc", width=9) == "aaaa bbbb\ncc"
    assert wrapped("aaaa bbbb cc", width=8) == "aaaa\nbbbb cc"
    assert wrapped("aaaaaa", width=4) == "aaaa\naa"


def test_the_first_line_may_be_indented_by_itself() -> None:
    """As after the mark of a list."""
    assert wrapped("- one two", first=0, indent=2, width=6) == "- one\n  two"


@given(WORDS, st.integers(0, 10), st.none() | st.integers(0, 10))
def test_wrapping_loses_nothing(text: str, indent: int, first: int | None) -> None:
    """Every character but the spaces is there, in order; and where no word was cut, the spaces, too."""
    lines = wrapped(text, indent=indent, first=first).split("\n")
    found = [line.lstrip(" ") for line in lines]
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    room = 72 - max(indent, first or 0)
    if all(len(word) <= room for word in text.split(" ")):
        assert " ".join(found) == text


@given(WORDS, st.integers(0, 10), st.none() | st.integers(0, 10))
def test_wrapped_lines_keep_to_their_width_and_indent(text: str, indent: int, first: int | None) -> None:
    """At most 72 columns; no line but the last could take the next word, too."""
    lines = wrapped(text, indent=indent, first=first).split("\n") if text else []
    begins = [indent if first is None else first, *[indent] * len(lines)]
    for line, begin in zip(lines, begins, strict=False):
        assert len(line) <= 72
        assert len(line) - len(line.lstrip(" ")) == begin
    for line, after in pairwise(lines):
        assert len(line) + 1 + len(after.strip(" ").split(" ")[0]) > 72


@given(WORDS, st.integers(0, 10))
def test_what_a_non_breaking_space_holds_together_stays_on_one_line(text: str, indent: int) -> None:
    """Unless it is longer than a line by itself."""
    lines = wrapped(text, indent=indent).split("\n")
    for held in text.split(" "):
        if len(held) <= 72 - indent:
            assert any(held in line for line in lines)


def test_no_text_is_no_line() -> None:
    """Not even an indented one."""
    assert wrapped("", indent=4) == ""


@pytest.mark.parametrize(
    ("text", "rtl", "wanted"),
    [
        ("Ada King", False, "Ada King"),
        ("大規模言語モデル", False, "大規模言語モデル"),
        ("نموذج", False, "\u2068نموذج\u2069"),
        ("LoRA עברית", False, "\u2068LoRA עברית\u2069"),
        ("Ada King", True, "\u2068Ada King\u2069"),
        ("نموذج", True, "\u2068نموذج\u2069"),
        ("", False, ""),
        ("", True, ""),
    ],
)
def test_text_of_the_other_direction_is_set_apart(text: str, *, rtl: bool, wanted: str) -> None:
    """UAX #9: without isolates, the punctuation around a name would change sides."""
    assert isolated(text, rtl=rtl) == wanted


@given(text=ANYTHING.map(tidy), rtl=st.booleans())
def test_a_text_cannot_leave_its_isolate(text: str, *, rtl: bool) -> None:
    """What is tidied has no isolate of its own, so ours are a pair around it, or there are none."""
    found = isolated(text, rtl=rtl)
    assert found in {text, f"\u2068{text}\u2069"}
    assert (found.count("\u2068"), found.count("\u2069")) in {(0, 0), (1, 1)}


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2603.00001",
        "http://example.org:8080/a?b=c&d=%20#e",
        "HTTPS://example.org/",
    ],
)
def test_web_addresses_are_kept(url: str) -> None:
    """An ordinary address is not rewritten."""
    assert web_url(url) == url


def test_an_address_beyond_ascii_is_percent_encoded() -> None:
    """What follows the host is octets of UTF-8; what is encoded already stays."""
    assert web_url("https://example.org/é%20?q=ü") == "https://example.org/%C3%A9%20?q=%C3%BC"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://example.org/?utm_source=mail&utm_medium=x", "https://example.org/"),
        ("https://example.org/?utm_source=mail&id=7&fbclid=1", "https://example.org/?id=7"),
        ("https://example.org/?id=7&utm_source=mail&gclid=2#part", "https://example.org/?id=7#part"),
        ("https://example.org/?q=why?&utm_source=mail", "https://example.org/?q=why?"),
    ],
)
def test_parameters_that_only_track_are_left_out(url: str, wanted: str) -> None:
    """The others stay as they are."""
    assert web_url(url) == wanted


@pytest.mark.parametrize("end", ["?q=why?", "?a=&", "?", "#what?", "?next=a?b&", "?umt_source=1", "?mc_id=&"])
def test_an_address_without_tracking_stays_as_it_is(end: str) -> None:
    """A question mark or an ampersand at its end, too: it may be part of what is asked for."""
    assert web_url(f"https://example.org/x{end}") == f"https://example.org/x{end}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/",
        "/relative",
        "mailto:ada@example.org",
        "https://",
        "https:///path",
        'https://example.org/"onmouseover="alert(1)',
        "https://example.org/<script>",
        "https://example.org/a b",
        "https://example.org/\u202egnp.exe",
        "https://example.org\\@example.com/",
        "https://example.org@example.com/",
        "https://example.org:port/",
        "https://[::1/",
        "https://example.org/\r\nBcc: x@example.org",
        "https://example.org/" + "x" * 1000,
    ],
)
def test_other_addresses_are_dropped(url: str) -> None:
    """Only http and https, with a host, without anything that could leave its attribute or line."""
    assert web_url(url) == ""


@given(ANYTHING)
def test_a_slug_is_always_a_safe_name(text: str) -> None:
    """Files and hosts are named by letters, digits and hyphens."""
    assert set(slug(text, otherwise="x")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 1 <= len(slug(text, otherwise="x")) <= 40

"""The Markdown intro: safe HTML, and the same in text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import ConfigError
from digest.render import intro
from digest.render.prose import sanitised


def test_an_intro_says_the_same_in_html_and_text() -> None:
    """Emphasis goes, lists and links stay readable."""
    html, text = intro(
        "# Hello\n\nRead *this* & [that](https://example.org/a), or [write](mailto:ada@example.org).\n\n"
        "1. one\n2. two\n\n- <b>x</b>\n"
    )
    assert html == (
        "<h2>Hello</h2>\n"
        '<p>Read <em>this</em> &amp; <a href="https://example.org/a">that</a>, '
        'or <a href="mailto:ada@example.org">write</a>.</p>\n'
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<ul>\n<li>x</li>\n</ul>"
    )
    assert text == (
        "Hello\n\nRead this & that <https://example.org/a>, or write <ada@example.org>.\n\n"
        "1. one\n2. two\n\n- x"
    )


def test_a_link_that_shows_its_address_says_it_once() -> None:
    """An autolink needs no second copy."""
    assert intro("<https://example.org/>")[1] == "https://example.org/"


def test_text_lines_of_an_intro_are_short() -> None:
    """The text part is wrapped at 72 columns, lists with a hanging indent."""
    text = intro("- " + "word " * 40)[1]
    assert max(map(len, text.splitlines())) <= 72
    assert [line[:2] for line in text.splitlines()] == ["- ", "  ", "  "]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](/relative)",
        "![x](https://example.org/pixel.gif)",
        '<a href="https://example.org" onclick="alert(1)" style="position:fixed">x</a>',
        "<iframe src=https://example.org></iframe><style>*{display:none}</style>",
        "<form action=https://example.org><input></form>",
        "<!-- <p> --></td></tr></table><meta http-equiv=refresh content=0>",
        "<svg><p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    ],
)
def test_nothing_but_the_allowed_survives(hostile: str) -> None:
    """No script, form, frame, picture, style, comment, handler or foreign scheme."""
    html, text = intro(f"before\n\n{hostile}\n\nafter")
    lowered = html.lower()
    for bad in (
        "<script",
        "javascript:",
        "data:",
        "<img",
        "onclick",
        "onerror=",
        "style",
        "<iframe",
        "<form",
    ):
        assert bad not in lowered or f"&lt;{bad[1:]}" in lowered
    for bad in ("<meta", "</td", "<!--", "<svg", "<input", 'href="/'):
        assert bad not in lowered
    assert "before" in text
    assert "alert" not in text or "<" not in hostile[:1]


@given(st.text())
def test_sanitising_twice_is_sanitising_once(text: str) -> None:
    """The renderer sanitises again what a ledger may hold."""
    html, _ = intro(text)
    assert sanitised(html) == html


def test_an_intro_too_long_for_a_mail_is_an_error_with_its_size() -> None:
    """A mail has 90 KB, for papers."""
    with pytest.raises(ConfigError, match="20,000"):
        intro("word " * 5000)

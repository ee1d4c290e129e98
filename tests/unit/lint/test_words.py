"""What is found wrong with words and colours, and what only looks like it."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from golden.cases import CASES
from make import a_digest

from digest.lint.colour import Colour, colour, contrast, inverted
from digest.lint.headers import decoded_words, header_faults
from digest.lint.links import address_faults, source_faults
from digest.lint.mime import decoded, entity
from digest.lint.style import external, rules, style
from digest.lint.wire import octet_faults, structure_faults
from digest.lint.words import faults
from digest.render import Renderer


@pytest.mark.parametrize(
    "innocent",
    [
        "Earn $1 Million or $2 Million",
        "costs $5_000 and saves 10% of $20",
        "None of the Above: All or None?",
        "Behaviour is undefined for null pointers",
        "C:\\Users\\name and \\\\server\\share",
        "AT&T; R&D; Q&A",
        "a set {{1, 2}, {3}} of {x}",
        "We asked 12 authors of 30 papers; 1 papers over the cracks",
        "Rated 5 stars by 1 comment",
        "\u2067عربي\u2069 and \u200f mixed",
        "f(x)_1 and x^2",
        "1\xa0comment · 73\xa0upvotes · submitted by None Other",
        "١٬٢٠٤ تصويت",
    ],
)
def test_words_that_only_look_wrong_are_left_alone(innocent: str) -> None:
    """Titles and abstracts come from outside, and what they say is theirs."""
    assert faults(innocent) == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{%- if kind -%}", "template-mark"),
        ("{{ card.title | upper }}", "template-mark"),
        ("12\xa0papers for None.", "leftover-value"),
        ("None upvotes", "leftover-value"),
        ("NaN", "leftover-value"),
        ("AT&amp;T", "double-escape"),
        ("it&#39;s", "double-escape"),
        ("by \\textbf{far}", "raw-tex"),
        ("of size $n_{max}$", "raw-tex"),
        ("x_{12}", "raw-tex"),
        ("A, B · 17 authors", "breakable-unit"),
        ("1,204\nupvotes", "breakable-unit"),
        ("1\xa0upvotes", "plural"),
        ("17\xa0author", "plural"),
        ("a\u202db", "bidi"),
        ("a\u2069b", "bidi"),
        ("a\x1bb", "control-character"),
    ],
)
def test_words_that_are_wrong_are_found(text: str, rule: str) -> None:
    """Each by the rule that says what to do."""
    assert [found for found, _ in faults(text)] == [rule]


def test_colours_are_read_as_css_writes_them() -> None:
    """Short and long, with alpha and without; what cannot be read is not guessed."""
    assert colour("#FFF") == colour("white") == colour("rgb(255, 255, 255)") == Colour(255, 255, 255)
    assert colour("#00000080") == Colour(0, 0, 0, 128 / 255)
    assert colour("rgba(0, 0, 0, .5)") == colour("rgb(0 0 0 / 50%)") == Colour(0, 0, 0, 0.5)
    assert colour("papaya") is colour("#12") is colour("") is None


def test_contrast_is_that_of_wcag() -> None:
    """Black on white has 21; #767676 is the palest grey with 4.5 on white."""
    white, black = Colour(255, 255, 255), Colour(0, 0, 0)
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(Colour(0x76, 0x76, 0x76), white) > 4.5 > contrast(Colour(0x77, 0x77, 0x77), white)


def test_inversion_keeps_the_hue() -> None:
    """White becomes black, and a dark green a pale one."""
    assert inverted(Colour(255, 255, 255)) == Colour(0, 0, 0)
    assert inverted(Colour(11, 93, 82)) == Colour(162, 244, 233)
    assert inverted(Colour(11, 93, 82, 0.5)) == Colour(162, 244, 233, 0.5)


def test_styles_say_what_hides_what_and_what_is_firm() -> None:
    """Declarations are read in any case, with comments and !important."""
    said = style("COLOR: #FFF !important; /* color: red; */ display:none; width: 640px; font: 16px serif")
    assert (said.ink, said.hides, said.width) == (Colour(255, 255, 255), True, 640)
    assert said.firm == {"color"}
    assert said.size
    assert said.family
    assert style("background: url(x.png) #eee no-repeat").ground == Colour(0xEE, 0xEE, 0xEE)


def test_rules_of_a_block_know_their_media() -> None:
    """Nested in @media or not, and broken ones leave nothing behind."""
    css = "a { color: red } @media (prefers-color-scheme: dark) { .x, .y { color: #fff } } } b {"
    assert [(rule.selector, rule.dark) for rule in rules(css)] == [("a", False), (".x, .y", True)]


def test_what_a_style_loads_is_found_in_any_case() -> None:
    """Not in a comment, though."""
    assert external("background: URL (x.png)")
    assert external("/* url(x.png) */ color: red") == ""


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=c#d", "http://example.org", "mailto:a@example.org?subject=b", "#top"]
)
def test_addresses_of_links(url: str) -> None:
    """Whole addresses, and places in the mail."""
    assert address_faults(url) == ()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "page",
        "//example.org",
        "https:example.org",
        "https://ada@example.org",
        "data:text/html,x",
        "ftp://a",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    """Another scheme, no host, or a user name that makes one host look like another."""
    assert [rule for rule, _ in address_faults(url)] == ["link-scheme"]


def test_an_image_of_an_odd_address_is_no_error_of_ours() -> None:
    """What cannot be taken apart is found wrong, not raised."""
    assert [rule for rule, _ in source_faults("https://[/a.webp", minute=False)] == []
    assert [rule for rule, _ in source_faults("https:///a.webp", minute=False)] == [
        "image-source",
        "image-format",
    ]


def test_a_name_in_encoded_words_is_put_together() -> None:
    """White space between encoded-words is none (RFC 2047 section 6.2)."""
    assert decoded_words("=?utf-8?q?caf=C3=A9?= =?utf-8?b?IG5vaXI=?= 1") == "café noir 1"


def test_an_address_that_needs_utf_8_is_no_fault() -> None:
    """Its header holds UTF-8, as RFC 6532 has it."""
    raw = Renderer().message(a_digest(email="zoë@example.org")).data
    assert list(octet_faults(raw)) == []
    assert list(header_faults(entity(raw))) == []


@pytest.mark.parametrize(
    ("kinds", "right"),
    [
        (("plain", "html"), True),
        (("html", "plain"), False),
        (("plain",), False),
        (("plain", "html", "calendar"), False),
    ],
)
def test_the_text_comes_first_and_the_html_last(kinds: tuple[str, ...], *, right: bool) -> None:
    """Programs show the last part that they know."""
    parts = "".join(f"--b\r\nContent-Type: text/{kind}\r\n\r\nWords\r\n" for kind in kinds)
    raw = f'Content-Type: multipart/alternative; boundary="b"\r\n\r\n{parts}--b--\r\n'
    assert (list(structure_faults(entity(raw.encode()))) == []) is right


@pytest.mark.parametrize("name", CASES)
def test_a_message_is_taken_apart_as_the_standard_library_does(name: str) -> None:
    """The same parts, in the same order, with the same text."""
    raw = Renderer().message(CASES[name]).data
    oracle = [part for part in message_from_bytes(raw, policy=policy.SMTP).walk() if not part.is_multipart()]
    ours = list(entity(raw).leaves())
    assert [part.kind for part in ours] == [part.get_content_type() for part in oracle]
    for mine, theirs in zip(ours, oracle, strict=True):
        if mine.kind.startswith("text/"):
            assert decoded(mine) == (theirs.get_content().replace("\r\n", "\n"), ())

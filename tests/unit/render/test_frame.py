"""Quoted-printable stretches and values, joined in any order, decode to the text that was meant."""

from __future__ import annotations

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from digest.errors import TemplateError
from digest.render.frame import LINE_LIMIT, SOFT, cut, frame, quoted, quoted_each, slot
from digest.render.text import tidy

# Text as templates and readers give it: tidied, with line feeds for line ends.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n =.\t"), max_size=300)
VALUE = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(" =.<&'"), max_size=300)


def decoded(encoded: bytes) -> str:
    return quopri.decodestring(encoded).decode().replace("\r\n", "\n")


def expect_sound(encoded: bytes) -> None:
    """Fail where encoded text breaks RFC 2045 §6.7: short lines of ASCII, no white space at their end."""
    encoded.decode("ascii")
    lines = encoded.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= LINE_LIMIT and b"\n" not in line and b"\r" not in line for line in lines)
    assert not any(line.endswith((b" ", b"\t")) for line in lines)


@given(st.lists(TEXT, max_size=5))
def test_texts_encoded_apart_join_to_the_text(texts: list[str]) -> None:
    """Quoted-printable is line-local: each stretch ends its line, softly where the text goes on."""
    assert decoded(b"".join(quoted(text) for text in texts)) == "".join(texts)


@given(TEXT)
def test_encoded_lines_are_short_ascii_and_end_in_crlf(text: str) -> None:
    """RFC 2045 §6.7: at most 76 octets a line, no bare line end, no white space before one."""
    expect_sound(quoted(text))


@given(values=st.lists(VALUE.map(tidy), max_size=6), escaped=st.booleans())
def test_values_encoded_in_one_go_are_those_encoded_one_by_one(values: list[str], *, escaped: bool) -> None:
    """Each by itself decodes to its value, ends its line softly, and breaks no rule wherever it is put."""
    meant = [str(escape(value)) if escaped else value for value in values]
    each = quoted_each(values, escaped=escaped)
    assert [decoded(one) for one in each] == [decoded(quoted(one)) for one in meant] == meant
    for one in each:
        expect_sound(one)
        assert one.endswith(SOFT) or not one


@pytest.mark.parametrize("length", range(68, 84))
@pytest.mark.parametrize("end", ["x", "=", "=x", "=xx", "é", "éx", "\N{GRINNING FACE}", "\N{GRINNING FACE}x"])
def test_a_value_of_about_a_line_is_torn_nowhere(length: int, end: str) -> None:
    """At the edge of a line, where a soft break may fall within an escape if it is put there blindly."""
    value = "x" * (length - 8) + end
    for encoded in (quoted(value), *quoted_each([value])):
        assert decoded(encoded) == value
        expect_sound(encoded)


@pytest.mark.parametrize("length", range(70, 80))
@pytest.mark.parametrize("end", [" ", "\t", " \n", "\t\n", " \nmore", "= \n", "é \n"])
def test_white_space_at_the_end_of_a_long_line_keeps_to_the_limit(length: int, end: str) -> None:
    """It is three octets where it was one: as the standard library encodes it, a line would be 77."""
    text = "x" * (length - len(end)) + end
    assert decoded(quoted(text)) == text
    expect_sound(quoted(text))


@given(TEXT, VALUE.map(tidy), TEXT)
def test_a_filled_frame_is_the_text_with_its_value(before: str, value: str, after: str) -> None:
    """A frame is what the template printed; its size counts its stretches as they are decoded, with CRLF."""
    made = frame(f"{before}{slot('name')}{after}\n", known=("name",), template="t")
    first, last = made.stretches
    assert made.slots == ("name",)
    assert decoded(b"".join([first, quoted(value), last])) == f"{before}{value}{after}\n"
    assert made.size == len(f"{before}{after}\n".replace("\n", "\r\n").encode())


@given(TEXT, VALUE, TEXT)
def test_cut_text_is_filled_with_what_is_known(before: str, value: str, after: str) -> None:
    """Not encoded: for the subject."""
    line = cut(f"{before}{slot('a')}{after}{slot('b')}{slot('a')}", known=("a", "b"), template="t")
    assert line.slots == ("a", "b", "a")
    assert line.fill({"a": value, "b": "", "c": "unused"}) == f"{before}{value}{after}{value}"


def test_a_frame_ends_its_last_line() -> None:
    """Whatever follows it begins on a line of its own."""
    assert frame("no line end", known=(), template="t").stretches == (b"no line end\r\n",)


@pytest.mark.parametrize("printed", [slot("name").upper(), slot("name")[:3], slot("other")])
def test_a_filter_on_a_readers_own_value_is_an_error(printed: str) -> None:
    """The value is not there when the template runs, so a filter would work on its mark."""
    with pytest.raises(TemplateError, match=r"body\.txt: .* went through a filter"):
        cut(printed, known=("name",), template="body.txt")

"""Quoted-printable stretches and values, joined in any order, decode to the text that was meant."""

from __future__ import annotations

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import TemplateError
from digest.render.frame import cut, frame, quoted, slot

# Text as templates and readers give it: tidied, with line feeds for line ends.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n =.\t"), max_size=300)


def decoded(encoded: bytes) -> str:
    return quopri.decodestring(encoded).decode().replace("\r\n", "\n")


@given(st.lists(TEXT, max_size=5))
def test_texts_encoded_apart_join_to_the_text(texts: list[str]) -> None:
    """Quoted-printable is line-local: each stretch ends its line, softly where the text goes on."""
    assert decoded(b"".join(quoted(text) for text in texts)) == "".join(texts)


@given(TEXT)
def test_encoded_lines_are_short_ascii_and_end_in_crlf(text: str) -> None:
    """RFC 2045 §6.7: at most 76 octets a line, no bare line end, no white space before one."""
    encoded = quoted(text)
    encoded.decode("ascii")
    lines = encoded.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 76 and b"\n" not in line and b"\r" not in line for line in lines)
    assert not any(line.endswith((b" ", b"\t")) for line in lines)


@given(TEXT, TEXT, TEXT)
def test_a_filled_frame_is_the_text_with_its_value(before: str, value: str, after: str) -> None:
    """A frame is what the template printed; its size counts the stretches as decoded UTF-8."""
    made = frame(f"{before}{slot('name')}{after}\n", known=("name",), template="t")
    out: list[bytes] = []
    made.fill({"name": quoted(value)}, into=out)
    assert decoded(b"".join(out)) == f"{before}{value}{after}\n"
    assert made.size == len(f"{before}{after}\n".encode())


@pytest.mark.parametrize("printed", [slot("name").upper(), slot("name")[:3], slot("other")])
def test_a_filter_on_a_readers_own_value_is_an_error(printed: str) -> None:
    """The value is not there when the template runs, so a filter would work on its mark."""
    with pytest.raises(TemplateError, match=r"digest/body\.txt: .* went through a filter"):
        cut(printed, known=("name",), template="digest/body.txt")

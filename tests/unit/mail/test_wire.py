"""A message as DATA transmits it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail.connection import dot_stuffed, stray_newline

LINES = st.lists(
    st.one_of(st.binary(max_size=20), st.sampled_from([b"", b".", b"..", b".\t"])), max_size=8
).map(lambda lines: b"".join(line.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n" for line in lines))


def unstuffed(wire: bytes) -> bytes:
    """Return what a server keeps (RFC 5321 §4.5.2), told line by line."""
    lines = wire.split(b"\r\n")
    return b"\r\n".join(line.removeprefix(b".") for line in lines[: lines.index(b".")]) + b"\r\n"


@given(LINES.filter(bool))
def test_a_server_keeps_what_was_meant(body: bytes) -> None:
    """Dot-stuffing is undone exactly, whatever the lines begin with."""
    assert unstuffed(dot_stuffed(body)) == body


@given(LINES)
def test_the_only_lone_dot_is_the_last_line(body: bytes) -> None:
    """A message cannot end itself early, and what follows cannot be taken for commands."""
    lines = dot_stuffed(body).split(b"\r\n")
    assert lines.index(b".") == len(lines) - 2


@pytest.mark.parametrize(
    ("body", "wire"),
    [
        (b"", b".\r\n"),
        (b".", b"..\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b"a\r\n.\r\nQUIT\r\n", b"a\r\n..\r\nQUIT\r\n.\r\n"),
    ],
)
def test_a_message_ends_in_crlf_and_one_dot(body: bytes, wire: bytes) -> None:
    """A last line without its end gets one; a message without lines is a dot alone."""
    assert dot_stuffed(body) == wire


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"a\r\nb\r\n", None),
        (b"", None),
        (b"a\nb", 1),
        (b"a\rb", 1),
        (b"a\r\n\n", 3),
        (b"a\r\r\n", 1),
        (b"a\nb\r", 1),
        (b"\n\r", 0),
    ],
)
def test_a_stray_newline_is_found_where_it_is(body: bytes, place: int | None) -> None:
    """A bare CR and a bare LF together are no CRLF, even when their counts agree."""
    assert stray_newline(body) == place

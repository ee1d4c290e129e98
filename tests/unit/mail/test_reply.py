"""What a server says is hostile text until it is a Reply."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail import Phase, Reply
from digest.mail.reply import TEXT_LIMIT, answered, one_line, spellings


@pytest.mark.parametrize(
    ("code", "message", "enhanced"),
    [
        (550, "5.1.1 no such user", "5.1.1"),
        (550, "5.1.1 The account does not exist.\n5.1.1 See the manual", "5.1.1"),
        (550, "#5.7.1 we do not like you", "5.7.1"),
        (550, "sorry, no mailbox here by that name (#5.1.1)", "5.1.1"),
        (250, "2.0.0 Ok: queued as 4X1", "2.0.0"),
        (550, "5.7.515 access denied", "5.7.515"),
        (550, "no such user", ""),
        (550, "5.1.1.9 is not a code", ""),
        (550, "5.1.1000 is not a code", ""),
        (550, "5.01.1 is not a code", ""),
        (550, "see 5.1.1 in the manual", ""),
        (550, "٥.١.١ are digits, too", ""),
    ],
)
def test_the_enhanced_code_is_read_where_it_may_stand(code: int | None, message: str, enhanced: str) -> None:
    """RFC 2034 puts it first; qmail puts it last in brackets; elsewhere it is just text."""
    assert answered(Phase.RCPT, code, message).enhanced == enhanced


def test_an_enhanced_code_of_another_class_is_not_believed() -> None:
    """RFC 2034 §4: its class is the reply's; a server that contradicts itself said nothing."""
    assert answered(Phase.RCPT, 450, "5.1.1 no such user").enhanced == ""


@given(st.text())
def test_any_text_becomes_one_short_printable_line(text: str) -> None:
    """Neither a log line nor a terminal nor the ledger can be broken by an answer."""
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= TEXT_LIMIT


def test_controls_and_line_ends_become_spaces() -> None:
    """Colour codes, bidirectional marks and undecodable bytes included."""
    assert one_line("a\r\n\x1b[31mb\x00\u202ec\udcff d") == "a [31mb c d"


def test_a_password_is_blotted_out_in_each_spelling_of_the_wire() -> None:
    """A server may echo the command that it refused."""
    secrets = spellings("ada", "s3cret-of-ada")
    plain = base64.b64encode(b"\0ada\0s3cret-of-ada").decode()
    login = base64.b64encode(b"s3cret-of-ada").decode()
    line = one_line(f"bad: AUTH PLAIN {plain}, {login}, s3cret-of-ada", secrets=secrets)
    assert line == "bad: AUTH PLAIN ***, ***, ***"


def test_a_secret_is_blotted_out_before_the_text_is_cut() -> None:
    """Half a password at the end of the line would be half a password."""
    assert "s3c" not in one_line("x" * (TEXT_LIMIT - 4) + "s3cret-of-ada", secrets=["s3cret-of-ada"])


def test_without_a_password_nothing_is_blotted_out() -> None:
    """The empty string stands between any two letters."""
    assert spellings("ada", "") == ()


@pytest.mark.parametrize(
    ("phase", "code", "accepted", "in_doubt"),
    [
        (Phase.BODY, 250, True, False),
        (Phase.BODY, 451, False, False),
        (Phase.BODY, None, False, True),
        (Phase.DATA, None, False, False),
        (Phase.RCPT, 250, False, False),
    ],
)
def test_only_the_answer_to_the_body_accepts_and_only_its_absence_leaves_a_doubt(
    phase: Phase, code: int | None, *, accepted: bool, in_doubt: bool
) -> None:
    """Before the body there is no doubt: nothing was sent."""
    reply = Reply(phase=phase, code=code)
    assert (reply.accepted, reply.in_doubt) == (accepted, in_doubt)

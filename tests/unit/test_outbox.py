"""What an answer means for a delivery."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import NOON

from digest.outbox import FINAL, HAD, WAITING, Answer, State, Verdict, judge

TOMORROW = NOON + timedelta(days=1)


def verdict(phase: str, code: int | None, enhanced: str = "", *, tries: int = 0) -> Verdict:
    answer = Answer(phase=phase, code=code, enhanced=enhanced)
    return judge(answer, tries=tries, now=NOON, expires_at=TOMORROW, jitter=1)


@pytest.mark.parametrize("phase", ["connect", "mail", "rcpt", "data"])
@pytest.mark.parametrize("code", [None, 421])
def test_losing_the_server_before_the_body_charges_nobody(phase: str, code: int | None) -> None:
    """Nothing was sent: the row is planned again and the pass ends."""
    assert verdict(phase, code) == Verdict(state=State.PLANNED, retry_at=NOON, stop=True, charged=False)


def test_silence_after_the_body_is_doubt_and_never_a_second_copy() -> None:
    """The server may have the message."""
    assert verdict("body", None) == Verdict(state=State.IN_DOUBT)


def test_250_after_the_body_is_accepted() -> None:
    """The server took responsibility (RFC 5321 §6.1)."""
    assert verdict("body", 250).state is State.ACCEPTED


@pytest.mark.parametrize(("tries", "minutes"), [(0, 5), (1, 15), (2, 30), (3, 60), (9, 60)])
def test_a_temporary_refusal_is_tried_again_later_and_later(tries: int, minutes: int) -> None:
    """4xx defers by 5, 15, 30, then every 60 minutes."""
    found = verdict("rcpt", 451, tries=tries)
    assert (found.state, found.retry_at) == (State.DEFERRED, NOON + timedelta(minutes=minutes))


def test_a_retry_that_would_come_too_late_expires() -> None:
    """Nobody wants yesterday's digest beside today's."""
    answer = Answer(phase="rcpt", code=451)
    found = judge(answer, tries=0, now=NOON, expires_at=NOON + timedelta(minutes=2), jitter=0)
    assert found.state is State.EXPIRED


@pytest.mark.parametrize("enhanced", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"])
def test_an_address_that_does_not_exist_is_refused_and_suppressed(enhanced: str) -> None:
    """Mailing it again would cost the sender's standing."""
    assert verdict("rcpt", 550, enhanced) == Verdict(state=State.REFUSED, suppress=True)


@pytest.mark.parametrize(
    ("phase", "code", "enhanced"),
    [
        ("connect", 535, ""),
        ("mail", 530, ""),
        ("mail", 550, ""),
        ("body", 550, "5.7.26"),
        ("rcpt", 550, "5.7.25"),
    ],
)
def test_a_refusal_of_the_sender_blames_no_subscriber(phase: str, code: int, enhanced: str) -> None:
    """Authentication and standing are ours to mend: stop, keep everything planned."""
    found = verdict(phase, code, enhanced)
    assert (found.state, found.stop, found.suppress, found.charged) == (State.PLANNED, True, False, False)


def test_a_message_that_is_refused_is_not_the_addresses_fault() -> None:
    """5xx after the body refuses this digest and suppresses nobody."""
    assert verdict("body", 554, "5.6.0") == Verdict(state=State.REFUSED)


def test_a_message_that_is_too_large_stops_nobody_elses() -> None:
    """552 to MAIL … SIZE= is about this one message."""
    assert verdict("mail", 552, "5.3.4") == Verdict(state=State.REFUSED)


@given(
    phase=st.sampled_from(["connect", "mail", "rcpt", "data", "body"]),
    code=st.none() | st.integers(200, 599),
    tries=st.integers(0, 50),
    jitter=st.floats(0, 1),
)
def test_every_answer_has_a_verdict(phase: str, code: int | None, tries: int, jitter: float) -> None:
    """A row waits with a time to try again, or has ended, or is in doubt: nothing else."""
    answer = Answer(phase=phase, code=code)
    found = judge(answer, tries=tries, now=NOON, expires_at=TOMORROW, jitter=jitter)
    assert (found.state in WAITING) == (found.retry_at is not None)
    assert found.state in WAITING | FINAL | {State.IN_DOUBT}
    if code is None and phase == "body":
        assert found.state is State.IN_DOUBT
    assert not (found.suppress and found.state in HAD)

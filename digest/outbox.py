"""The state machine of a delivery: what an SMTP answer means, and when to try again.

Pure. The rules follow RFC 5321 §4.2.1 (what reply codes promise), RFC 3463 (enhanced codes) and the
one distinction that makes exactly-once possible: nothing that fails before the body is transmitted
has been sent, and nothing that fails silently after it can be known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a delivery stands; every planned row ends in one of `FINAL`, or waits for the operator."""

    PLANNED = "planned"  # frozen, waiting for its turn
    LEASED = "leased"  # a process holds it; nothing has been transmitted
    SENDING = "sending"  # the intent is on disk; the body may be on its way
    DEFERRED = "deferred"  # refused for now; tried again until it expires
    ACCEPTED = "accepted"  # the server took responsibility (250)
    IN_DOUBT = "in_doubt"  # the body was sent and no answer came; the operator decides
    REFUSED = "refused"  # refused for good (5xx)
    EXPIRED = "expired"  # its time ran out before the server took it
    SUPPRESSED = "suppressed"  # the address must not be mailed
    CANCELLED = "cancelled"  # the subscriber left, or the operator dropped it
    QUIET = "quiet"  # there was nothing to say; no mail was due


# A paper in a delivery of one of these states is a paper the subscriber has had.
HAD = frozenset({State.PLANNED, State.LEASED, State.SENDING, State.DEFERRED, State.ACCEPTED, State.IN_DOUBT})
WAITING = frozenset({State.PLANNED, State.DEFERRED})
FINAL = frozenset(
    {
        State.ACCEPTED,
        State.REFUSED,
        State.EXPIRED,
        State.SUPPRESSED,
        State.CANCELLED,
        State.QUIET,
    }
)

BACKOFF = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60))

# RFC 3463 §3.2: the mailbox or its domain does not exist, or moved away.
NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
# RFC 7372 and the large receivers' practice: our authentication failed, whoever the recipient is.
SENDER_AT_FAULT = frozenset({"5.7.25", "5.7.26", "5.7.29", "5.7.515"})
NOT_AUTHENTICATED = frozenset({530, 535})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said to one try, and how far the try had come."""

    phase: str  # "connect", "mail", "rcpt", "data" or "body", as the transport names them
    code: int | None  # None: no answer came (time-out, end of file)
    enhanced: str = ""  # "5.1.1", when given
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a delivery after one try."""

    state: State
    retry_at: datetime | None = None  # for planned and deferred
    suppress: bool = False  # the address does not exist: never mail it again
    stop: bool = False  # the relay or our standing is at fault: end this pass, charge nobody
    charged: bool = True  # counts as a try of this delivery


def judge(answer: Answer, *, tries: int, now: datetime, expires_at: datetime, jitter: float) -> Verdict:
    """Return what one answer means for a delivery tried `tries` times before.

    `jitter` is a number in 0..1 that spreads retries over the second half of each back-off step.
    """
    code = answer.code
    in_body = answer.phase == "body"
    if code is None and in_body:
        return Verdict(state=State.IN_DOUBT)
    if code is not None and in_body and 200 <= code < 300:  # noqa: PLR2004 - reply classes
        return Verdict(state=State.ACCEPTED)
    if code is None or (code == 421 and not in_body) or _sender_at_fault(answer):  # noqa: PLR2004
        return Verdict(state=State.PLANNED, retry_at=now, stop=True, charged=False)
    if 500 <= code < 600:  # noqa: PLR2004
        gone = answer.phase == "rcpt" and answer.enhanced in NO_SUCH_ADDRESS
        return Verdict(state=State.REFUSED, suppress=gone)
    return defer(tries=tries, now=now, expires_at=expires_at, jitter=jitter)


def defer(*, tries: int, now: datetime, expires_at: datetime, jitter: float) -> Verdict:
    """Return the next try after 5, 15, 30, then every 60 minutes, or the end when time runs out."""
    step = BACKOFF[min(tries, len(BACKOFF) - 1)]
    retry_at = now + step * (0.5 + 0.5 * jitter)
    if retry_at >= expires_at:
        return Verdict(state=State.EXPIRED)
    return Verdict(state=State.DEFERRED, retry_at=retry_at)


def _sender_at_fault(answer: Answer) -> bool:
    """Tell whether the refusal is about us, so that no subscriber may be blamed for it."""
    if answer.code in NOT_AUTHENTICATED or answer.enhanced in SENDER_AT_FAULT:
        return True
    too_large = answer.code == 552  # noqa: PLR2004 - the message's fault (RFC 1870 §6.1), not ours
    refused = answer.code is not None and answer.code >= 500  # noqa: PLR2004
    return answer.phase in {"connect", "mail"} and refused and not too_large

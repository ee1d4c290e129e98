"""The mail to whoever runs the newsletter: plain text, what changed since the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from digest.errors import TemplateError
from digest.render.engine import Engine
from digest.render.frame import quoted
from digest.render.headers import Mailbox, address, mailbox, mailbox_line, unstructured
from digest.render.text import shortened, tidy

MOST = 50  # changes a mail names
LONGEST = 1_000  # characters of one
SUBJECT_LIMIT = 100  # characters of its first change


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed."""

    since: datetime  # aware
    text: str  # a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What a mail to the operator is made of, and nothing else."""

    title: str  # the newsletter's
    sender: str  # an RFC 5322 mailbox
    operator: str  # an address
    date: datetime  # aware
    number: int  # of its first change in the store: with the date, it names the mail
    changes: Sequence[Change]  # oldest first, at least one


def bulletin(engine: Engine, one: Bulletin) -> tuple[bytes, bool]:
    """Return the whole message with CRLF line ends, and whether its headers need SMTPUTF8.

    Raises TemplateError where a template is wrong or an address cannot stand in a header.
    """
    left = len(one.changes) - MOST
    context = {
        "newsletter": shortened(tidy(one.title), SUBJECT_LIMIT),
        "summary": _summary(one),
        "changes": [_shown(change) for change in one.changes[:MOST]],
        "more": f"{left:,}" if left > 0 else "",
    }
    subject = tidy(engine.render("operator/subject.txt", **context))
    body = engine.render("operator/body.txt", **context)
    head = _head(one, subject=subject)
    return head.encode() + b"\r\n" + quoted(body if body.endswith("\n") else body + "\n"), not head.isascii()


def _head(one: Bulletin, *, subject: str) -> str:
    """Return the header lines, the empty one not among them."""
    if one.date.tzinfo is None:
        raise TemplateError(f"Date: found {one.date.isoformat()} without a zone, wanted an aware time")
    sender = mailbox(one.sender, of="newsletter.from")
    to = Mailbox("", address(one.operator, of="newsletter.operator"))
    mark = sha256(f"{one.number}\n{one.date.isoformat()}\n{to.address}".encode()).hexdigest()[:24]
    lines = [
        mailbox_line("From", sender),
        mailbox_line("To", to),
        unstructured("Subject", subject),
        f"Date: {format_datetime(one.date)}",
        f"Message-ID: <report.{one.number}.{mark}@{sender.address.rpartition('@')[2]}>",
        "Auto-Submitted: auto-generated",  # RFC 3834 §5
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    ]
    return "\r\n".join(lines) + "\r\n"


def _summary(one: Bulletin) -> str:
    """Return the one change there is, or how many there are."""
    if len(one.changes) > 1:
        return f"{len(one.changes):,} changes"
    return shortened(tidy(one.changes[0].text), SUBJECT_LIMIT).rstrip(".")


def _shown(change: Change) -> dict[str, str]:
    since = change.since.astimezone(UTC)
    return {"since": f"{since:%Y-%m-%d %H:%M} UTC", "text": shortened(tidy(change.text), LONGEST)}

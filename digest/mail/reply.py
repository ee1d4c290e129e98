"""What a mail server answered, and to which step of the conversation."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TEXT_LIMIT = 500  # characters kept of an answer: enough for any explanation, too few to fill a ledger

# RFC 2034 §4: the code opens the text, and its class is the reply's first digit. qmail writes "(#5.1.1)".
ENHANCED = re.compile(
    r"\A\s*#?([245]\.(?:0|[1-9][0-9]{0,2})\.(?:0|[1-9][0-9]{0,2}))(?![0-9.])"
    r"|\(#([245]\.[0-9]{1,3}\.[0-9]{1,3})\)"
)


class Phase(StrEnum):
    """How far a message had come; before BODY it is certain that nothing was sent."""

    CONNECT = "connect"  # greeting, TLS, EHLO, AUTH
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # up to the 354, and until the first byte of the message
    BODY = "body"  # the message, its final dot, and the answer to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of a relay, or that there was none."""

    phase: Phase
    code: int | None  # 200..599; None: no answer (time-out, end of file, TLS), or none that can be understood
    enhanced: str = ""  # RFC 3463, as in "5.1.1"; empty when the server gave none
    text: str = ""  # one printable line of at most TEXT_LIMIT characters

    @property
    def began_body(self) -> bool:
        """Tell whether some of the message may have reached the server."""
        return self.phase is Phase.BODY

    @property
    def accepted(self) -> bool:
        """Tell whether the server took responsibility for the message (RFC 5321 §4.2.5)."""
        return self.began_body and self.code is not None and self.code < 300  # noqa: PLR2004 - the class 2yz

    @property
    def in_doubt(self) -> bool:
        """Tell whether the server may or may not have taken the message: nobody can know."""
        return self.began_body and self.code is None


def answered(phase: Phase, code: int, message: str, *, secrets: Iterable[str] = ()) -> Reply:
    """Return the reply that a server's code and (possibly many-lined, hostile) text make."""
    found = ENHANCED.search(message)
    enhanced = (found[1] or found[2]) if found else ""
    if not enhanced.startswith(str(code)[0]):
        enhanced = ""
    return Reply(phase=phase, code=code, enhanced=enhanced, text=one_line(message, secrets=secrets))


def unanswered(phase: Phase, why: str, *, secrets: Iterable[str] = ()) -> Reply:
    """Return the reply that stands for no answer, with the reason as its text."""
    return Reply(phase=phase, code=None, text=one_line(why, secrets=secrets))


def one_line(text: str, *, secrets: Iterable[str] = ()) -> str:
    """Return hostile text as one printable line of at most TEXT_LIMIT characters.

    Line ends, controls, bidirectional marks and bytes that are no UTF-8 become single spaces. A server
    may echo what it was told: `secrets`, and their base64 forms as AUTH sends them, are blotted out.
    """
    for secret in secrets:
        text = text.replace(secret, "***")
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:TEXT_LIMIT]


def spellings(user: str, password: str) -> tuple[str, ...]:
    """Return the forms in which AUTH PLAIN and LOGIN (RFC 4616) put a password on the wire, longest first."""
    if not password:
        return ()
    plain, login = f"\0{user}\0{password}", password
    encoded = (base64.b64encode(form.encode("utf-8", "surrogatepass")).decode() for form in (plain, login))
    return (*encoded, password)

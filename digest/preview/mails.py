"""A delivered mail as a page shows it: read from bytes that anybody may have sent; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

from digest.render.text import shortened, tidy, tidy_lines

HEADER_LIMIT = 2_000  # characters of one header that a page shows
TEXT_LIMIT = 1_000_000  # characters of one part

# What a mail's HTML may do where it is shown: styles and pictures it brought along, nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# <base target> opens links in a tab of their own: the frame cannot be led away.
_GUARD = (
    f'<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    '<base target="_blank">'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail, decoded for showing; every field is plain text of bounded length but `html`."""

    to: str
    subject: str
    date: str  # as the mail says
    headers: tuple[tuple[str, str], ...]  # as sent, unfolded
    html: str  # the mail's own, not sanitised: for a sandboxed frame only; empty where there is none
    text: str
    raw: bytes


def read_mail(raw: bytes) -> Mail:
    """Return what a mail shows; nothing in it can make this fail, what cannot be decoded shows as it came."""
    message = message_from_bytes(raw, policy=policy.default)
    headers = tuple((tidy(name)[:100], _shown(str(value))) for name, value in message.raw_items())
    return Mail(
        to=_header(headers, "to"),
        subject=_header(headers, "subject") or "(no subject)",
        date=_header(headers, "date"),
        headers=headers,
        html=_part(message, "text/html"),
        text=tidy_lines(_part(message, "text/plain")),
        raw=raw,
    )


def guarded(html: str) -> str:
    """Return a mail's HTML with a policy before it that stops scripts, requests and forms.

    Every other http-equiv loses its name: a refresh would lead the frame away.
    """
    harmless = re.sub(r"http-equiv", "data-http-equiv", html, flags=re.IGNORECASE)
    return _GUARD + harmless


def _shown(value: str) -> str:
    """Return a raw header value on one line; octets that are not UTF-8 are replaced."""
    text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return shortened(tidy(text), HEADER_LIMIT)


def _header(headers: tuple[tuple[str, str], ...], wanted: str) -> str:
    """Return the first header of a name, its encoded-words decoded where they can be."""
    found = next((value for name, value in headers if name.lower() == wanted), "")
    try:
        return tidy(str(make_header(decode_header(found))))
    except (LookupError, ValueError):  # an unknown charset, broken base64: shown as it came
        return found


def _part(message: EmailMessage, kind: str) -> str:
    """Return the first part of a media type, decoded; unknown charsets are read as UTF-8."""
    for part in message.walk():
        if part.get_content_type() != kind or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        octets = payload if isinstance(payload, bytes) else b""
        try:
            text = octets.decode(str(part.get_param("charset") or "utf-8"), "replace")
        except LookupError:
            text = octets.decode("utf-8", "replace")
        return text.replace("\r\n", "\n")[:TEXT_LIMIT]
    return ""

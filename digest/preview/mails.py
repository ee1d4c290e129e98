"""A delivered mail as a page shows it: read from bytes that anybody may have sent; pure."""

from __future__ import annotations

import codecs
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser

from digest.render.text import shortened, tidy, tidy_lines

HEADER_LIMIT = 2_000  # characters of one header that a page shows
PART_LIMIT = 1_000_000  # octets of one part that a page shows
PICTURES_LIMIT = 60  # pictures of one mail that are shown

# What people write mail in; Python knows stranger ones, some of them slow on hostile octets.
_CHARSET = re.compile(r"utf-8|us-ascii|(iso-8859|windows|iso-2022|euc|koi8|gb|big5|shift)[a-z0-9_-]*")

_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})

# What a mail's HTML may do where it is shown: styles and pictures it brought along, nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# Scripts, frames and links to elsewhere do nothing under it; but a <link> may still make a browser look up
# a name, so it is none any more.
_LINK = re.compile(r"<(?=link[\s/>])", re.IGNORECASE)
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
    pictures: Mapping[str, str] = field(default_factory=dict, repr=False)  # data: addresses, by Content-ID


def read_mail(raw: bytes) -> Mail:
    """Return what a mail shows; nothing in it can make this fail, what cannot be decoded shows as it came."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
    except RecursionError:  # parts within parts within parts: the headers are shown, and the bytes offered
        message = BytesHeaderParser(policy=policy.default).parsebytes(raw)
    headers = tuple((tidy(name)[:100], _shown(str(value))) for name, value in message.raw_items())
    return Mail(
        to=_header(headers, "to"),
        subject=_header(headers, "subject") or "(no subject)",
        date=_header(headers, "date"),
        headers=headers,
        html=_part(message, "text/html"),
        text=tidy_lines(_part(message, "text/plain")),
        raw=raw,
        pictures=dict(_pictures(message)),
    )


def guarded(html: str) -> str:
    """Return a mail's HTML with a policy before it that stops scripts, requests and forms.

    Every other http-equiv loses its name: a refresh would lead the frame away. So does every <link>.
    """
    harmless = re.sub(r"http-equiv", "data-http-equiv", html, flags=re.IGNORECASE)
    return _GUARD + _LINK.sub("<no-", harmless)


def pictured(html: str, pictures: Mapping[str, str]) -> str:
    """Return a mail's HTML with the pictures that came along in it, for where there are no other parts.

    `pictures` are data: addresses by Content-ID.
    """
    for name, data in pictures.items():
        html = html.replace(f'"cid:{name}"', f'"{data}"')
    return html


def _can_decode(name: str) -> bool:
    """Say whether this Python can decode a charset."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _shown(value: str) -> str:
    """Return a raw header value on one line; octets that are not UTF-8 are replaced."""
    text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return shortened(tidy(text), HEADER_LIMIT)


def _header(headers: tuple[tuple[str, str], ...], wanted: str) -> str:
    """Return the first header of a name, its encoded-words decoded where they can be."""
    found = next((value for name, value in headers if name.lower() == wanted), "")
    try:
        return tidy(str(make_header(decode_header(found))))
    except (LookupError, ValueError, HeaderParseError):  # unknown charset, broken base64: as it came
        return found


def _part(message: EmailMessage, kind: str) -> str:
    """Return the first part of a media type, decoded; unknown charsets are read as UTF-8."""
    for part in message.walk():
        if part.get_content_type() != kind or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        octets = payload[:PART_LIMIT] if isinstance(payload, bytes) else b""
        charset = str(part.get_param("charset") or "").lower()
        known = _CHARSET.fullmatch(charset)
        text = octets.decode(charset if known and _can_decode(charset) else "utf-8", "replace")
        return text.replace("\r\n", "\n")
    return ""


def _pictures(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield each picture that comes with a mail and can be named in it: its Content-ID, and its data."""
    left = PICTURES_LIMIT
    for part in message.walk():
        kind, name = part.get_content_type(), str(part.get("Content-ID", "")).strip().strip("<>")
        if kind not in _PICTURES or not name:
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and len(payload) <= PART_LIMIT and left:
            left -= 1
            yield name, f"data:{kind};base64,{b64encode(payload).decode()}"

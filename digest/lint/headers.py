"""The rules of the header block.

RFC 5322 (syntax), 2047 (encoded-words), 2369 and 8058 (List-*), 2919 (List-Id), 3834 (Auto-Submitted).
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from binascii import a2b_qp
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from digest.lint.mime import Entity
from digest.lint.rules import Finding, finding

SUBJECT_LIMIT = 200  # characters
ENCODED_WORD_LIMIT = 75  # RFC 2047 section 2

_WANTED = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "Feedback-ID",
    "MIME-Version",
)
_ONCE = frozenset(
    ("reply-to", "sender", "content-type", "list-unsubscribe-post", *(name.lower() for name in _WANTED))
)
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bqBQ])\?([^?\s]*)\?=")
_UNENCODED = frozenset(("message-id", "date", "list-unsubscribe", "list-unsubscribe-post", "feedback-id"))
_ADDRESS = re.compile(r"[^\s<>\"@,;:]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_MAILBOX = re.compile(r"(?:(?P<name>\"(?:[^\"\\]|\\.)*\"|[^\"<>,;]*?)\s*)<(?P<address>[^<>]*)>")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,250}@[!-;=?A-~]{1,250}>")
_URI = re.compile(r"<(https://[^<>\s@/]+/?[^<>\s]*|mailto:[^<>\s]+@[^<>\s]+)>")
_LIST_ID = re.compile(r"(?:\"(?:[^\"\\]|\\.)*\"\s+|[^<>\"]*\s)?<[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+>")
_FEEDBACK = re.compile(r"[^\s:]+(:[^\s:]*){0,3}")


def header_faults(message: Entity) -> Iterator[Finding]:
    """Look at every header of a message."""
    values = {header.key: header.value for header in reversed(message.headers)}
    counts = Counter(header.key for header in message.headers)
    for line in message.broken:
        yield finding("header-syntax", "headers", line or "an empty line")
    for name in _WANTED:
        if name.lower() not in counts:
            yield finding(_RULE_OF.get(name, "header-once"), f"headers: {name}", "nothing")
    for header in message.headers:
        if counts[header.key] > 1 and header.key in _ONCE:
            yield finding("header-once", f"headers: {header.name}", f"{counts[header.key]} of them")
        if "=?" in header.value and (damage := _damage(header.key, header.value)):
            yield finding("encoded-words", f"headers: {header.name}", damage)
    for name, rule, fault in _CHECKS:
        value = values.get(name.lower())
        if value is not None and (said := fault(value)) is not None:
            yield finding(rule, f"headers: {name}", said or "nothing")
    yield from _one_click(values)


def addresses(value: str) -> list[str]:
    """Return the addresses of a List-Unsubscribe header."""
    return [match[1] for match in _URI.finditer(value)]


def decoded_words(value: str) -> str:
    """Return a header's text with its encoded-words decoded; what cannot be is U+FFFD."""
    joined = re.sub(r"(\?=)\s+(?==\?)", r"\1", value)
    return _WORD.sub(lambda match: _decoded(match).decode("utf-8", "replace"), joined)


def _decoded(match: re.Match[str]) -> bytes:
    try:
        if match[2] in "bB":
            return b64decode(match[3].encode("ascii", "replace"), validate=True)
        return a2b_qp(match[3].encode("ascii", "replace"), header=True)
    except (Base64Error, ValueError):
        return b"\xff"


def _damage(key: str, value: str) -> str:
    """Say what is wrong with encoded-words, or nothing."""
    if key in _UNENCODED:
        return "an encoded-word where none is decoded"
    left = _WORD.sub("", value)
    if "=?" in left or "?=" in left:
        return f"an encoded-word that is none: {left.strip()}"
    for match in _WORD.finditer(value):
        if len(match[0]) > ENCODED_WORD_LIMIT:
            return f"an encoded-word of {len(match[0])} characters"
        if match[1].lower() == "utf-8" and "\ufffd" in _decoded(match).decode("utf-8", "replace"):
            return f"half a character: {match[0]}"
    return ""


def _one_click(values: Mapping[str, str]) -> Iterator[Finding]:
    """Compare List-Unsubscribe with List-Unsubscribe-Post (RFC 8058 section 3.1)."""
    post = values.get("list-unsubscribe-post")
    https = any(one.startswith("https:") for one in addresses(values.get("list-unsubscribe", "")))
    place = "headers: List-Unsubscribe-Post"
    if https and post is None:
        yield finding("one-click", place, "nothing, beside an https address")
    elif post is not None and not https:
        yield finding("one-click", place, "there, without an https address")
    elif post is not None and post != "List-Unsubscribe=One-Click":
        yield finding("one-click", place, post)


def _mailbox(value: str) -> str | None:
    match = _MAILBOX.fullmatch(value)
    return None if _ADDRESS.fullmatch(match["address"] if match else value) else value


def _subject(value: str) -> str | None:
    text = decoded_words(value)
    return None if 0 < len(text.strip()) <= SUBJECT_LIMIT else f"{len(text.strip())} characters"


def _date(value: str) -> str | None:
    try:
        found: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return value
    return value if found.tzinfo is None else None


def _unsubscribe(value: str) -> str | None:
    """Return what is wrong with a list of addresses between commas (RFC 2369 section 2)."""
    found = addresses(value)
    kinds = Counter(one.partition(":")[0] for one in found)
    bare = _URI.sub("", value).replace(",", "").strip()
    return None if found and not bare and max(kinds.values()) == 1 else value


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: None if pattern.fullmatch(value) else value


_CHECKS: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("From", "address", _mailbox),
    ("To", "address", _mailbox),
    ("Reply-To", "address", _mailbox),
    ("Subject", "subject", _subject),
    ("Date", "date", _date),
    ("Message-ID", "message-id", _matching(_MESSAGE_ID)),
    ("List-Id", "list-id", _matching(_LIST_ID)),
    ("List-Unsubscribe", "list-unsubscribe", _unsubscribe),
    ("Auto-Submitted", "auto-submitted", _matching(re.compile("auto-generated"))),
    ("Feedback-ID", "feedback-id", _matching(_FEEDBACK)),
    ("MIME-Version", "mime-version", _matching(re.compile(r"1\.0"))),
)
_RULE_OF = {name: rule for name, rule, _ in _CHECKS}

"""The header block of a digest, written by hand: no value can leave its line, no line is too long.

RFC 5322 (syntax), 2047 (encoded-words), 2369 and 8058 (List-*), 2919 (List-Id), 3834
(Auto-Submitted), 6532 (UTF-8 local parts).
"""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from itertools import accumulate
from string import ascii_letters, digits
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

from digest.errors import TemplateError
from digest.model import Digest, Edition, Masthead
from digest.render.text import shortened, slug, tidy

LINE_LIMIT = 76  # characters of a line with encoded-words, RFC 2047 §2
WORD_LIMIT = 75  # characters of one encoded-word
NAME_LIMIT = 100  # characters of a display name
ADDRESS_LIMIT = 254  # octets, RFC 5321 §4.5.3.1 with erratum 1690 of RFC 3696

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_MAILBOX = re.compile(r"(?:(?P<name>.*?)\s*)<(?P<address>[^<>]*)>", re.DOTALL)
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,120}@[!-;=?A-~]{1,120}>")
_UNSUBSCRIBE = re.compile(r"(https?://|mailto:)[!#-;=?-~]{1,800}")


class Mailbox(NamedTuple):
    """A name, and an address fit for a header: not ASCII only where its local part is not."""

    name: str
    address: str


def header_block(digest: Digest, *, subject: str) -> tuple[bytes, bool]:
    """Return the header lines with CRLF up to MIME-Version, and whether they need SMTPUTF8.

    Raises TemplateError where an address, the Message-ID or the unsubscribe link cannot stand in a header.
    """
    newsletter = _of_newsletter(digest.masthead)
    to = Mailbox(digest.name, address(digest.email, of="the subscriber's address"))
    lines = [
        newsletter.sender,
        mailbox_line("To", to),
        unstructured("Subject", subject),
        f"Date: {_date(digest)}",
        f"Message-ID: {_checked(_MESSAGE_ID, digest.message_id, 'Message-ID', '<left@right> in ASCII')}",
        *newsletter.others,
        *_unsubscribe(digest.unsubscribe),
        "Auto-Submitted: auto-generated",
        f"Feedback-ID: {_feedback(digest.edition)}:{newsletter.list_id}",
        "MIME-Version: 1.0",
    ]
    block = "\r\n".join(lines) + "\r\n"
    return block.encode(), not block.isascii()


def sender_domain(masthead: Masthead) -> str:
    """Return the domain of the sender's address, as A-labels; raises TemplateError."""
    return _of_newsletter(masthead).domain


def mailbox(text: str, *, of: str) -> Mailbox:
    """Return the name and the address of an RFC 5322 mailbox; raises TemplateError."""
    match = _MAILBOX.fullmatch(text.strip())
    name, bare = (match["name"] or "", match["address"]) if match else ("", text.strip())
    if name.startswith('"') and name.endswith('"') and len(name) > 1:
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return Mailbox(name, address(bare, of=of))


@lru_cache(maxsize=1024)
def address(text: str, *, of: str) -> str:
    """Return an address with its domain as A-labels; raises TemplateError with what was found."""
    if len(text) <= ADDRESS_LIMIT and _PLAIN_ADDRESS.fullmatch(text):
        return text
    try:
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError) as err:
        raise TemplateError(f"{of}: found {tidy(text[:300])!r}, wanted name@domain: {err}") from err
    found = f"{checked.local_part}@{checked.ascii_domain}"
    if tidy(found) != found or " " in found:
        raise TemplateError(f"{of}: found {tidy(text[:300])!r}, wanted an address without spaces")
    return found


def mailbox_line(header: str, box: Mailbox) -> str:
    """Return `Header: name <address>`, folded where it is long; the name is an atom, quoted or encoded."""
    name = shortened(tidy(box.name), NAME_LIMIT)
    if not name:
        return f"{header}: <{box.address}>" if header == "List-Id" else f"{header}: {box.address}"
    if not name.isascii() or "=?" in name or not name.isprintable():
        name = encoded_words(name, first=len(header) + 2)
    elif not _ATOMS.fullmatch(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    last = name.rsplit("\n", 1)[-1]
    fits = len(last) + len(header) + len(box.address) + 5 <= LINE_LIMIT
    return f"{header}: {name}{' ' if fits else _FOLD}<{box.address}>"


_FOLD = "\r\n "


@lru_cache(maxsize=4_096)
def unstructured(header: str, text: str) -> str:
    """Return a header of free text: as it is where ASCII does, folded at spaces, else in encoded-words."""
    text = tidy(text)
    first = len(header) + 2
    if not text.isascii() or "=?" in text or any(len(word) >= LINE_LIMIT - first for word in text.split(" ")):
        return f"{header}: {encoded_words(text, first=first)}"
    lines = [f"{header}:"]
    for word in text.split(" "):
        if len(lines[-1]) + 1 + len(word) > LINE_LIMIT:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)


def encoded_words(text: str, *, first: int) -> str:
    """Return text as encoded-words of whole characters, one a line; `first` columns are taken already."""
    q = [_Q.get(character) or _q(character) for character in text]
    as_q = sum(map(len, q)) <= len(text.encode()) * 4 // 3
    words: list[str] = []
    at = 0
    while at < len(text):
        room = min(WORD_LIMIT, LINE_LIMIT - (1 if words else first)) - len("=?utf-8?q??=")
        if as_q:
            end = _fitting([len(one) for one in q[at : at + room]], room) + at
            words.append(f"=?utf-8?q?{''.join(q[at:end])}?=")
        else:
            octets = [len(character.encode()) for character in text[at : at + room]]
            end = _fitting(octets, room // 4 * 3) + at
            words.append(f"=?utf-8?b?{b64encode(text[at:end].encode()).decode()}?=")
        at = end
    return _FOLD.join(words)


def _fitting(sizes: list[int], room: int) -> int:
    """Return how many of the sizes fit the room, from the first on."""
    return sum(total <= room for total in accumulate(sizes))


def _q(character: str) -> str:
    return "".join(f"={octet:02X}" for octet in character.encode())


# RFC 2047 §4.2, and §5 (3) for what may stand as itself in a phrase.
_Q = {chr(code): _q(chr(code)) for code in range(128)}
_Q |= {character: character for character in ascii_letters + digits + "!*+-/"} | {" ": "_"}


class _Newsletter(NamedTuple):
    """The header lines that are the same in all mails of a newsletter, and what others are made of."""

    sender: str  # From
    others: tuple[str, ...]  # Reply-To, List-Id
    list_id: str
    domain: str


@lru_cache(maxsize=64)
def _of_newsletter(masthead: Masthead) -> _Newsletter:
    sender = mailbox(masthead.sender, of="newsletter.from")
    domain = sender.address.rpartition("@")[2]
    title = shortened(tidy(masthead.title), NAME_LIMIT)
    list_id = f"{slug(title, otherwise='newsletter')}.{domain}"
    others = [mailbox_line("List-Id", Mailbox(title, list_id))]
    if masthead.reply_to:
        others.insert(0, mailbox_line("Reply-To", mailbox(masthead.reply_to, of="newsletter.reply_to")))
    return _Newsletter(mailbox_line("From", sender), tuple(others), list_id, domain)


def _unsubscribe(uri: str) -> list[str]:
    """Return List-Unsubscribe on a line of its own, and the one-click header where RFC 8058 allows it."""
    checked = _checked(_UNSUBSCRIBE, uri, "the unsubscribe link", "a mailto: or https: URI in ASCII")
    post = ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"] if uri.startswith("https:") else []
    return [f"List-Unsubscribe: <{checked}>", *post]


def _checked(pattern: re.Pattern[str], found: str, what: str, wanted: str) -> str:
    if not pattern.fullmatch(found):
        raise TemplateError(f"{what}: found {tidy(found[:300])!r}, wanted {wanted}")
    return found


def _date(digest: Digest) -> str:
    if digest.date.tzinfo is None:
        raise TemplateError(f"Date: found {digest.date.isoformat()} without a zone, wanted an aware time")
    return _written(digest.date, digest.date.utcoffset())


@lru_cache(maxsize=256)
def _written(date: datetime, _offset: timedelta | None) -> str:
    """Return a date as RFC 5322 has it; times that are equal in different zones are written differently."""
    return format_datetime(date)


@lru_cache(maxsize=256)
def _feedback(edition: Edition) -> str:
    """Return three of Feedback-ID's four fields: the edition, its kind, and what sort of mail this is."""
    kind = slug(edition.kind, otherwise="edition")
    return f"{kind}-{edition.date.isoformat()}-{edition.slot}:{kind}:digest"

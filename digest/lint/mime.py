"""A message taken apart, far enough for the rules: bytes that anybody may have sent, in bounded time.

RFC 5322 (lines and headers), 2045 and 2046 (parts and encodings).
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from binascii import a2b_qp
from collections.abc import Iterator
from typing import NamedTuple

DEPTH = 4  # of parts within parts: ours have two
PARTS = 100  # in one multipart that are looked at
HEADERS = 200  # of one part that are looked at

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n")
_NAME = re.compile(r"[!-9;-~]+")
_BOUNDARY = re.compile(r";\s*boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)


class Header(NamedTuple):
    """One header, unfolded; octets that are not UTF-8 have become U+FFFD."""

    name: str  # as written
    value: str
    key: str  # the name in lower case


class Entity(NamedTuple):
    """A message or one of its parts."""

    headers: tuple[Header, ...]
    broken: tuple[str, ...]  # header lines that are none
    body: bytes  # as sent
    parts: tuple[Entity, ...]  # of a multipart
    kind: str  # "text/html", in lower case

    def value(self, key: str) -> str:
        """Return the value of the first header of that name, or nothing."""
        return next((header.value for header in self.headers if header.key == key), "")

    def leaves(self) -> Iterator[Entity]:
        """Yield all parts that are no multiparts, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def entity(raw: bytes, *, depth: int = DEPTH) -> Entity:
    """Return what the bytes of a message or a part hold; nothing in them can make this fail."""
    if raw.startswith((b"\r\n", b"\n")):
        head, body = b"", _LINE.sub(b"", raw, count=1)
    else:
        match = _HEAD_END.search(raw)
        head, body = (raw[: match.start()], raw[match.end() :]) if match else (raw, b"")
    headers, broken = _headers(head)
    said = next((one.value for one in headers if one.key == "content-type"), "text/plain")
    kind = said.partition(";")[0].strip().lower()
    parts: tuple[Entity, ...] = ()
    boundary = _BOUNDARY.search(said)
    if kind.startswith("multipart/") and boundary and depth:
        mark = (boundary[1] or boundary[2]).encode()
        parts = tuple(entity(piece, depth=depth - 1) for piece in _split(body, mark))
    return Entity(headers, broken, body, parts, kind)


def _headers(head: bytes) -> tuple[tuple[Header, ...], tuple[str, ...]]:
    unfolded: list[str] = []
    for line in _LINE.split(head[:200_000])[: HEADERS * 20]:
        text = line.decode("utf-8", "replace")
        if text[:1] in {" ", "\t"} and unfolded:
            unfolded[-1] += text
        elif text:
            unfolded.append(text)
    headers, broken = [], []
    for text in unfolded[:HEADERS]:
        name, colon, value = text.partition(":")
        if colon and _NAME.fullmatch(name):
            headers.append(Header(name, value.strip(), name.lower()))
        else:
            broken.append(text)
    return tuple(headers), tuple(broken)


def _split(body: bytes, mark: bytes) -> Iterator[bytes]:
    """Yield the parts between boundaries, without the line break that belongs to the boundary."""
    pieces = (b"\n" + body).split(b"\n--" + mark, PARTS + 1)
    for piece in pieces[1 : PARTS + 1]:
        if piece.startswith(b"--"):
            return
        end = piece.find(b"\n")
        yield piece[end + 1 :].removesuffix(b"\r") if end >= 0 else b""


class Decoded(NamedTuple):
    """A text part as a mail program reads it, with LF line ends, and what was wrong with reading it."""

    text: str
    faults: tuple[tuple[str, str], ...]  # (rule, what was found)


_QP_FAULT = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*$)")


def decoded(part: Entity) -> Decoded:
    """Return the text of a part."""
    data, faults = octets(part)
    match = _CHARSET.search(part.value("content-type"))
    charset = match[1].lower() if match else "us-ascii"
    if charset not in {"utf-8", "us-ascii"}:
        faults += (("charset", f"charset={charset}"),)
    try:
        text = data.decode("ascii" if charset == "us-ascii" else "utf-8")
    except UnicodeDecodeError as err:
        text = data.decode("utf-8", "replace")
        faults += (("charset", f"octets that are not {charset}: {err.reason} at {err.start:,}"),)
    return Decoded(text.replace("\r\n", "\n"), faults)


def octets(part: Entity) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return the content of a part, decoded from its transfer encoding, and what is wrong with that."""
    encoding = part.value("content-transfer-encoding").lower() or "7bit"
    if encoding == "quoted-printable":
        fault = _QP_FAULT.search(part.body)
        return a2b_qp(part.body), (
            (("transfer-encoding", "an = that encodes nothing, in quoted-printable"),) if fault else ()
        )
    if encoding == "base64":
        try:
            return b64decode(part.body), ()
        except (Base64Error, ValueError) as err:
            return b"", (("transfer-encoding", f"base64 that cannot be read: {err}"),)
    return part.body, () if encoding == "7bit" else (("transfer-encoding", encoding),)

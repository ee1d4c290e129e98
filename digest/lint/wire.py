"""The rules of a message's bytes and of its MIME structure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.lint.mime import Entity
from digest.lint.rules import Finding, finding

LINE_LIMIT = 998  # octets without CR LF, RFC 5322 section 2.1.1

_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_ADDRESSES = (b"from:", b"to:", b"reply-to:", b"sender:", b"cc:")
_PICTURES = frozenset(("image/jpeg", "image/png", "image/gif"))
_CONTENT_ID = re.compile(r"<([^<>\s@]{1,200}@[^<>\s@]{1,200})>")


def octet_faults(raw: bytes) -> Iterator[Finding]:
    """Look at line ends, line lengths and octets past ASCII."""
    lines = raw.splitlines()
    if len(lines) != raw.count(b"\r\n") + (not raw.endswith(b"\r\n")):
        match = _BARE.search(raw)
        if match:
            name = "LF" if match[0] == b"\n" else "CR"
            yield finding("line-ends", f"line {_line(raw, match.start())}", f"a bare {name}")
    longest = max(map(len, lines), default=0)
    if longest > LINE_LIMIT:
        number = next(number for number, line in enumerate(lines, 1) if len(line) == longest)
        yield finding("line-length", f"line {number}", f"{longest:,} octets")
    if not raw.isascii() or b"\0" in raw:
        yield from _eight_bit(raw)


def _eight_bit(raw: bytes) -> Iterator[Finding]:
    """Look for octets past ASCII; addresses in headers may hold UTF-8 (RFC 6532)."""
    head, folded = True, b""
    for number, line in enumerate(raw.split(b"\n"), 1):
        head = head and bool(line.strip())
        if head and not line.startswith((b" ", b"\t")):
            folded = line.lower()
        if (line.isascii() and b"\0" not in line) or (head and _is_utf8(line, folded)):
            continue
        yield finding("seven-bit", f"line {number}", repr(line[:60])[2:-1])
        return


def _is_utf8(line: bytes, header: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return header.startswith(_ADDRESSES) and b"\0" not in line


def _line(raw: bytes, at: int) -> int:
    return raw.count(b"\n", 0, at) + 1


def structure_faults(message: Entity) -> Iterator[Finding]:
    """Look whether a message is an alternative of text and then HTML, alone or with its pictures."""
    kinds = [part.kind for part in message.parts]
    last = message.parts[-1] if message.parts else None
    right = message.kind == "multipart/alternative" and len(kinds) == 2 and kinds[0] == "text/plain"  # noqa: PLR2004 - text and HTML
    if last is not None and last.kind == "multipart/related":
        within = [part.kind for part in last.parts]
        right = right and within[:1] == ["text/html"] and all(one.startswith("image/") for one in within[1:])
    else:
        right = right and kinds[-1:] == ["text/html"]
    if not right:
        yield finding("structure", "message", _drawn(message))


def _drawn(one: Entity) -> str:
    within = ", ".join(_drawn(part) for part in one.parts[:5])
    return f"{one.kind or 'nothing'}({within})" if within else one.kind or "nothing"


def pictures(message: Entity) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the Content-IDs of the pictures that come along, and what is wrong with them."""
    ids: list[str] = []
    found: list[Finding] = []
    for number, part in enumerate(message.leaves(), 1):
        if part.kind.startswith("text/") or part.kind == message.kind:
            continue
        place = f"part {number}"
        if part.kind not in _PICTURES:
            found.append(finding("inline-type", place, part.kind or "no Content-Type"))
        if part.value("content-transfer-encoding").lower() != "base64":
            found.append(finding("transfer-encoding", place, "a picture that is not base64"))
        match = _CONTENT_ID.fullmatch(part.value("content-id"))
        if match:
            ids.append(match[1])
        else:
            found.append(
                finding("inline-unused", place, f"Content-ID {part.value('content-id') or 'nowhere'}")
            )
    return tuple(ids), found


def cid_faults(ids: tuple[str, ...], used: Iterator[tuple[str, str]]) -> Iterator[Finding]:
    """Compare the pictures that come along with those that are shown: (place, Content-ID)."""
    shown: set[str] = set()
    for place, one in used:
        shown.add(one)
        if one not in ids:
            yield finding("inline-missing", place, f"cid:{one}")
    for one in ids:
        if one not in shown:
            yield finding("inline-unused", "message", f"Content-ID <{one}>")

"""Reads one feed in a process of its own: what strangers send can keep feedparser busy for hours.

Some of its patterns take time that grows with the square of what they read: an author of 20 kB, or as many
line breaks, take more than a second, and 2 MB take hours. A thread cannot be stopped, a process can. This is
run as a file (`python -P feedreader.py ADDRESS CONTENT_TYPE < feed`), takes nothing of this package, and
answers in JSON.
"""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Mapping
from typing import Any

import feedparser
from feedparser.encodings import convert_to_utf8
from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_CPU_S = 60
MOST_MEMORY = 2**30  # bytes
MOST_ENTRIES = 5_000
LONGEST = 100_000  # characters of one text, with its markup
MOST_PARTS = 5_000  # authors, links or tags of one entry
# The elements that hold an identifier or an address: PRISM, Dublin Core, and what arXiv's own feeds have.
_IDS = ("prism_doi", "dc_identifier", "prism_url", "arxiv_doi", "id", "link", "feedburner_origlink")
_MARKS = (  # the longer ones first: the mark of UTF-32 begins as that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_SILENT = frozenset(["head", "iframe", "noscript", "object", "script", "style", "svg", "template", "title"])
_INLINES = "a abbr b bdi cite code del em font i ins kbd mark q s small span strong tt u var wbr"
_INLINE = frozenset(_INLINES.split())
_SCRIPTS = frozenset(["sub", "sup"])  # kept for `readable`, which knows them


def extract(body: bytes, *, address: str, content_type: str) -> dict[str, Any]:
    """Return a feed as plain values: `version`, `entries`, what is `broken` about it, or why it is `refused`.

    Markup is taken out of its texts but for sub and sup. An address that is relative is made absolute.
    Entity declarations are refused: a few bytes of them can stand for gigabytes.
    """
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    if marked:  # feedparser believes in UTF-8 before it looks at the mark
        body = body.decode(marked, "replace").encode("utf-8", "replace")
        content_type = "application/xml; charset=utf-8"
    headers = {"content-type": content_type or "application/xml", "content-location": address}
    decoded = convert_to_utf8(headers, body, {})
    if b"<!entity" in decoded.lower():
        return {"refused": "declarations of entities"}
    # Never as bytes: feedparser would take them for the name of a file, or for an address to open.
    found = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    error = found.get("bozo_exception")
    broken = "" if error is None or isinstance(error, _HARMLESS) else f"{type(error).__name__}: {error}"
    entries = found["entries"]
    return {
        "version": found.get("version", ""),
        "broken": broken[:200],
        "left_out": max(0, len(entries) - MOST_ENTRIES),
        "entries": [_entry(entry) for entry in entries[:MOST_ENTRIES]],
    }


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    contents = [entry.get("summary_detail"), *(entry.get("content") or ())][:10]
    links = [(link.get("rel", ""), link.get("href", "")) for link in entry.get("links") or ()]
    people = [entry.get("author_detail"), *(entry.get("authors") or ())]
    return {
        "title": _text(entry.get("title_detail")),
        "texts": [_text(content) for content in contents if content],
        "ids": [str(entry[name])[:2_000] for name in _IDS if isinstance(entry.get(name), str)],
        "links": [(str(rel), str(href)[:4_000]) for rel, href in links if href][:MOST_PARTS],
        "authors": [str(one["name"])[:LONGEST] for one in people if one and one.get("name")][:MOST_PARTS],
        "tags": [str(tag.get("term") or "")[:200] for tag in entry.get("tags") or ()][:MOST_PARTS],
        "day": next(filter(None, (_day(entry, name) for name in ("published", "created", "updated"))), None),
    }


def _text(detail: Mapping[str, Any] | None) -> str:
    if not detail:
        return ""
    value = str(detail.get("value") or "")[:LONGEST]
    return value if detail.get("type", "text/plain") == "text/plain" else text_of(value)


def _day(entry: Mapping[str, Any], name: str) -> tuple[int, int, int] | None:
    """Return the UTC year, month and day of one of an entry's moments."""
    moment = entry.get(f"{name}_parsed")
    return tuple(moment[:3]) if moment else None


def text_of(markup: str) -> str:
    """Return what a browser would show of a piece of HTML, without its scripts; sub and sup stay marked."""
    root = LexborHTMLParser(markup).body
    if root is None:
        return ""
    parts: list[str] = []
    waiting: list[LexborNode | str] = [root]
    while waiting:  # not by recursion: a hostile text is nested as deep as it is long
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = node.tag
        if tag == "-text":
            parts.append(node.text(deep=False))
        elif tag and not tag.startswith("-") and tag not in _SILENT:
            opening, closing = _around(tag)
            parts.append(opening)
            waiting.append(closing)
            waiting.extend(reversed(list(node.iter(include_text=True))))
    return " ".join("".join(parts).split())


def _around(tag: str) -> tuple[str, str]:
    if tag in _SCRIPTS:
        return f"<{tag}>", f"</{tag}>"
    return ("", "") if tag in _INLINE else (" ", " ")


def _limit() -> None:
    """Let the system end this process when it takes more than a feed should."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    """Read a feed from standard input; write what it holds to standard output."""
    _limit()
    found = extract(sys.stdin.buffer.read(), address=sys.argv[1], content_type=sys.argv[2])
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

"""Reading XML from strangers: no entities, nothing from elsewhere, neither too deep nor too much."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from digest.errors import SourceError

MOST_DEPTH = 100  # feeds nest ten deep
MOST_ELEMENTS = 500_000  # 2,000 entries of 50; an element takes some hundred bytes
_SPACE = b" \t\r\n"
_ENCODING = re.compile(rb"""<\?xml\s[^>]*\bencoding\s*=\s*["']([^"']*)""")
_BOM = b"\xef\xbb\xbf"


class _TooMuchError(Exception):
    """More than any feed has; the message says of what."""


class _Builder(TreeBuilder):
    """Builds the tree, up to a size."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > MOST_DEPTH:
            raise _TooMuchError(f"elements more than {MOST_DEPTH} deep")
        if self._elements > MOST_ELEMENTS:
            raise _TooMuchError(f"more than {MOST_ELEMENTS:,} elements")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parsed(body: bytes, *, where: str) -> Element:
    """Return the root of an XML document; raises SourceError saying where and why it is none.

    The encoding is the one that the document declares, else UTF-8 (XML 1.0 section 4.3.3). Entities may
    not be declared: those of XML itself and numbers are all that a feed needs, and others can grow a
    kilobyte to gigabytes or name files.
    """
    parser = XMLParser(target=_Builder())
    try:
        parser.feed(body)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise SourceError(f"{where}: found XML that declares entities, wanted plain XML") from error
    except _TooMuchError as error:
        raise SourceError(f"{where}: found {error}, wanted a feed's worth of XML") from error
    except (ParseError, ValueError, LookupError) as error:
        raise SourceError(f"{where}: {_reason(body, error)}") from error
    if root.tag.rpartition("}")[2].lower() == "html":
        raise SourceError(f"{where}: found a web page, wanted XML")
    return root


def _reason(body: bytes, error: Exception) -> str:
    """Say what came in place of XML."""
    start = body[:1000].removeprefix(_BOM).lstrip(_SPACE).lower()
    if not start:
        return "found nothing, wanted XML"
    if start.startswith((b"<!doctype html", b"<html")):
        return "found a web page, wanted XML"
    if not start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return f"found the text {start[:40].decode('utf-8', 'replace')!r}, wanted XML"
    declared = _ENCODING.match(start)
    if declared is None or declared[1] == b"utf-8":
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as wrong:
            byte = f"the byte 0x{body[wrong.start]:02x} at {wrong.start:,}"
            why = "which is what it declares" if declared else "and no other encoding is declared"
            return f"not XML: {byte} is not UTF-8, {why}"
    return f"not XML: {error}"

"""XML from strangers: what is read of it, and what is refused."""

from __future__ import annotations

import pytest

from digest.errors import SourceError
from digest.sources.xml import MOST_DEPTH, MOST_ELEMENTS, parsed

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def refused(body: bytes | str) -> str:
    with pytest.raises(SourceError) as raised:
        parsed(body.encode() if isinstance(body, str) else body, where="x.xml")
    return str(raised.value)


@pytest.mark.parametrize(
    "body",
    [
        "<a>é</a>".encode(),
        b"\xef\xbb\xbf" + "<a>é</a>".encode(),
        b'<?xml version="1.0" encoding="iso-8859-1"?><a>\xe9</a>',
        '<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16"),
        b'<!DOCTYPE a PUBLIC "-//Example//DTD A//EN" "http://example.org/a.dtd"><a>&#233;</a>',
    ],
)
def test_a_document_is_read_in_its_own_encoding(body: bytes) -> None:
    """The declared one, else UTF-8; a document type that is only named is not fetched."""
    assert parsed(body, where="x.xml").text == "é"


@pytest.mark.parametrize(
    "body",
    [
        f'<!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><a>&a9;</a>',
        f'<!DOCTYPE a [<!ENTITY b "{"b" * 10_000}">]><a>{"&b;" * 10_000}</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><a/>',
        '<!DOCTYPE a [<!ENTITY a "&b;"><!ENTITY b "&a;">]><a>&a;</a>',
    ],
)
def test_entities_are_refused(body: str) -> None:
    """They can grow a kilobyte to gigabytes, read files of ours, or ask other hosts."""
    assert refused(body) == "x.xml: found XML that declares entities, wanted plain XML"


def test_a_tree_too_deep_or_too_large_is_refused() -> None:
    """Both cost far more memory than bytes on the way."""
    assert "more than 100 deep" in refused("<a>" * (MOST_DEPTH + 1) + "</a>" * (MOST_DEPTH + 1))
    assert f"more than {MOST_ELEMENTS:,} elements" in refused(f"<a>{'<b/>' * MOST_ELEMENTS}</a>")
    parsed(b"<a>" * MOST_DEPTH + b"</a>" * MOST_DEPTH, where="x.xml")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!doctype html><html><br>", "found a web page, wanted XML"),
        ('  <HTML lang="en"><body></HTML>', "found a web page, wanted XML"),
        (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
            "found a web page, wanted XML",
        ),
        ("", "found nothing, wanted XML"),
        (" \r\n", "found nothing, wanted XML"),
        ('{"error": "busy"}', 'found the text \'{"error": "busy"}\', wanted XML'),
        ("<a>", "not XML: no element found: line 1, column 3"),
        ("<a></b>", "not XML: mismatched tag: line 1, column 5"),
        ("<a/><b/>", "not XML: junk after document element: line 1, column 4"),
        ("<a>&nbsp;</a>", "not XML: undefined entity: line 1, column 3"),
        ("<a>\0</a>", "not XML: not well-formed (invalid token): line 1, column 3"),
        (b"<a>\xe9</a>", "not XML: the byte 0xe9 at 3 is not UTF-8, and no other encoding is declared"),
        (
            b'<?xml version="1.0" encoding="UTF-8"?><a>\xe9</a>',
            "not XML: the byte 0xe9 at 41 is not UTF-8, which is what it declares",
        ),
        ('<?xml version="1.0" encoding="x-none"?><a/>', "not XML: unknown encoding: x-none"),
        ('<?xml version="1.0" encoding="big5"?><a/>', "not XML: multi-byte encodings are not supported"),
    ],
)
def test_the_reason_says_what_came(body: str | bytes, reason: str) -> None:
    """So that whoever reads it knows whether the address, the server or the feed is wrong."""
    assert refused(body) == f"x.xml: {reason}"

"""Looking into XML by local names.

arXiv's own replies come with several namespaces, and recorded ones without any.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from digest.sources.xml import parsed

_ILLEGAL = bytes(set(range(0x20)) - set(b"\t\n\r"))  # no XML 1.0 document has them (section 2.2)


def document(body: bytes, *, where: str) -> Element:
    """Return the root of a document; raises SourceError when it is none.

    Control characters are dropped: one in one title would cost the whole reply.
    """
    return parsed(body.translate(None, _ILLEGAL), where=where)


def local(element: Element) -> str:
    """Return an element's name without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name right inside another."""
    return (one for one in element if local(one) == name)


def child(element: Element, *path: str) -> Element | None:
    """Return the first element at the end of a path of names; None when there is none."""
    found: Element | None = element
    for name in path:
        found = next(children(found, name), None) if found is not None else None
    return found


def text(element: Element, *path: str) -> str:
    """Return the text of the first element at the end of a path, stripped; "" when there is none."""
    found = child(element, *path)
    return "".join(found.itertext()).strip() if found is not None else ""

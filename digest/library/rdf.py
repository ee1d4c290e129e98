"""RDF: the graph of items, containers and notes that Zotero exports, as XML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from digest.library.works import Flaw, Work

_ATTACHED = {"attachment", "note", "annotation"}  # kinds of item that are no works
_DEPTH_LIMIT = 50  # elements within elements; an author's name is at the eighth
_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"
_SPACE = " "  # between a namespace and a name
_CONTAINERS = tuple(f"isPartOf/{kind}/identifier" for kind in ("Journal", "Book", "Periodical"))


def works_of_rdf(text: str) -> Iterator[Work | Flaw]:
    """Return the items of an RDF file; where the XML breaks off, the items before that count.

    A document type is refused, so that there are no entities to expand and nothing to fetch.
    """
    graph = _Graph()
    try:
        graph.read(text)
    except _Refused as err:
        message = f"{err}; what comes before it counts"
        graph.found.append(Flaw(line=graph.line, message=message))
    except expat.ExpatError as err:
        message = f"not XML: {expat.ErrorString(err.code)}; what comes before it counts"
        graph.found.append(Flaw(line=err.lineno, message=message))
    return iter(graph.found)


class _Refused(Exception):  # noqa: N818 - it is what expat's handlers stop with
    """XML that is not read on."""


@dataclass(slots=True)
class _Node:
    """A node of the graph: its texts by the way to them, as in "isPartOf/Journal/identifier"."""

    line: int
    about: str
    texts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    authors: list[str] = field(default_factory=list)


class _Graph:
    """Every node right below the root, as the parser passes it."""

    def __init__(self) -> None:
        self.found: list[Work | Flaw] = []
        self._parser = expat.ParserCreate("utf-8", _SPACE)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._way: list[str] = []  # local names, the root's first
        self._node = _Node(0, "")
        self._items = 0

    @property
    def line(self) -> int:
        """Return where the parser is, from 1."""
        return self._parser.CurrentLineNumber

    def read(self, text: str) -> None:
        """Parse the whole file; raises ExpatError and _Refused."""
        self._parser.Parse(text.encode("utf-8", "replace"), True)

    def _doctype(self, *_: object) -> None:
        raise _Refused("found a document type, wanted none")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._way.append(name.rpartition(_SPACE)[2])
        if len(self._way) > _DEPTH_LIMIT:
            raise _Refused(f"found elements within elements, more than {_DEPTH_LIMIT} deep")
        if len(self._way) == 2:  # noqa: PLR2004 - the root, and a node in it
            self._node = _Node(self.line, attributes.get(_ABOUT, ""))
        elif self._way[2:] == ["authors", "Seq", "li", "Person"]:
            self._node.authors.append("")

    def _text(self, text: str) -> None:
        if text.strip() and len(self._way) > 2:  # noqa: PLR2004 - below a node
            self._node.texts["/".join(self._way[2:])].append(text)

    def _end(self, _: str) -> None:
        if self._way[2:] == ["authors", "Seq", "li", "Person"]:
            parts = [self._node.texts.pop(f"authors/Seq/li/Person/{part}", []) for part in _NAME]
            self._node.authors[-1] = " ".join("".join(part).strip() for part in parts if part)
        elif len(self._way) == 2:  # noqa: PLR2004 - a node is complete
            self._close(self._node)
        self._way.pop()

    def _close(self, node: _Node) -> None:
        kind = _joined(node, "itemType")
        if not kind or kind in _ATTACHED:
            return  # a container, a collection, a memo, a file
        self._items += 1
        self.found.append(_work(node, number=self._items))


_NAME = ("givenName", "surname")


def _work(node: _Node, *, number: int) -> Work:
    dois = [text for way in ("identifier", *_CONTAINERS) for text in node.texts.get(way, ())]
    return Work(
        line=node.line,
        name=f"item {number}",
        title=_joined(node, "title"),
        abstract=_joined(node, "abstract"),
        authors=[name for name in node.authors if name],
        ids=[node.about, _joined(node, "identifier/URI/value")],
        notes=[*dois, _joined(node, "description"), _joined(node, "number")],
    )


def _joined(node: _Node, way: str) -> str:
    return " ".join("".join(node.texts.get(way, ())).split())

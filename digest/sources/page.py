"""A saved Daily Papers page: as HTML, which carries its papers as JSON, or as plain text."""

from __future__ import annotations

import codecs
import re
from collections.abc import AsyncIterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from digest.errors import SourceError
from digest.sources.batch import Batch, SourceProblem, shown
from digest.sources.dailypapers import read_entries
from digest.sources.fields import as_day, decoded
from digest.sources.pagetext import read_text

MOST_BYTES = 20 * 2**20
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|div|meta)\b", re.IGNORECASE | re.DOTALL)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Page:
    """One file; it has no days to choose from, so it is read whole every time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """Return "page:" and the file's name without its suffix."""
        return f"page:{self._path.stem}"

    async def fetch(self, since: object, *, today: object) -> AsyncIterator[Batch]:  # noqa: ARG002
        """Yield the page as one batch; neither `since` nor `today` matters."""
        yield read_page(_content(self._path), source=self.name, where=self._path.name)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise SourceError(f"{path}: found more than {MOST_BYTES >> 20} MB, wanted a saved Daily Papers page")
    return content


def read_page(content: bytes, *, source: str, where: str) -> Batch:
    """Return the papers of a page; whether it is HTML or text is told by how it begins.

    Raises SourceError when HTML carries no list of papers, or text no title with an abstract.
    """
    text, problems = _decoded(content, where=where)
    batch = (
        _html(text, source=source, where=where)
        if _HTML.match(text)
        else read_text(text, source=source, where=where)
    )
    return Batch(listings=batch.listings, problems=(*problems, *batch.problems), watermark=batch.watermark)


def _decoded(content: bytes, *, where: str) -> tuple[str, tuple[SourceProblem, ...]]:
    bom, encoding = next(((bom, name) for bom, name in _BOMS if content.startswith(bom)), (b"", "utf-8"))
    try:
        return content.removeprefix(bom).decode(encoding), ()
    except UnicodeDecodeError as error:
        text = content.removeprefix(bom).decode(encoding, "replace")
        line = text.count("\n", 0, text.find("\ufffd")) + 1
        found = f"bytes that are no {error.encoding.upper()}"
        return text, (SourceProblem(where=f"{where}:{line}", found=found, wanted="UTF-8 text"),)


def _html(text: str, *, source: str, where: str) -> Batch:
    node = LexborHTMLParser(text).css_first("div[data-target=DailyPapers]")
    props = node.attributes.get("data-props") if node is not None else None
    if props is None:
        raise SourceError(f"{where}: found no list of papers, wanted div[data-target=DailyPapers] data-props")
    place = f"{where}: data-props"
    carried = decoded(props, where=place)
    entries = carried.get("dailyPapers") if isinstance(carried, dict) else None
    if not isinstance(carried, dict) or not isinstance(entries, list):
        raise SourceError(f"{place}: found {shown(carried)}, wanted an object with a list dailyPapers")
    day = as_day(carried.get("date"))
    return read_entries(entries, source=source, where=f"{where}: dailyPapers", listed_on=day)

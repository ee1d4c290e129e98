"""The bytes of a library of any format → its entries."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digest.library.bibtex import works_of_bibtex
from digest.library.csljson import works_of_csl_json
from digest.library.rdf import works_of_rdf
from digest.library.ris import works_of_ris
from digest.library.table import works_of_csv
from digest.library.works import Flaw, Work, entry_of
from digest.model import LibraryEntry

SIZE_LIMIT = 20_000_000  # bytes of a file
ENTRY_LIMIT = 50_000  # entries that are read of a file
_ENTRY = re.compile(r"@\w*[ \t]*[{(]")  # as loosely as the parser looks for them
_RIS = re.compile(r"^TY  ?-", re.MULTILINE)
_CSV = re.compile(r'^[^\n]*\bTitle"?[,;\t][^\n]*\n', re.IGNORECASE)
_BIBTEX = re.compile(r"@\w+\s*[{(]")
_WANTED = "wanted BibTeX, RIS, CSL-JSON, or Zotero's CSV or RDF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A reader's library: the works that count, and what could not be read."""

    entries: tuple[LibraryEntry, ...] = ()  # in the file's order; the same work may come twice
    problems: tuple[Flaw, ...] = ()  # in the file's order


class NotLibraryError(ValueError):
    """A file that is no library of references, or none that is safe to read."""


def read(data: bytes) -> Library:
    """Return the works in a library's file; one that cannot be read is a problem, and the rest counts.

    Raises NotLibraryError for what is larger than SIZE_LIMIT bytes or is no library at all. An empty file is
    an empty library.
    """
    if len(data) > SIZE_LIMIT:
        raise NotLibraryError(f"too large: more than {SIZE_LIMIT:,} bytes")
    text, problems = _decoded(data)
    entries: list[LibraryEntry] = []
    for count, one in enumerate(_works(text)):
        if count == ENTRY_LIMIT:
            problems.append(Flaw(message=f"too many entries: what comes after {ENTRY_LIMIT:,} is left out"))
            break
        made = entry_of(one) if isinstance(one, Work) else one
        if isinstance(made, LibraryEntry):
            entries.append(made)
        else:
            problems.append(made)
    return Library(entries=tuple(entries), problems=tuple(problems))


def _decoded(data: bytes) -> tuple[str, list[Flaw]]:
    """Return the text of a file with one kind of line end, and how it had to be guessed at."""
    flaws = []
    try:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        found = f"not UTF-8: found the byte 0x{data[err.start]:02x}; the file is read as Windows-1252"
        flaws.append(Flaw(line=line, message=found))
        text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n"), flaws


def _works(text: str) -> Iterator[Work | Flaw]:
    if not text.strip():
        return iter(())
    if (parse := _format(text)) is None:
        raise NotLibraryError(f"no library of references, {_WANTED}")
    if parse is works_of_bibtex and (found := sum(1 for _ in _ENTRY.finditer(text))) > ENTRY_LIMIT:
        raise NotLibraryError(f"too many entries: found {found:,}, wanted at most {ENTRY_LIMIT:,}")
    try:
        return parse(text)
    except ValueError as err:
        raise NotLibraryError(str(err)) from err


def _format(text: str) -> Callable[[str], Iterator[Work | Flaw]] | None:
    begin = text.lstrip()[:1]
    if begin == "<":
        return works_of_rdf
    if begin in "[{":
        return works_of_csl_json
    if begin not in "@%" and _RIS.search(text):
        return works_of_ris
    if begin not in "@%" and _CSV.match(text):
        return works_of_csv
    return works_of_bibtex if _BIBTEX.search(text) else None

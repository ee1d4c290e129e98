"""BibTeX and BibLaTeX: `@article{key, title = {…}, …}`.

The parser splits the file into entries and fields, none of them expanded. Names, strings and TeX are read
only of the few fields that count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
)

from digest.library.fieldvalue import text_of, value_of
from digest.library.works import NAME_LIMIT, Flaw, Work

_STRING_LIMIT = 1_000  # characters that are read of an @string
_NOTES = ("howpublished", "number", "journal", "journaltitle", "note", "annotation", "url")
_READ = {"title", "abstract", "author", "doi", "eprint", "archiveprefix", "eprinttype", *_NOTES}
_KEY = re.compile(r"@\w*\s*[{(]\s*([^\s,={}()\"]+)")


def works_of_bibtex(text: str) -> Iterator[Work | Flaw]:
    """Yield the entries of a BibTeX file; two with the same key are two."""
    library = parse_string(text, parse_stack=[])
    strings: dict[str, str] = {}
    for one in library.strings:
        try:
            strings[one.key.casefold()] = value_of(one.value, strings={})[:_STRING_LIMIT]
        except ValueError as err:
            yield Flaw(line=_line(one), name=one.key, message=f"the string: {err}")
    for block in library.blocks:
        entry = _entry(block)
        if entry is not None:
            yield _work(entry, strings=strings)
        elif isinstance(block, ParsingFailedBlock) and not isinstance(block, DuplicateBlockKeyBlock):
            yield _flaw(block)


def _entry(block: Block) -> Entry | None:
    """Return the entry in a block; one whose key was given before is as good, and so are its first fields."""
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        given = block.ignore_error_block
        return given if isinstance(given, Entry) else None
    return block if isinstance(block, Entry) else None


def _flaw(block: ParsingFailedBlock) -> Flaw:
    key = _KEY.match(block.raw or "")
    error = block.error
    said = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
    reason = " ".join(said.split()).rstrip(".")
    message = f"is not closed, or not BibTeX: {reason[:1].lower()}{reason[1:]}"
    return Flaw(line=_line(block), name=key[1] if key else "", message=message)


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _work(entry: Entry, *, strings: Mapping[str, str]) -> Work | Flaw:
    found: dict[str, str] = {}
    for one in entry.fields:
        key = one.key.casefold()
        if key in _READ and key not in found:
            try:
                found[key] = value_of(one.value, strings=strings)
            except ValueError as err:
                return Flaw(line=_line(entry), name=entry.key, message=f"its {key}: {err}")
    archive = found.get("archiveprefix") or found.get("eprinttype") or "arXiv"
    eprint = found.get("eprint", "") if archive.casefold() == "arxiv" else ""
    return Work(
        line=_line(entry),
        name=entry.key,
        title=text_of(found.get("title", "")),
        abstract=text_of(found.get("abstract", "")),
        authors=_authors(found.get("author", "")),
        ids=[eprint, text_of(found.get("doi", ""))],
        notes=[found[key] for key in _NOTES if key in found],
    )


def _authors(value: str) -> list[str]:
    """Return the names in an author field, the given name first; "and others" is nobody."""
    names = [name for name in split_multiple_persons_names(value) if name != "others"]
    parts = (parse_single_name_into_parts(name, strict=False) for name in names if len(name) <= NAME_LIMIT)
    return [text_of(part.merge_first_name_first) for part in parts]

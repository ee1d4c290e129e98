"""One work of a library: from the fields of any format to our noun."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.identify import canonical
from digest.latex import readable
from digest.model import LibraryEntry

TITLE_LIMIT = 1_000  # characters; what is longer is no title but a field that was never closed
ABSTRACT_LIMIT = 20_000  # characters that are read of an abstract
AUTHORS_LIMIT = 5_000  # names that are read of one work
NAME_LIMIT = 200  # characters of a name; what is longer is not a name
_SEARCHED = 2_000  # characters of a note or address in which ids are looked for
# In running text an id counts only where it says that it is one: "arXiv preprint arXiv:1706.03762"
_SAID = re.compile(r"((?:arxiv:\s?|https?://)[^\s\"<>{}|]+)|\bdoi:?\s?(10\.[^\s\"<>{}|]+)", re.IGNORECASE)
_AFTER = ".,;:)]'"  # the sentence's, not the address's


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a format gives of one work, not yet readable."""

    line: int  # where it begins, from 1; 0 where the format has no lines
    name: str  # how a person finds it in the file: its key, or its number
    title: str = ""
    abstract: str = ""
    authors: Sequence[str] = ()  # given name first
    ids: Sequence[str] = ()  # of fields that hold an id or address and nothing else
    notes: Sequence[str] = ()  # of fields that may mention one


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something in a library that cannot be read; whatever else is in it counts."""

    line: int = 0  # from 1; 0 where the format has no lines, or the whole file is meant
    name: str = ""  # of the entry, as a person finds it; empty when the file as a whole is meant
    message: str


def entry_of(work: Work) -> LibraryEntry | Flaw:
    """Return a work as the noun, or what makes it useless: neither a title nor an id."""
    if len(work.title) > TITLE_LIMIT:
        found = f"found a title of {len(work.title):,} characters, wanted at most {TITLE_LIMIT:,}"
        return Flaw(line=work.line, name=work.name, message=f"{found}: is its end marked?")
    title = readable(work.title)
    ids = tuple(dict.fromkeys(_ids(work)))
    if not title and not ids:
        message = "has neither a title nor an arXiv id or DOI, wanted one of them"
        return Flaw(line=work.line, name=work.name, message=message)
    names = (readable(one) for one in work.authors[:AUTHORS_LIMIT] if len(one) <= NAME_LIMIT)
    return LibraryEntry(
        title=title,
        abstract=readable(work.abstract[:ABSTRACT_LIMIT]),
        authors=tuple(name for name in names if name),
        ids=tuple(sorted(ids, key=lambda one: not one.startswith("arxiv:"))),
    )


def natural(name: str) -> str:
    """Return a name with the given name first: "Dao, Tri" → "Tri Dao", "King, Martin, Jr." with its end."""
    family, *rest = (part.strip() for part in name.split(",", maxsplit=2))
    return " ".join(part for part in (*rest[:1], family, *rest[1:]) if part)


def _ids(work: Work) -> Iterator[str]:
    for text in work.ids:
        if found := canonical(text):
            yield found
    for text in (*work.ids, *work.notes):
        for said, doi in _SAID.findall(text[:_SEARCHED]):
            if found := canonical((said or doi).rstrip(_AFTER)):
                yield found

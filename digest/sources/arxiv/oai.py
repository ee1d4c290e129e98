"""arXiv's OAI-PMH interface: what changed in a category between two days, page by page.

A record is stamped with the UTC day of its last change, not of its announcement: replacements and
administrative changes of old papers come mixed with new ones, and a paper that was announced and then
replaced is stamped with the later day alone. The format arXivRaw has every version's date, which tells
them apart. Protocol: openarchives.org/OAI/openarchivesprotocol.html (2.0).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from digest.errors import SourceError
from digest.sources.arxiv.markup import child, children, document, local, text
from digest.sources.arxiv.names import listed
from digest.sources.arxiv.works import Work, arxiv_id, moment
from digest.sources.batch import SourceProblem, shown
from digest.sources.fields import as_day

BASE = "https://oaipmh.arxiv.org/oai"
FORMAT = "arXivRaw"
FIRST_BYTE_S = 100.0  # it takes up to a minute and a half before it says anything
MOST_PAGES = 1_000  # of one answer; arXiv's whole history has fewer
_PHYSICS = frozenset([
    "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nlin", "nucl-ex",
    "nucl-th", "physics", "quant-ph",
])  # fmt: skip
_NEW_STYLE = re.compile(r"arxiv:([0-9]{2})(0[1-9]|1[0-2])\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: a work, and when its versions were submitted."""

    stamp: date  # of its last change, UTC
    work: Work
    versions: tuple[datetime, ...] = ()  # in order; empty: the format does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One reply."""

    records: tuple[Record, ...] = ()
    deleted: tuple[str, ...] = ()  # identifiers of records that are gone, as received
    problems: tuple[SourceProblem, ...] = ()
    token: str = ""  # what the next page is asked with; empty: this is the last


class BadTokenError(SourceError):
    """The server no longer knows where it was: the answer has to be asked for from its beginning."""


class Getter(Protocol):
    """Whoever asks: an address to the reply's body, patiently, since arXiv may take a minute."""

    async def __call__(self, url: str) -> bytes:
        """Return the body of a reply; raises SourceError."""


def set_of(category: str) -> str:
    """Return the set of a category or an archive: "cs:cs:CL", "physics:hep-th", "physics:cond-mat:str-el"."""
    archive, _, name = category.partition(".")
    if archive in _PHYSICS:
        return ":".join(filter(None, ("physics", archive, name)))
    return f"{archive}:{archive}:{name}" if name else archive


def first_address(category: str, *, first: date, last: date, base: str = BASE) -> str:
    """Return where the records of a category are that changed from one day to another, both included."""
    asked = {"verb": "ListRecords", "metadataPrefix": FORMAT, "set": set_of(category)}
    return f"{base}?{urlencode(asked | {'from': first.isoformat(), 'until': last.isoformat()})}"


def next_address(token: str, *, base: str = BASE) -> str:
    """Return where the next page is: the token says all (section 3.5 of the protocol)."""
    return f"{base}?{urlencode({'verb': 'ListRecords', 'resumptionToken': token})}"


async def pages(
    get: Getter, category: str, *, first: date, last: date, base: str = BASE
) -> AsyncIterator[Page]:
    """Yield all pages of an answer; raises SourceError: a BadTokenError asks for beginning anew."""
    where = first_address(category, first=first, last=last, base=base)
    seen: set[str] = set()
    while True:
        page = read_page(await get(where), where=where)
        yield page
        if not page.token:
            return
        if page.token in seen or len(seen) >= MOST_PAGES:
            raise SourceError(f"{where}: found the token {page.token[:40]!r} again, wanted the next page")
        seen.add(page.token)
        where = next_address(page.token, base=base)


def read_page(body: bytes, *, where: str) -> Page:
    """Return the records of a reply in the format arXivRaw or arXiv; what cannot be read is reported.

    That nothing changed is an empty page. Raises SourceError for any other error of the protocol.
    """
    root = document(body, where=where)
    if local(root) != "OAI-PMH":
        raise SourceError(f"{where}: found <{local(root)[:40]}>, wanted an OAI-PMH reply")
    for error in children(root, "error"):
        _raise(error, where=where)
        return Page()
    lists = child(root, "ListRecords")
    if lists is None:
        lists = child(root, "GetRecord")
    if lists is None:
        raise SourceError(f"{where}: found no ListRecords, wanted the records that changed")
    records: list[Record] = []
    deleted: list[str] = []
    problems: list[SourceProblem] = []
    for number, one in enumerate(children(lists, "record")):
        header = child(one, "header")
        if header is not None and header.get("status") == "deleted":
            deleted.append(text(header, "identifier"))
        elif (record := _record(one, where=f"{where}[{number}]", problems=problems)) is not None:
            records.append(record)
    if problems and not records:
        raise SourceError(f"{where}: none of {len(problems)} records could be read: {problems[0]}")
    return Page(
        records=tuple(records),
        deleted=tuple(deleted),
        problems=tuple(problems),
        token=text(lists, "resumptionToken"),
    )


def month_of(identifier: str) -> date | None:
    """Return the first day of the month in which a paper with an id of the new style was announced."""
    match = _NEW_STYLE.match(arxiv_id(identifier) or "")
    return date(2000 + int(match[1]), int(match[2]), 1) if match else None


def _raise(error: Element, *, where: str) -> None:
    """Raise for an error of the protocol (section 3.6), but not for the one that is none."""
    code = error.get("code", "").strip()
    if code == "noRecordsMatch":
        return
    words = " ".join(text(error).split())[:200]
    message = f"{where}: answered {code[:40] or 'an error'}{f': {words}' if words else ''}"
    raise BadTokenError(message) if code == "badResumptionToken" else SourceError(message)


def _record(one: Element, *, where: str, problems: list[SourceProblem]) -> Record | None:
    metadata = child(one, "metadata")
    inner = next(iter(metadata), None) if metadata is not None else None
    if inner is None or local(inner) not in {"arXivRaw", "arXiv"}:
        found = "nothing" if inner is None else f"<{local(inner)[:40]}>"
        problems.append(SourceProblem(where=f"{where}.metadata", found=found, wanted="arXivRaw or arXiv"))
        return None
    stamp = as_day(text(one, "header", "datestamp"))
    if stamp is None:
        found = shown(text(one, "header", "datestamp") or None)
        problems.append(
            SourceProblem(where=f"{where}.datestamp", found=found, wanted="a day like 2026-03-31")
        )
        return None
    versions = _versions(inner)
    work = Work(
        where=where,
        identifier=text(inner, "id") or text(one, "header", "identifier"),
        title=text(inner, "title"),
        abstract=text(inner, "abstract"),
        authors=_authors(inner),
        categories=tuple(text(inner, "categories").split()),
        doi=text(inner, "doi"),
        published_on=versions[0].date() if versions else None,
        version=len(versions),
    )
    return Record(stamp=stamp, work=work, versions=versions)


def _versions(inner: Element) -> tuple[datetime, ...]:
    """Return the moments of the versions; none at all when one of them cannot be read."""
    found = [moment(text(one, "date")) for one in children(inner, "version")]
    moments = [one.astimezone(UTC) for one in found if one is not None]
    return tuple(moments) if len(moments) == len(found) else ()


def _authors(inner: Element) -> tuple[str, ...]:
    """Return the names: one line in arXivRaw, one element each in arXiv."""
    authors = child(inner, "authors")
    if authors is None:
        return ()
    each = list(children(authors, "author"))
    if not each:
        return listed(text(authors))
    parts = ((text(one, "forenames"), text(one, "keyname"), text(one, "suffix")) for one in each)
    return tuple(" ".join(filter(None, part)) for part in parts)

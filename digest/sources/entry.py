"""Pure: one entry of a feed as a listing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote, urlsplit

from digest.identify import canonical
from digest.latex import readable
from digest.model import Facts, Listing
from digest.sources.batch import shown
from digest.sources.dailypapers import LONGEST_ABSTRACT, LONGEST_NAME, LONGEST_TITLE, MOST_AUTHORS
from digest.sources.fields import Fields, both, storable, web_url

EARLIEST = 1990  # arXiv is from 1991; feeds with broken dates say 1970 or year 1
# The addresses of publishers hold the DOI: doi.org's own are read by `canonical`.
_PUBLISHERS = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:biorxiv|medrxiv|pnas|science|royalsocietypublishing|psychiatryonline)\.org"
    r"|(?:[a-z0-9-]+\.)*(?:acm|acs|aps|ametsoc|aip|asm)\.org|(?:[a-z0-9-]+\.)*(?:springer|wiley|sagepub)\.com"
    r"|(?:www\.)?tandfonline\.com|iopscience\.iop\.org"
)
_DOI_IN_PATH = re.compile(r"/(10\.[0-9]{4,9}/[^?#]+)")
_AFTER_DOI = re.compile(r"(?:\.(?:full|abstract|short|full-text)|/(?:full|abstract|meta|pdf))+$")
_PREPRINT_VERSION = re.compile(r"(?<=[0-9])v[1-9][0-9]?$")
# As arXiv spells its categories: the tags of other feeds ("News", "AI") are none.
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?\.[A-Za-z-]{2,20}|(?:hep|nucl)-[a-z]{2,3}|gr-qc|quant-ph|math-ph")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")


def read_entry(entry: Fields, *, source: str, today: date) -> Listing | None:
    """Return an entry's listing; one without a title is reported, and None.

    `entry` is what feedreader makes of it. The day is that of its publication in UTC; one that is in the
    future, or long before there were feeds, counts as none: such an entry is listed on the day it is read.
    """
    title, raw_title = both(entry.text("title", longest=LONGEST_TITLE))
    if not title:
        entry.wrong("title", "nothing to read", "a title")
        return None
    abstract, raw_abstract = both(_abstract(entry))
    day = _day(entry, today=today)
    url = _address(entry)
    facts = Facts(
        title=title,
        raw_title=raw_title,
        abstract=abstract,
        raw_abstract=raw_abstract,
        authors=_authors(entry),
        categories=tuple(tag for tag in _texts(entry, "tags") if _CATEGORY.fullmatch(tag)),
        published_on=day,
        url=url,
    )
    return Listing(source=source, listed_on=day, ids=_ids(entry, url=url), facts=facts)


def _texts(entry: Fields, key: str) -> list[str]:
    value = entry.values.get(key)
    found = [storable(one) for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return list(dict.fromkeys(found))


def _abstract(entry: Fields) -> str:
    """Return the summary; a feed that gives none has a beginning of the text itself.

    arXiv's own summaries begin with an identifier and the kind of announcement, which are no abstract.
    """
    texts = _texts(entry, "texts")
    first = next((text for text in texts if text.strip()), "")
    text = re.sub(r"^arXiv:\S+ Announce Type: \S+\s+Abstract: ", "", first)
    return text[:LONGEST_ABSTRACT]


def _day(entry: Fields, *, today: date) -> date | None:
    match entry.values.get("day"):
        case [int(year), int(month), int(of_month)] if year >= EARLIEST:
            try:
                day = date(year, month, of_month)
            except ValueError:
                return None
            return day if day <= today else None
    return None


def _address(entry: Fields) -> str:
    """Return where an entry leads: its alternate link, else an id that is an address."""
    given = entry.values.get("links")
    pairs = [one for one in given if isinstance(one, list)] if isinstance(given, list) else []
    asked = [str(href) for rel, href in pairs if rel in {"", "alternate"}]
    found = next(filter(None, map(web_url, [*asked, *_texts(entry, "ids")])), "")
    if asked and not found:
        entry.wrong("link", shown(asked[0]), "an http or https address")
    return storable(found)


def _ids(entry: Fields, *, url: str) -> tuple[str, ...]:
    """Return at most one arXiv id and one DOI: an entry is one work, whatever else it names."""
    found: dict[str, str] = {}
    for text in [*_texts(entry, "ids"), url]:
        identifier = canonical(text) or _doi_in_address(text)
        if identifier:
            found.setdefault(identifier.partition(":")[0], identifier)
    return tuple(sorted(found.values()))


def _doi_in_address(text: str) -> str | None:
    """Return the DOI in the address of a publisher's page, without the version of a preprint."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return None
    match = _DOI_IN_PATH.search(unquote(parts.path)) if _PUBLISHERS.fullmatch(host) else None
    if match is None:
        return None
    doi = _AFTER_DOI.sub("", match[1].rstrip("/"))
    if host.endswith(("biorxiv.org", "medrxiv.org")):
        doi = _PREPRINT_VERSION.sub("", doi)
    return canonical(doi)


def _authors(entry: Fields) -> tuple[str, ...]:
    """Return the names. Several in one text are told apart; a mail address is nobody's name."""
    given = _texts(entry, "authors")[:MOST_AUTHORS]
    names = _split(given[0]) if len(given) == 1 else given
    shown_as = (readable(name[:LONGEST_NAME]) for name in names)
    found = [name for name in shown_as if name and not _MAIL.fullmatch(name)]
    return tuple(dict.fromkeys(found))[:MOST_AUTHORS]


def _split(text: str) -> Iterable[str]:
    """Return the names in a text: "A B; C D", or "A B, C D and E F", but not "Lovelace, Ada"."""
    if ";" in text:
        return [part.strip() for part in text.split(";")]
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", text)]
    return parts if all(" " in part for part in parts) else [text]

"""What arXiv says of a paper, whichever interface says it, as a listing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from digest.errors import SourceError
from digest.identify import canonical
from digest.latex import readable
from digest.model import Facts, Listing
from digest.sources.batch import SourceProblem, shown
from digest.sources.dailypapers import LONGEST_ABSTRACT, LONGEST_NAME, LONGEST_TITLE, MOST_AUTHORS
from digest.sources.fields import both, storable

NAME = "arxiv"  # the one name of all its sightings: categories come and go
MOST_CATEGORIES = 50
_VERSION = re.compile(r"v([1-9][0-9]{0,2})$")
_BETWEEN_DOIS = re.compile(r"[\s,;]+(?=10\.|doi:)|\s+", re.IGNORECASE)
# arxiv.org/category_taxonomy. Authors' own classes of other schemes (MSC, ACM) stand among them: "68T01".
_CATEGORY = re.compile(r"[a-z]{2,8}(?:-[a-z]{2,5})?(?:\.[A-Za-z]{2,8}(?:-[a-z]{2,8})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A paper as received: nothing of it is checked yet."""

    where: str  # for problems
    identifier: str  # "oai:arXiv.org:2609.26811v1", "http://arxiv.org/abs/2609.26811v1", "2609.26811"
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]  # the primary one first
    doi: str = ""  # of the published paper; sometimes several
    published_on: date | None = None  # the day of version 1, where it is known
    version: int = 0  # 0: what the identifier says


def version_of(identifier: str) -> int:
    """Return the version that an identifier ends in; 0 when it has none."""
    match = _VERSION.search(identifier.strip())
    return int(match[1]) if match else 0


def arxiv_id(identifier: str) -> str | None:
    """Return the canonical id, "arxiv:2609.26811"; None when it is none of arXiv's."""
    found = canonical(identifier)
    return found if found is not None and found.startswith("arxiv:") else None


def listing(
    work: Work, *, listed_on: date | None, replaced: bool, problems: list[SourceProblem]
) -> Listing | None:
    """Return the listing of a paper; one without an id or a title is reported, and None."""
    identifier = arxiv_id(work.identifier)
    if identifier is None:
        problems.append(_wrong(work, "id", shown(work.identifier), "an arXiv id like 2106.09685v1"))
        return None
    title, raw_title = both(_cut(work, "title", work.title, longest=LONGEST_TITLE, problems=problems))
    if not title:
        problems.append(_wrong(work, "title", "nothing to read", "a title"))
        return None
    abstract, raw_abstract = both(
        _cut(work, "abstract", work.abstract, longest=LONGEST_ABSTRACT, problems=problems)
    )
    facts = Facts(
        title=title,
        raw_title=raw_title,
        abstract=abstract,
        raw_abstract=raw_abstract,
        authors=_authors(work, problems=problems),
        categories=_categories(work),
        published_on=work.published_on,
        version=work.version or version_of(work.identifier),
    )
    ids = (identifier, *_dois(work.doi))
    return Listing(source=NAME, listed_on=listed_on, ids=ids, facts=facts, replaced=replaced)


def unreadable(where: str, problems: list[SourceProblem], *, of: int) -> SourceError:
    """Return the error of a reply of which nothing could be read: its form has changed."""
    return SourceError(f"{where}: none of {of} papers could be read: {problems[0]}")


def moment(text: str) -> datetime | None:
    """Return an aware moment of ISO 8601 or RFC 5322; None when it is neither."""
    if len(text) > 40:  # noqa: PLR2004 - the longest form has 37
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
        if found.tzinfo is not None and 1990 < found.year < 9000:  # noqa: PLR2004 - zones are safe here
            return found
    return None


def _cut(work: Work, field: str, text: str, *, longest: int, problems: list[SourceProblem]) -> str:
    if len(text) > longest:
        found, wanted = f"{len(text):,} characters", f"at most {longest:,}; the rest is left out"
        problems.append(_wrong(work, field, found, wanted))
    return storable(text[:longest])


def _authors(work: Work, *, problems: list[SourceProblem]) -> tuple[str, ...]:
    if len(work.authors) > MOST_AUTHORS:
        found = f"{len(work.authors):,} authors"
        problems.append(_wrong(work, "authors", found, f"at most {MOST_AUTHORS:,}; the rest is left out"))
    names = (readable(storable(name[:LONGEST_NAME])) for name in work.authors[:MOST_AUTHORS])
    return tuple(name for name in names if any(map(str.isalpha, name)))  # a stray ":" is nobody


def _categories(work: Work) -> tuple[str, ...]:
    known = (one for one in work.categories[:MOST_CATEGORIES] if _CATEGORY.fullmatch(one))
    return tuple(dict.fromkeys(known))


def _dois(text: str) -> tuple[str, ...]:
    """Return the published paper's DOIs; what is none is what authors write there: "to appear"."""
    found = (canonical(one.strip(",;")) for one in _BETWEEN_DOIS.split(text[:1_000]))
    return tuple(dict.fromkeys(one for one in found if one and one.startswith("doi:")))


def _wrong(work: Work, field: str, found: str, wanted: str) -> SourceProblem:
    return SourceProblem(where=f"{work.where}.{field}", found=found, wanted=wanted)

"""arXiv's API: papers by their ids, for examples that no list has brought, and by a query.

It is not for what a feed has given already. Its answers are refreshed once a day, come in pages of at most
2,000, 30,000 in all, and an error comes as the only entry (info.arxiv.org/help/api/user-manual).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from digest.errors import SourceError
from digest.model import Listing
from digest.sources.arxiv.markup import child, children, document, local, text
from digest.sources.arxiv.works import Work, listing, moment, unreadable
from digest.sources.batch import SourceProblem, capped
from digest.sources.client import Client

BASE = "https://export.arxiv.org/api/query"
IDS_A_REQUEST = 100  # so that an address stays short
MOST_A_PAGE = 2_000
MOST_IN_ALL = 30_000
_ERRORS = "/api/errors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One reply: papers without a day, since nobody announces them here."""

    listings: tuple[Listing, ...] = ()
    problems: tuple[SourceProblem, ...] = ()
    total: int = 0  # how many there are, on all pages
    entries: int = 0  # on this page, read or not


def read_answer(body: bytes, *, where: str) -> Answer:
    """Return the papers of a reply; what cannot be read is reported, the rest is kept.

    Raises SourceError when it is no feed, says an error, or when none of its papers can be read.
    """
    root = document(body, where=where)
    if local(root) != "feed":
        raise SourceError(f"{where}: found <{local(root)[:40]}>, wanted an Atom feed")
    entries = list(children(root, "entry"))
    for entry in entries:
        if _ERRORS in text(entry, "id"):
            raise SourceError(f"{where}: answered {' '.join(text(entry, 'summary').split())[:200]!r}")
    problems: list[SourceProblem] = []
    works = [_work(entry, where=f"{where}[{number}]") for number, entry in enumerate(entries)]
    found = [listing(work, listed_on=None, replaced=False, problems=problems) for work in works]
    listings = {one.ids[0]: one for one in found if one is not None}
    if entries and not listings:
        raise unreadable(where, problems, of=len(entries))
    total = text(root, "totalResults")
    return Answer(
        listings=tuple(listings.values()),
        problems=capped(problems, where=where),
        total=int(total) if total.isascii() and total.isdigit() and len(total) <= 9 else len(entries),  # noqa: PLR2004 - a billion
        entries=len(entries),
    )


async def by_ids(client: Client, ids: Sequence[str], *, base: str = BASE) -> AsyncIterator[Answer]:
    """Yield the papers of canonical arXiv ids ("arxiv:2106.09685"); those that do not exist are left out."""
    wanted = [one.removeprefix("arxiv:") for one in dict.fromkeys(ids)]
    for start in range(0, len(wanted), IDS_A_REQUEST):
        some = wanted[start : start + IDS_A_REQUEST]
        where = f"{base}?{urlencode({'id_list': ','.join(some), 'max_results': len(some)}, safe=',/')}"
        yield read_answer((await client.get(where)).body, where=where)


async def by_query(
    client: Client, query: str, *, most: int = MOST_IN_ALL, base: str = BASE
) -> AsyncIterator[Answer]:
    """Yield the newest papers that match a query in arXiv's language ("cat:cs.CL AND ti:adapter").

    At most `most` of them. Raises SourceError also when a page is empty that should not be: arXiv at
    times sends one.
    """
    start, wanted = 0, min(most, MOST_IN_ALL)
    while start < wanted:
        asked = {
            "search_query": query,
            "sortBy": "submittedDate",
            "sortOrder": "descending",
            "start": start,
            "max_results": min(MOST_A_PAGE, wanted - start),
        }
        where = f"{base}?{urlencode(asked)}"
        answer = read_answer((await client.get(where)).body, where=where)
        wanted = min(wanted, answer.total)
        if not answer.entries and start < wanted:
            raise SourceError(f"{where}: found an empty page, wanted papers {start + 1} to {wanted}")
        yield answer
        start += answer.entries


def _work(entry: Element, *, where: str) -> Work:
    primary = child(entry, "primary_category")
    named = [one.get("term", "") for one in children(entry, "category")]
    published = moment(text(entry, "published"))
    return Work(
        where=where,
        identifier=text(entry, "id"),
        title=text(entry, "title"),
        abstract=text(entry, "summary"),
        authors=tuple(" ".join(text(one, "name").split()) for one in children(entry, "author")),
        categories=((primary.get("term", ""),) if primary is not None else ()) + tuple(named),
        doi=text(entry, "doi"),
        published_on=published.date() if published is not None else None,
    )

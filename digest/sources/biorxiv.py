"""What is posted to bioRxiv and medRxiv, from the details endpoint of their API (api.biorxiv.org/details).

One request for every hundred papers of a day, fewer on a page when the server likes. A page is an object
{"messages": [{"status", "cursor", "count", "total", …}], "collection": [paper, …]}; what has no papers says
"no posts found". Each version of a paper is listed on the day it was posted.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection
from datetime import date, timedelta
from typing import Literal

from digest.errors import SourceError
from digest.identify import canonical
from digest.latex import readable
from digest.model import Facts, Listing
from digest.sources.batch import Batch, SourceProblem, capped, shown
from digest.sources.client import Client
from digest.sources.dailypapers import LONGEST_ABSTRACT, LONGEST_NAME, LONGEST_TITLE, MOST_AUTHORS
from digest.sources.fields import Fields, both, decoded, objects

HOST = "https://api.biorxiv.org"
SITES = {"biorxiv": "https://www.biorxiv.org", "medrxiv": "https://www.medrxiv.org"}
FIRST_RUN = timedelta(days=7)
LATE = timedelta(
    days=2
)  # how long a day's list grows after the day has begun in UTC: their clock is New York's
MOST_PAGES = 100  # of one day; the busiest have ten
MOST_PAPERS = 10_000  # of one day
LONGEST_AUTHORS = 200_000  # characters of the whole list
_NOTHING = re.compile(r"no (?:posts|articles) found", re.IGNORECASE)

Server = Literal["biorxiv", "medrxiv"]


class Biorxiv:
    """Asks for every day from two before `since` through `today`; a first run goes seven days back."""

    def __init__(
        self, client: Client, server: Server, *, subjects: Collection[str] = (), base: str = HOST
    ) -> None:
        self._client = client
        self._server = server
        self._subjects = frozenset(subjects)  # as categories: "cell-biology"; empty is all
        self._base = base

    @property
    def name(self) -> str:
        """Return the server, and the subjects that are wanted: each choice has its own watermark."""
        return ":".join([self._server, *([",".join(sorted(self._subjects))] if self._subjects else [])])

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:
        """Yield one batch a day. A day without papers is empty; those before `since` complete none anew."""
        start = today - FIRST_RUN if since is None else min(since, today)
        day = start if since is None else start - LATE
        while day <= today:
            yield await self._day(day, watermark=day if day >= start else None)
            day += timedelta(days=1)

    async def _day(self, day: date, *, watermark: date | None) -> Batch:
        """Return the papers of a day, from as many pages as there are."""
        listings: dict[Listing, None] = {}
        problems: list[SourceProblem] = []
        read = 0
        for _ in range(MOST_PAGES):
            where = f"{self._base}/details/{self._server}/{day}/{day}/{read}/json"
            papers, total = await self._page(where)
            for paper in objects(papers, where=f"{where}: collection", problems=problems):
                listing = self._listing(paper, day=day)
                if listing is not None and self._wanted(listing):
                    listings[listing] = None
            read += len(papers)
            if not papers or read >= total:
                break
        else:
            raise SourceError(f"{where}: found more than {MOST_PAGES} pages for one day, wanted an end")
        if read and len(problems) >= read and not listings:  # the form has changed: not a quiet day
            raise SourceError(f"{where}: none of {read} papers could be read: {problems[0]}")
        return Batch(
            listings=tuple(listings),
            problems=capped(problems, where=f"{self._base}/details/{self._server}/{day}"),
            watermark=watermark,
        )

    async def _page(self, where: str) -> tuple[list[object], int]:
        """Return the papers of a page and how many the day has, by what the server counts."""
        reply = decoded((await self._client.get(where, accept="application/json")).body, where=where)
        papers = reply.get("collection") if isinstance(reply, dict) else None
        messages = reply.get("messages") if isinstance(reply, dict) else None
        first = messages[0] if isinstance(messages, list) and messages else None
        said = first if isinstance(first, dict) else {}
        status = said.get("status")
        if isinstance(status, str) and _NOTHING.search(status):
            return [], 0
        if status != "ok" or not isinstance(papers, list):
            found = shown(reply) if status is None else f"the status {shown(status)}"
            raise SourceError(f'{where}: found {found}, wanted the status "ok" and a collection')
        counts = [said[name] for name in ("total", "count_new_papers") if said.get(name) is not None]
        return papers, max(
            (_number(one, where=f"{where}: messages[0]") for one in counts), default=MOST_PAPERS
        )

    def _wanted(self, listing: Listing) -> bool:
        return not self._subjects or not self._subjects.isdisjoint(listing.facts.categories)

    def _listing(self, paper: Fields, *, day: date) -> Listing | None:
        title, raw_title = both(paper.text("title", longest=LONGEST_TITLE))
        if not title:
            paper.wrong("title", "nothing to read", "a title")
            return None
        abstract, raw_abstract = both(paper.text("abstract", longest=LONGEST_ABSTRACT))
        doi = paper.text("doi", longest=LONGEST_NAME)
        identifier = canonical(doi)
        if identifier is None:
            paper.wrong("doi", shown(paper.values.get("doi")), "a DOI like 10.1101/2020.09.09.20191205")
        version = _version(paper)
        category = _category(paper.text("category", longest=LONGEST_NAME))
        facts = Facts(
            title=title,
            raw_title=raw_title,
            abstract=abstract,
            raw_abstract=raw_abstract,
            authors=_authors(paper.text("authors", longest=LONGEST_AUTHORS)),
            categories=(category,) if category else (),
            published_on=paper.day("date"),
            url=f"{SITES[self._server]}/content/{identifier.removeprefix('doi:')}" if identifier else "",
        )
        return Listing(
            source=self.name,
            listed_on=day,
            ids=(identifier,) if identifier else (),
            facts=facts,
            replaced=version > 1,
        )


def _number(value: object, *, where: str) -> int:
    """Return a number that is written as one, or as text: the API does both."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - a thousand million
        raise SourceError(f"{where}: found {shown(value)}, wanted a number")
    return int(text)


def _version(paper: Fields) -> int:
    try:
        return _number(paper.values.get("version"), where="version")
    except SourceError:
        paper.wrong("version", shown(paper.values.get("version")), "a number from 1 on")
        return 1


def _category(text: str) -> str:
    """Return a subject as a category: "cell biology" and "cell_biology" are "cell-biology"."""
    return "-".join(re.findall(r"[a-z]+", text.lower()))


def _authors(text: str) -> tuple[str, ...]:
    """Return the names of "Ghafari, T.; Quinn, A. J.": "T. Ghafari", "A. J. Quinn"; a consortium stays."""
    names = []
    for part in text.split(";")[:MOST_AUTHORS]:
        last, comma, first = part.strip().partition(",")
        name = f"{first.strip()} {last.strip()}" if comma and first.strip() else last.strip()
        names.append(readable(name[:LONGEST_NAME]))
    return tuple(name for name in names if name)

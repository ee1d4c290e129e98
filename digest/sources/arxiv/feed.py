"""arXiv's announcement feeds, RSS and Atom: one day's announcement, and which of it is new.

The feed of a day is built once, at midnight US Eastern, and empty when nothing was announced. It says
new | cross | replace | replace-cross (and absonly, a replaced abstract) of each paper; the version stands
in the item's id alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from digest.errors import SourceError
from digest.health.calendars import eastern_day
from digest.model import Listing
from digest.sources.arxiv.markup import child, children, document, local, text
from digest.sources.arxiv.names import names
from digest.sources.arxiv.works import Work, listing, moment, unreadable
from digest.sources.batch import SourceProblem, capped, shown

HOST = "https://rss.arxiv.org"
MOST_ITEMS = 2_000  # a feed ends there, whatever was announced
FRESH = frozenset(["new", "cross"])
REPLACED = frozenset(["replace", "replace-cross", "absonly"])
_ABSTRACT = re.compile(r"\A.{0,200}?\bAnnounce Type:[^\n]{0,40}\n?\s*Abstract:\s*", re.DOTALL)
_TYPE = re.compile(r"\A.{0,200}?\bAnnounce Type:\s*([a-z-]+)", re.DOTALL)
_ITEM = {"rss": "item", "feed": "entry", "RDF": "item"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One feed as read."""

    day: date | None  # the listing day; None: the feed does not say
    listings: tuple[Listing, ...]
    problems: tuple[SourceProblem, ...]
    items: int  # as sent, read or not

    @property
    def is_cut(self) -> bool:
        """Tell whether there may be papers that did not fit."""
        return self.items >= MOST_ITEMS


def address(categories: Sequence[str], *, base: str = HOST) -> str:
    """Return the address of the feed of some categories: one request for all of them."""
    return f"{base}/rss/{'+'.join(categories)}"


def read_feed(body: bytes, *, where: str, today: date) -> Announcement:
    """Return the announcement of a feed; what cannot be read of it is reported, the rest is kept.

    A day that is still to come, in UTC `today`, is no day. Raises SourceError when it is no feed, or when
    none of its papers can be read.
    """
    root = document(body, where=where)
    name = _ITEM.get(local(root))
    if name is None:
        raise SourceError(f"{where}: found <{local(root)[:40]}>, wanted an RSS or Atom feed")
    channel = child(root, "channel")
    around = root if channel is None else channel
    items = list(children(around if local(root) == "rss" else root, name))
    problems: list[SourceProblem] = []
    day = _day(around, items, where=where, today=today, problems=problems)
    listings = tuple(_listings(items, day=day, where=where, problems=problems))
    if items and not listings:
        raise unreadable(where, problems, of=len(items))
    return Announcement(day=day, listings=listings, problems=capped(problems, where=where), items=len(items))


def _day(
    around: Element, items: Sequence[Element], *, where: str, today: date, problems: list[SourceProblem]
) -> date | None:
    """Return the listing day: the items', which are all of one; the feed's own when it is empty."""
    found = text(items[0], "pubDate") or text(items[0], "published") if items else ""
    found = found or text(around, "pubDate") or text(around, "updated")
    at = moment(found)
    day = eastern_day(at) if at is not None else None
    if day is None or day > today:
        wanted = f"the moment of an announcement, up to {today}"
        if items or found:
            problems.append(
                SourceProblem(where=f"{where}.pubDate", found=shown(found or None), wanted=wanted)
            )
        return None
    return day


def _listings(
    items: Sequence[Element], *, day: date | None, where: str, problems: list[SourceProblem]
) -> Iterator[Listing]:
    """Yield each paper once, as new if one of its items says so."""
    best: dict[str, Listing] = {}
    for number, item in enumerate(items):
        place = f"{where}[{number}]"
        kind = _kind(item)
        if kind not in FRESH | REPLACED:
            wanted = "new, cross, replace or replace-cross"
            problems.append(
                SourceProblem(where=f"{place}.announce_type", found=shown(kind or None), wanted=wanted)
            )
        # What is of no kind we know is offered: a paper too many is better than one too few.
        found = listing(_work(item, where=place), listed_on=day, replaced=kind in REPLACED, problems=problems)
        if found is not None and (found.ids[0] not in best or best[found.ids[0]].replaced):
            best[found.ids[0]] = found
    yield from best.values()


def _kind(item: Element) -> str:
    kind = text(item, "announce_type")
    if kind:
        return kind
    match = _TYPE.match(_summary(item))
    return match[1] if match else ""


def _work(item: Element, *, where: str) -> Work:
    return Work(
        where=where,
        identifier=text(item, "guid") or text(item, "id") or text(item, "link"),
        title=text(item, "title"),
        abstract=_ABSTRACT.sub("", _summary(item)),
        authors=names(text(item, "creator")),
        categories=tuple(one.get("term") or text(one) for one in children(item, "category")),
        doi=text(item, "DOI"),
    )


def _summary(item: Element) -> str:
    return text(item, "description") or text(item, "summary")

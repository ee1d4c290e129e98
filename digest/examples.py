"""Papers that readers name as examples, and that no source has brought: looked up once, by their ids.

They are stored without a sighting: rankings compare with them, and they are offered to nobody as new.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from digest.errors import SourceError
from digest.identify import identified
from digest.model import Interest, InterestKind, Subscriber
from digest.sources import Client
from digest.sources.arxiv.api import BASE, by_ids
from digest.store import Store
from digest.store.papers import by_alias, remember
from digest.store.readings import Reading, readings, record

log = logging.getLogger(__name__)

NAME = "examples"  # in the log of what was asked
ASK_AGAIN = timedelta(days=7)  # for ids that arXiv did not know: it may, by then
UNKNOWN_DAY = date(1991, 8, 14)  # arXiv's first: no later than any paper of it


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What came of looking examples up."""

    read: int = 0
    new: int = 0
    problems: tuple[str, ...] = ()
    error: str = ""  # why it could not be asked (further); empty: it was


def pending(store: Store, people: Iterable[Subscriber]) -> list[str]:
    """Return the arXiv ids that somebody names and the store does not know, in order.

    They are of example papers, and of entries in a library that have an id and no title.
    """
    interests = [one for person in people for one in (*person.interests, *person.never)]
    named = {name for one in interests for name in _named(one) if name.startswith("arxiv:")}
    return sorted(named - by_alias(store, named).keys())


async def look_up(
    store: Store, client: Client, people: Iterable[Subscriber], *, now: datetime, base: str = BASE
) -> LookedUp | None:
    """Look up what is pending, and remember it; None when nothing is, or the same was asked for lately.

    What was read before an error is kept.
    """
    people = tuple(people)
    wanted = pending(store, people)
    if not wanted or _asked_lately(store, _mark(wanted), now=now):
        return None
    read = new = 0
    problems: list[str] = []
    error = ""
    found: set[str] = set()
    try:
        async for answer in by_ids(client, wanted, base=base):
            items = [identified(one, day=one.facts.published_on or UNKNOWN_DAY) for one in answer.listings]
            new += remember(store, items).new
            read += len(items)
            found.update(name for one in answer.listings for name in one.ids)
            problems += map(str, answer.problems)
    except SourceError as failure:
        error = str(failure)
    else:
        problems += [f"{one}: found nothing, wanted a paper of arXiv" for one in wanted if one not in found]
    mark = _mark(pending(store, people))
    record(store, Reading(source=NAME, at=now, read=read, new=new, fingerprint=mark, error=error))
    log.info("examples wanted=%d read=%d new=%d error=%r", len(wanted), read, new, error)
    return LookedUp(read=read, new=new, problems=tuple(problems), error=error)


def _mark(ids: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:32]


def _named(interest: Interest) -> Iterable[str]:
    if interest.kind is InterestKind.LIKE:
        return [interest.value]
    return [name for entry in interest.entries if not entry.title for name in entry.ids]


def _asked_lately(store: Store, mark: str, *, now: datetime) -> bool:
    """Tell whether these very ids were asked for, and what arXiv knows of them has come."""
    lately = readings(store, source=NAME, since=now - ASK_AGAIN)
    return any(one.fingerprint == mark and not one.error for one in lately)

"""Pictures of the latest papers: each is fetched once, drawn anew, and kept for the mails that show it.

It happens before digests are made, so that a mail carries its pictures, and no server learns who reads.
Nothing here stops a pass: a digest without pictures is a digest.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from digest.errors import SourceError, StoreError
from digest.model import Paper
from digest.picture import PictureError, renditions
from digest.sources.pictures import Wanted
from digest.store import Store
from digest.store.papers import shelf
from digest.store.pictures import Illustration, failed, forget, illustrated, keep

log = logging.getLogger(__name__)

RECENT = timedelta(days=14)  # papers listed longer ago get no picture any more
KEPT = timedelta(days=60)  # how long a picture is kept, and longer while a digest waits with it
MOST = 60  # pictures a pass
PATIENCE = timedelta(minutes=2)  # of a pass: digests wait for it
EACH = timedelta(seconds=45)  # of a picture, whose server may redirect, drip and fail: more is a failure
AGAIN = timedelta(hours=20)  # before a picture that could not be had is asked for again …
RETRIES = 3  # … at most so often
HOPELESS = 3  # failures of one host, after which a pass leaves it alone


class Fetch(Protocol):
    """Whoever gets pictures."""

    def has(self, wanted: Wanted) -> bool:
        """Tell whether a picture may be asked for at all."""

    async def get(self, wanted: Wanted) -> bytes:
        """Return the bytes of a picture, whatever they are; raises SourceError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustrated:
    """What a pass did."""

    made: int = 0
    failed: int = 0  # could not be had, or are no pictures; asked for again on a later day
    left: int = 0  # for the next pass
    removed: int = 0  # old ones
    error: str = ""  # of the store; empty: there was none


async def illustrate(  # noqa: PLR0913 - three are limits, which tests shorten
    store: Store,
    fetch: Fetch,
    *,
    now: datetime,
    most: int = MOST,
    patience: timedelta = PATIENCE,
    each: timedelta = EACH,
) -> Illustrated:
    """Fetch and keep the pictures of recent papers that have none yet, newest and most upvoted first.

    Each is kept in a transaction of its own as soon as it is there: a kill costs one. An address that was
    tried is not asked again, but after a failure: on three later days. Trouble is logged, never raised.
    """
    done = Illustrated()
    try:
        removed = await asyncio.to_thread(forget, store, before=now - KEPT)
        asked = await asyncio.to_thread(pending, store, fetch, now=now)
        done = replace(done, removed=removed, left=len(asked))
        hosts: Counter[str] = Counter()
        async with asyncio.timeout(patience.total_seconds()):
            for wanted in asked[:most]:
                host = urlsplit(wanted.url).hostname or ""
                if hosts[host] < HOPELESS:
                    good = await _one(store, fetch, wanted, now=now, each=each)
                    hosts[host] = 0 if good else hosts[host] + 1
                    done = _counted(done, good=good)
    except TimeoutError:
        log.warning("illustrate stopped after %.0f s", patience.total_seconds())
    except StoreError as error:
        log.error("illustrate error=%s", error)  # noqa: TRY400 - the error says all
        done = replace(done, error=str(error))
    log.info(
        "illustrate made=%d failed=%d left=%d removed=%d", done.made, done.failed, done.left, done.removed
    )
    return done


def pending(store: Store, fetch: Fetch, *, now: datetime) -> list[Wanted]:
    """Return the pictures to ask for, each address once, newest and most upvoted papers first."""
    papers = [one for one in shelf(store, since=(now - RECENT).date()).papers if one.facts.image_url]
    known = illustrated(store, {paper.facts.image_url for paper in papers})
    ordered = sorted(papers, key=lambda one: (one.listed_on, one.counts.upvotes or 0), reverse=True)
    listed: dict[str, Wanted] = {}
    for one in ordered:
        if _is_due(known.get(one.facts.image_url), now=now):
            listed.setdefault(one.facts.image_url, _wanted(one))
    return [one for one in listed.values() if fetch.has(one)]


def _is_due(known: Illustration | None, *, now: datetime) -> bool:
    if known is None:
        return True
    return bool(known.error) and known.tries <= RETRIES and now - known.at >= AGAIN


def _wanted(paper: Paper) -> Wanted:
    return Wanted(url=paper.facts.image_url, ids=paper.ids, sources=paper.sources)


async def _one(store: Store, fetch: Fetch, wanted: Wanted, *, now: datetime, each: timedelta) -> bool:
    """Fetch, draw and keep one picture; False when it could not be had, which is kept, too."""
    try:
        async with asyncio.timeout(each.total_seconds()):
            data = await fetch.get(wanted)
            found = await asyncio.to_thread(renditions, data)
    except (SourceError, PictureError, TimeoutError) as error:
        said = str(error) or f"{wanted.url}: no picture within {each.total_seconds():g} s"
        log.warning("illustrate url=%s error=%s", wanted.url, said)
        await asyncio.to_thread(failed, store, wanted.url, error=said, now=now)
        return False
    await asyncio.to_thread(keep, store, wanted.url, wide=found.wide, small=found.small, now=now)
    return True


def _counted(done: Illustrated, *, good: bool) -> Illustrated:
    left = done.left - 1
    if good:
        return replace(done, made=done.made + 1, left=left)
    return replace(done, failed=done.failed + 1, left=left)

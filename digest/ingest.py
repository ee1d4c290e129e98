"""The first verb: fetch → parse → identify → upsert, source by source, each batch in one transaction."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.errors import SourceError
from digest.identify import identified
from digest.model import Listing
from digest.sources import Batch, Source
from digest.store import Store
from digest.store.papers import Stored, failed, source_states, upsert
from digest.store.readings import Reading, record

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What came of asking one source."""

    source: str
    read: int = 0  # listings read
    new: int = 0  # papers not known before
    listed: int = 0  # known papers, listed anew
    merged: int = 0
    problems: tuple[str, ...] = ()  # what could not be read, with its place; the rest was kept
    error: str = ""  # why the source could not be read (further); empty: it was


@dataclass(slots=True)
class _Sum:
    read: int = 0
    stored: list[Stored] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    error: str = ""
    fingerprint: str = ""  # of the newest list that had papers
    newest: date | None = None

    def reading(self, source: str, *, at: datetime) -> Reading:
        """Return the sum as the store's log keeps it."""
        return Reading(
            source=source,
            at=at,
            read=self.read,
            new=sum(one.new for one in self.stored),
            fingerprint=self.fingerprint,
            newest=self.newest,
            error=self.error,
        )

    def of(self, source: str) -> Ingested:
        """Return the sum."""
        return Ingested(
            source=source,
            read=self.read,
            new=sum(one.new for one in self.stored),
            listed=sum(one.listed for one in self.stored),
            merged=sum(one.merged for one in self.stored),
            problems=tuple(self.problems),
            error=self.error,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """When, and from where on, the sources are asked."""

    now: datetime
    since: date | None = None  # None: from each source's watermark
    day: date | None = None  # the listing day of papers that come without one; None: today, UTC


Progress = Callable[[str, Batch], None]


async def ingest(
    store: Store, sources: Sequence[Source], *, request: Request, progress: Progress | None = None
) -> tuple[Ingested, ...]:
    """Ask every source for what is new; one that cannot be read does not stop the others."""
    marks = {state.name: state.watermark for state in source_states(store)}
    results = []
    for source in sources:
        since = request.since or marks.get(source.name)
        total = _Sum()
        try:
            async for batch in source.fetch(since, today=request.now.date()):
                _take(store, source.name, batch, request=request, total=total)
                if progress is not None:
                    progress(source.name, batch)
        except SourceError as error:
            total.error = str(error)
            failed(store, source=source.name, now=request.now, error=str(error))
        record(store, total.reading(source.name, at=request.now))
        result = total.of(source.name)
        for problem in result.problems:
            log.warning("ingest source=%s problem=%s", source.name, problem)
        log.info(
            "ingest source=%s read=%d new=%d error=%r", source.name, result.read, result.new, result.error
        )
        results.append(result)
    return tuple(results)


def _take(store: Store, source: str, batch: Batch, *, request: Request, total: _Sum) -> None:
    """Store one batch as it comes, so that what was read stays read."""
    day = request.day or request.now.date()
    items = [identified(listing, day=day) for listing in batch.listings]
    stored = upsert(
        store,
        items,
        source=source,
        now=request.now,
        watermark=batch.watermark,
        validators=batch.validators,
    )
    total.stored.append(stored)
    total.read += len(items)
    newest = max((one.listed_on for one in batch.listings if one.listed_on is not None), default=None)
    if batch.listings and (newest or date.min) >= (total.newest or date.min):  # else an older day, read again
        total.newest, total.fingerprint = newest, fingerprint(batch.listings)
    total.problems.extend(str(problem) for problem in batch.problems)


def fingerprint(listings: Sequence[Listing]) -> str:
    """Return what two lists of the same works have in common, whatever their order, counts and words."""
    works = sorted("\n".join(sorted(one.ids)) or one.facts.title for one in listings)
    return hashlib.sha256("\n\n".join(works).encode()).hexdigest()[:32]

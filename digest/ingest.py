"""The first verb: fetch → parse → identify → upsert, several sources at a time, a batch a transaction."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from digest.errors import SourceError, StoreError
from digest.identify import identified
from digest.model import Listing
from digest.sources import Batch, Source, SourceProblem
from digest.sources.fields import storable
from digest.store import Store
from digest.store.papers import Stored, failed, source_states, upsert
from digest.store.readings import Reading, record

log = logging.getLogger(__name__)

AT_ONCE = 8  # sources that are asked together
_DAY = timedelta(days=1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What came of asking one source."""

    source: str
    read: int = 0  # listings read
    new: int = 0  # papers not known before
    listed: int = 0  # known papers, listed anew
    merged: int = 0
    skipped: int = 0  # newer versions of papers that are not known
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
            skipped=sum(one.skipped for one in self.stored),
            problems=tuple(self.problems),
            error=self.error,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """When, and from where on, the sources are asked."""

    now: datetime
    since: date | None = None  # None: from each source's watermark
    day: date | None = None  # the listing day of papers that come without one; None: today, UTC
    patience: timedelta | None = None  # with one source; None: however long it takes


Progress = Callable[[str, Batch], None]


async def ingest(
    store: Store, sources: Sequence[Source], *, request: Request, progress: Progress | None = None
) -> tuple[Ingested, ...]:
    """Ask every source for what is new; one that is slow or cannot be read does not stop the others."""
    marks = {state.name: state.watermark for state in source_states(store)}
    places = asyncio.Semaphore(AT_ONCE)

    async def one(source: Source) -> Ingested:
        async with places:
            since = request.since or marks.get(source.name)
            return await _ask(store, source, since=since, request=request, progress=progress)

    tasks = [asyncio.create_task(one(source)) for source in sources]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:  # an error of the store, or whoever asked gave up
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def unless_stopped(asking: Coroutine[Any, Any, T], stop: asyncio.Event | None) -> T | None:
    """Return what came of asking; None when told to stop first: what was stored by then is kept."""
    if stop is None:
        return await asking
    working, stopping = asyncio.create_task(asking), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        stopping.cancel()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def _ask(
    store: Store, source: Source, *, since: date | None, request: Request, progress: Progress | None
) -> Ingested:
    """Ask one source, and write down what came of it."""
    total = _Sum()
    patience = request.patience
    try:
        async with asyncio.timeout(patience.total_seconds() if patience else None):
            async for batch in source.fetch(since, today=request.now.date()):
                _take(store, source.name, batch, request=request, total=total)
                if progress is not None:
                    progress(source.name, batch)
                await asyncio.sleep(0)  # a file never waits: the others go on in between
    except StoreError:
        raise
    except SourceError as error:
        total.error = storable(str(error))
    except TimeoutError:
        total.error = f"not read to its end within {patience}; what was read is kept"
    except Exception as error:  # whatever one source does, the others go on
        log.exception("ingest source=%s", source.name)
        total.error = storable(f"{type(error).__name__}: {error}")
    if total.error:
        failed(store, source=source.name, now=request.now, error=total.error)
    record(store, total.reading(source.name, at=request.now))
    result = total.of(source.name)
    for problem in result.problems:
        log.info("ingest source=%s problem=%s", source.name, problem)
    log.info("ingest source=%s read=%d new=%d error=%r", source.name, result.read, result.new, result.error)
    return result


def _take(store: Store, source: str, batch: Batch, *, request: Request, total: _Sum) -> None:
    """Store one batch as it comes, so that what was read stays read."""
    day = request.day or request.now.date()
    items = [identified(listing, day=day) for listing in batch.listings]
    watermark = batch.watermark
    if watermark is not None and watermark > request.now.date() + _DAY:  # the days until then would be lost
        wanted = f"one that has come; today is {request.now.date()}"
        found = f"the list of {watermark}"
        total.problems.append(str(SourceProblem(where=source, found=found, wanted=wanted)))
        watermark = None
    stored = upsert(
        store,
        items,
        source=source,
        now=request.now,
        watermark=watermark,
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

"""The source: the feed of today, and OAI-PMH for every day that nobody read."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date

from digest.errors import SourceError
from digest.health.calendars import announced
from digest.model import Listing
from digest.sources.arxiv import feed as feeds
from digest.sources.arxiv import oai
from digest.sources.arxiv.catchup import Gap, gaps, missed, placed
from digest.sources.arxiv.feed import Announcement, read_feed
from digest.sources.arxiv.works import NAME, listing
from digest.sources.batch import Batch, SourceProblem, Unknown, Validator, Validators, capped
from digest.sources.client import Client

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where arXiv's interfaces are."""

    feed: str = feeds.HOST
    oai: str = oai.BASE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What came of asking for the feed."""

    known: bool  # a reply of this address was stored before
    announcement: Announcement | None = None  # None: unchanged, or an error
    validator: Validator | None = None
    error: SourceError | None = None


class Arxiv:
    """All papers of some categories, cross-lists among them; one request a day for all of them.

    A first run reads the current announcement. Replacements come as `replaced` listings.
    """

    name = NAME

    def __init__(
        self,
        client: Client,
        categories: Sequence[str],
        *,
        validators: Validators | None = None,
        places: Places | None = None,
    ) -> None:
        self._client = client
        self._categories = tuple(dict.fromkeys(categories))
        self._validators = validators or Unknown()
        self._places = places or Places()

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:
        """Yield the days that were missed since the watermark, in order, then the current announcement.

        When OAI-PMH fails, the current announcement is still read, and the missed days wait for the next
        time; when the feed fails, the days before today are read all the same. Either is raised at the end.
        """
        asked = await self._ask(today=today)
        current, error = asked.announcement, asked.error
        days = missed(current, since, today=today, known=asked.known)
        completed_by_feed = current.day if current is not None and current.items else None
        try:
            for gap in gaps(days, today=today):
                async for batch in self._fill(gap, until=completed_by_feed):
                    yield batch
        except SourceError as failure:
            error = failure
        if current is not None:
            yield _batch(current, asked.validator, whole=error is None)
        if error is not None:
            raise error

    async def _ask(self, *, today: date) -> _Asked:
        """Ask for the feed, unless it is the one whose papers are stored."""
        url = feeds.address(self._categories, base=self._places.feed)
        validator = self._validators.of(url)
        known = validator is not None
        try:
            reply = await self._client.get(url, validator=validator)
            if reply.unchanged:
                return _Asked(known=known)
            announcement = read_feed(reply.body, where=url, today=today)
        except SourceError as error:
            return _Asked(known=known, error=error)
        return _Asked(known=known, announcement=announcement, validator=reply.validator)

    async def _fill(self, gap: Gap, *, until: date | None) -> AsyncIterator[Batch]:
        """Yield the days of a gap; the one that the feed is of is completed by the feed."""
        where = f"{self._places.oai} {gap.first}..{gap.last}"
        problems: list[SourceProblem] = []
        days: dict[date, dict[str, Listing]] = {day: {} for day in gap.days}
        for category in self._categories:
            pages = await self._pages(category, gap)
            problems.extend(problem for page in pages for problem in page.problems)
            for one in placed((record for page in pages for record in page.records), gap):
                found = listing(one.record.work, listed_on=one.day, replaced=one.replaced, problems=problems)
                if found is not None:
                    days[one.day][found.ids[0]] = found
        for day, listings in days.items():
            yield Batch(
                listings=tuple(listings.values()),
                problems=capped(problems, where=where) if day == gap.days[0] else (),
                watermark=day if day != until else None,
            )

    async def _pages(self, category: str, gap: Gap) -> list[oai.Page]:
        """Return a category's changes whole; an answer that the server lost is asked for once more."""
        for _ in range(2):
            pages: list[oai.Page] = []
            try:
                async for page in oai.pages(
                    self._get, category, first=gap.first, last=gap.last, base=self._places.oai
                ):
                    pages.append(page)
                    for identifier in page.deleted:
                        log.info("arxiv deleted=%s", identifier)
            except oai.BadTokenError as error:
                lost = error
            else:
                return pages
        raise lost

    async def _get(self, url: str) -> bytes:
        return (await self._client.get(url, read_s=oai.FIRST_BYTE_S)).body


def _batch(current: Announcement, validator: Validator | None, *, whole: bool) -> Batch:
    """Return the announcement as a batch; one that is empty on a day that has one completes nothing.

    While missed days wait, the day is not completed, nor the feed remembered: it is read again with them.
    """
    empty = not current.items and current.day is not None and announced(current.day)
    done = whole and not empty
    kept = (validator,) if validator is not None and whole else ()
    return Batch(
        listings=current.listings,
        problems=current.problems,
        watermark=current.day if done else None,
        validators=kept,
    )

"""Hugging Face's Daily Papers, live: day by day, by week or month, or what is trending now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus

from digest.errors import ConfigError, SourceError
from digest.sources.batch import Batch, Source, SourceProblem, shown
from digest.sources.client import Client
from digest.sources.dailypapers import read_entries
from digest.sources.fields import decoded

NAME = "huggingface"
HOST = "https://huggingface.co"
FIRST_RUN = timedelta(days=7)
MOST_A_PAGE = 100  # the API's own limit
ENOUGH_A_PAGE = 50  # a page may hold fewer than it was asked for; one of fewer than this is the last
MOST_PAGES = 30  # a month lists some 700 papers
FRESH_DAYS = 3  # listing days whose votes, comments and stars are asked for again
DAY = timedelta(days=1)
FRIDAY = 4


def live(client: Client, *, form: str = "", base: str = HOST) -> Source:
    """Return a form of the list: daily unless one is named; raises ConfigError when there is none such."""
    match form:
        case "":
            return HuggingFace(client, base=base)
        case "trending":
            return Trending(client, base=base)
        case "week" | "month":
            return Periods(client, form, base=base)
        case _:
            raise ConfigError(f"found the form {form!r} of huggingface, wanted trending, week or month")


class HuggingFace:
    """Asks for every day from `since` through `today`; a first run goes seven days back.

    The last three listing days are asked for again after that: their papers are still voted for.
    """

    name = NAME

    def __init__(self, client: Client, *, base: str = HOST) -> None:
        self._list = _List(client, base)

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:
        """Yield one batch a day, today's included, which may still grow. A day without papers is empty.

        A day that is today here and tomorrow there is refused by the server; it is asked for again later.
        """
        start = day = today - FIRST_RUN if since is None else min(since, today)
        while day < today:
            yield await self._day(day)
            day += DAY
        try:
            yield await self._day(today)
        except SourceError as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            yield Batch()
        for day in _listing_days(today):
            if day < start:
                yield replace(await self._day(day), watermark=None)

    async def _day(self, day: date) -> Batch:
        return await self._list.read(f"date={day.isoformat()}", listed_on=day, source=NAME)


class Trending:
    """Asks for the hundred papers that are trending now.

    A paper is listed on the day it is first found there: then it is news, however old it is.
    """

    name = f"{NAME}:trending"

    def __init__(self, client: Client, *, base: str = HOST) -> None:
        self._list = _List(client, base)

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:  # noqa: ARG002
        """Yield the list as one batch; it has no days, so neither `since` nor `today` matters."""
        batch = await self._list.read("sort=trending", listed_on=None, source=self.name, most_pages=1)
        yield replace(batch, listings=tuple(replace(one, listed_on=None) for one in batch.listings))


class Periods:
    """Asks for the papers of every week or month from `since` through `today`, most voted for first.

    They are listed on the days they were put on the daily list, where the reply says so.
    """

    def __init__(self, client: Client, form: str, *, base: str = HOST) -> None:
        self._form = form
        self._list = _List(client, base)
        self.name = f"{NAME}:{form}"

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:
        """Yield one batch a period, the present one included; a first run takes the one before, too."""
        start = today - FIRST_RUN if since is None else min(since, today)
        for value, last in _periods(self._form, start, today):
            asked = f"{self._form}={value}"
            try:
                batch = await self._list.read(asked, listed_on=None, source=self.name)
            except SourceError as error:
                # What begins here may not have begun there; and the API knows no week 53.
                if error.status != HTTPStatus.BAD_REQUEST or not (last >= today or value.endswith("-W53")):
                    raise
                problem = SourceProblem(where=asked, found=str(error), wanted="its list; it was passed over")
                batch = Batch(problems=() if last >= today else (problem,))
            yield replace(batch, watermark=min(last, today))


@dataclass(frozen=True, slots=True)
class _List:
    """The API's list of papers, page by page."""

    client: Client
    base: str

    async def read(
        self, query: str, *, listed_on: date | None, source: str, most_pages: int = MOST_PAGES
    ) -> Batch:
        """Return what a query lists, on as many pages as it takes."""
        where = f"{self.base}/api/daily_papers?{query}"
        entries: list[object] = []
        for number in range(most_pages):
            page = await self._page(f"{where}&limit={MOST_A_PAGE}{f'&p={number}' if number else ''}")
            new = [entry for entry in page if number == 0 or entry not in entries]
            entries += new  # a list that grows while it is read shows some of it twice
            if len(page) < ENOUGH_A_PAGE or not new:
                break
        batch = read_entries(entries, source=source, where=where, listed_on=listed_on)
        if entries and not batch.listings:  # the form has changed: not a quiet day
            raise SourceError(f"{where}: none of {len(entries)} papers could be read: {batch.problems[0]}")
        return batch

    async def _page(self, address: str) -> list[object]:
        reply = await self.client.get(address, accept="application/json")
        where = address.partition("&limit=")[0]
        entries = decoded(reply.body, where=where)
        if not isinstance(entries, list):
            raise SourceError(f"{where}: found {shown(entries)}, wanted a list of papers")
        return entries


def _listing_days(today: date) -> list[date]:
    """Return the last days of Monday to Friday through today, in order."""
    days = [today - back * DAY for back in range(FRESH_DAYS + 4)]
    return sorted([day for day in days if day.weekday() <= FRIDAY][:FRESH_DAYS])


def _periods(form: str, start: date, today: date) -> Iterator[tuple[str, date]]:
    """Yield the weeks or months from the one of `start` to the one of `today`, with their last days."""
    day = start
    while True:
        if form == "week":
            year, number, weekday = day.isocalendar()
            value, last = f"{year}-W{number:02d}", day + (7 - weekday) * DAY
        else:
            value = f"{day.year}-{day.month:02d}"
            last = (day.replace(day=1) + 32 * DAY).replace(day=1) - DAY
        yield value, last
        day = last + DAY
        if day > today:
            return

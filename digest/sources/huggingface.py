"""The live list of Hugging Face's Daily Papers, one request a day of the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

from digest.errors import SourceError
from digest.sources.batch import Batch, shown
from digest.sources.client import Client
from digest.sources.dailypapers import read_entries
from digest.sources.fields import decoded

NAME = "huggingface"
HOST = "https://huggingface.co"
FIRST_RUN = timedelta(days=7)
MOST_A_DAY = 100  # the API's own limit; days list up to 50


class HuggingFace:
    """Asks for every day from `since` through `today`; a first run goes seven days back."""

    name = NAME

    def __init__(self, client: Client, *, base: str = HOST) -> None:
        self._client = client
        self._base = base

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:
        """Yield one batch a day, today's included, which may still grow. A day without papers is empty."""
        day = today - FIRST_RUN if since is None else min(since, today)
        while day <= today:
            where = f"{self._base}/api/daily_papers?date={day.isoformat()}"
            reply = await self._client.get(f"{where}&limit={MOST_A_DAY}")
            entries = decoded(reply.body, where=where)
            if not isinstance(entries, list):
                raise SourceError(f"{where}: found {shown(entries)}, wanted a list of papers")
            batch = read_entries(entries, source=NAME, where=where, listed_on=day)
            if entries and not batch.listings:  # the form has changed: not a quiet day
                raise SourceError(
                    f"{where}: none of {len(entries)} papers could be read: {batch.problems[0]}"
                )
            yield batch
            day += timedelta(days=1)

"""Made-up replies of the Daily Papers list, and how tests read a source."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from html import escape
from typing import Any

from digest.sources import Batch, Source

ABSTRACT = (
    "We made this abstract up, and no experiment was needed to find that it says what it has to say. " * 3
)


def an_item(number: int = 1, /, *, paper: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return one item of the list as the API gives it; `paper` and keywords change its two levels."""
    title = f"Made-up paper {number}"
    inner = {
        "id": f"2603.{number:05d}",
        "authors": [{"name": "Ann One", "hidden": False}, {"name": "Bo Two", "hidden": False}],
        "publishedAt": "2026-03-27T23:33:33.000Z",
        "title": title,
        "summary": f"{number}. {ABSTRACT}",
        "upvotes": number,
    }
    outer = {"publishedAt": "2026-03-30T01:00:00.000Z", "title": title, "numComments": 2}
    return {"paper": inner | (paper or {}), **outer, **changes}


def a_page(*items: dict[str, Any], day: str = "2026-03-30") -> str:
    """Return a saved page that carries items."""
    props = escape(json.dumps({"date": f"{day}T00:00:00.000Z", "dailyPapers": items}))
    return (
        f'<!DOCTYPE html><html><body><div data-target="DailyPapers" data-props="{props}"></div></body></html>'
    )


def a_page_text(*numbers: int, between: str = "\n", banner: str = "new\nSubscribe\nMar 13\n") -> str:
    """Return a saved page as text; `between` separates its lines."""
    lines = [
        line for number in numbers for line in (f"Made-up paper {number}", f"{number}. {ABSTRACT}".strip())
    ]
    return banner.replace("\n", between) + between.join(lines)


def read(source: Source, since: date | None = None, *, today: date = date(2026, 3, 31)) -> list[Batch]:
    """Return all batches of a source."""

    async def batches() -> list[Batch]:
        return [batch async for batch in source.fetch(since, today=today)]

    return asyncio.run(batches())

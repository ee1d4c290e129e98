"""What every source promises, to be checked in the tests of one that another package brings.

assert asyncio.run(broken_promises(source, today=date(2026, 3, 31))) == []
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from digest.identify import canonical
from digest.model import Listing
from digest.sources.batch import Batch, Source
from digest.sources.fields import storable, web_url


async def broken_promises(source: Source, *, today: date, since: date | None = None) -> list[str]:
    """Return the promises a source breaks when it is read twice, one sentence each; none is the aim."""
    first = [batch async for batch in source.fetch(since, today=today)]
    again = [batch async for batch in source.fetch(since, today=today)]
    found = [] if source.name.strip() else ["its name is empty: sightings are kept under it"]
    if first != again:
        found.append("reading it twice gives different batches: nothing may be kept between two readings")
    found += _of_batches(first, today=today)
    for place, listing in enumerate(listing for batch in first for listing in batch.listings):
        found += [
            f"listing {place}: {broken}" for broken in _of_listing(listing, name=source.name, today=today)
        ]
    return found


def _of_batches(batches: list[Batch], *, today: date) -> Iterator[str]:
    marks = [batch.watermark for batch in batches if batch.watermark]
    if any(one > other for one, other in pairwise(marks)):
        yield "a watermark moves back: batches come in order of days"
    if marks and max(marks) > today:
        yield f"the watermark {max(marks)} is after today, {today}: that day is not complete"


def _of_listing(listing: Listing, *, name: str, today: date) -> Iterator[str]:
    facts = listing.facts
    if not facts.title.strip() or "\n" in facts.title:
        yield f"the title {facts.title[:40]!r} is not one line of text"
    if listing.source != name:
        yield f"its source is {listing.source!r}, not {name!r}"
    if listing.listed_on is not None and listing.listed_on > today:
        yield f"it is listed on {listing.listed_on}, after today, {today}"
    for identifier in listing.ids:
        if canonical(identifier) != identifier:
            yield f"the id {identifier!r} is not as `digest.identify.canonical` spells it"
    for key in ("url", "project_url", "code_url", "image_url"):
        address = getattr(facts, key)
        if address != web_url(address):
            yield f"{key} {address[:60]!r} is no http or https address"
    if any(text != storable(text) for text in (facts.title, facts.abstract, *facts.authors)):
        yield "it has NUL or half characters, which no database takes"

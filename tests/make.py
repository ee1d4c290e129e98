"""Builders of valid nouns for tests: name what the test is about, the rest is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from digest.model import (
    Cadence,
    CardFacts,
    Counts,
    Digest,
    Edition,
    Entry,
    Facts,
    Interest,
    InterestKind,
    Listing,
    Masthead,
    Paper,
    Recurrence,
    Subscriber,
)

TODAY = date(2026, 3, 31)
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


def a_paper(key: int = 1, title: str = "A paper", /, **changes: Any) -> Paper:
    """Return a paper; keywords of Facts and Counts may be given beside Paper's own."""
    facts = {name: changes.pop(name) for name in list(changes) if name in Facts.__slots__}
    counts = {name: changes.pop(name) for name in list(changes) if name in Counts.__slots__}
    values: dict[str, Any] = {"ids": (f"arxiv:2603.{key:05d}",), "listed_on": TODAY, **changes}
    return Paper(key=key, facts=Facts(title=title, **facts), counts=Counts(**counts), **values)


def a_listing(title: str = "A paper", /, **changes: Any) -> Listing:
    """Return a listing; keywords of Facts and Counts may be given beside Listing's own."""
    facts = {name: changes.pop(name) for name in list(changes) if name in Facts.__slots__}
    counts = {name: changes.pop(name) for name in list(changes) if name in Counts.__slots__}
    values: dict[str, Any] = {"source": "huggingface", "listed_on": TODAY, "ids": ("arxiv:2603.00001",)}
    return Listing(facts=Facts(title=title, **facts), counts=Counts(**counts), **(values | changes))


def interests(**values: str | list[str]) -> tuple[Interest, ...]:
    """Return interests by kind: `interests(topic="diffusion", author=["A", "B"])`."""
    listed = {kind: [value] if isinstance(value, str) else value for kind, value in values.items()}
    return tuple(
        Interest(kind=InterestKind(kind), value=one) for kind, many in listed.items() for one in many
    )


def a_cadence(at: str = "07:30", zone: str = "UTC", **changes: Any) -> Cadence:
    """Return a daily cadence."""
    values: dict[str, Any] = {"recurrence": Recurrence.DAILY, "days": tuple(range(7)), **changes}
    return Cadence(times=(time.fromisoformat(at),), zone=zone, **values)


def a_subscriber(address: str = "ada@example.org", /, **changes: Any) -> Subscriber:
    """Return a subscriber with a daily digest and no interests."""
    values: dict[str, Any] = {"email": address, "send": a_cadence(), **changes}
    return Subscriber(address=address.casefold(), **values)


def an_entry(number: int = 1, title: str = "A paper", /, **changes: Any) -> Entry:
    """Return an entry; keywords of CardFacts may be given beside Entry's own."""
    facts = {name: changes.pop(name) for name in list(changes) if name in CardFacts.__slots__}
    card = CardFacts(**{"title": title, "url": f"https://arxiv.org/abs/2603.{number:05d}", **facts})
    return Entry(**{"number": number, "paper": number, "card": card, "score": 1.0, **changes})


def a_digest(*entries: Entry, **changes: Any) -> Digest:
    """Return a digest for Ada of one entry, unless entries are given."""
    values: dict[str, Any] = {
        "masthead": Masthead(title="Paper Round", sender="Paper Round <digest@example.org>"),
        "address": "ada@example.org",
        "email": "ada@example.org",
        "name": "Ada",
        "edition": Edition(date=TODAY),
        "date": datetime(2026, 3, 31, 7, 30, tzinfo=UTC),
        "message_id": "<daily.2026-03-31.0123456789abcdef@example.org>",
        "unsubscribe": "mailto:digest@example.org?subject=unsubscribe",
        "cadence": "daily at 07:30 UTC",
        "entries": entries or (an_entry(),),
        "considered": 10,
    }
    return Digest(**(values | changes))

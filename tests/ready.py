"""What is ready to send: a newsroom, a dispatch to a server on this machine, a store with papers."""

from __future__ import annotations

from datetime import date, datetime
from zlib import crc32

from make import NOON, TODAY, a_listing

from digest.deliver import Dispatch
from digest.identify import identified
from digest.mail import Relay
from digest.model import Masthead
from digest.publish.drafting import Newsroom
from digest.render import Renderer
from digest.store import Store
from digest.store.papers import upsert

SENDER = "digest@example.org"


def a_newsroom() -> Newsroom:
    """Return the newsroom of digest@example.org."""
    masthead = Masthead(title="Paper Round", sender=f"Paper Round <{SENDER}>")
    return Newsroom(
        masthead=masthead,
        domain="example.org",
        unsubscribe=f"mailto:{SENDER}?subject=unsubscribe",
        sources=frozenset({"huggingface"}),
    )


def a_dispatch(port: int, *, connections: int = 2, holder: str = "test", now: datetime = NOON) -> Dispatch:
    """Return a dispatch to a plain server on this machine, with a clock that stands still."""
    return Dispatch(
        relay=Relay(host="localhost", port=port, security="plain", timeout_s=10, final_timeout_s=10),
        renderer=Renderer(),
        sender=SENDER,
        holder=holder,
        clock=lambda: now,
        chance=lambda: 1.0,
        connections=connections,
    )


def stock(store: Store, *titles: str, listed_on: date = TODAY, now: datetime = NOON) -> None:
    """Ingest one paper per title, as listed on a day and seen at a moment."""
    listings = [
        a_listing(title, ids=(f"doi:10.1000/{crc32(title.encode())}",), listed_on=listed_on, abstract=title)
        for title in titles
    ]
    batch = [identified(listing, day=listed_on) for listing in listings]
    upsert(store, batch, source="huggingface", now=now, watermark=listed_on)

"""An ingest that can be killed: reads Hugging Face's list from a server on this machine into a store.

Run as a program by the test of catching up, with: the store, the server's address, today, and the day to
begin with, or "-" for the watermark.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, date, datetime, time

from digest.ingest import Ingested, Request, ingest
from digest.sources.client import Client
from digest.sources.huggingface import HuggingFace
from digest.store import Store, open_store


def catch_up(store: Store, url: str, *, today: date, since: date | None = None) -> tuple[Ingested, ...]:
    """Ask for every day that is missing."""

    async def asked() -> tuple[Ingested, ...]:
        request = Request(now=datetime.combine(today, time(12), UTC), since=since)
        async with Client(private_hosts=["127.0.0.1"]) as client:
            return await ingest(store, [HuggingFace(client, base=url)], request=request)

    return asyncio.run(asked())


if __name__ == "__main__":
    opened = open_store(sys.argv[1])
    first = None if sys.argv[4] == "-" else date.fromisoformat(sys.argv[4])
    catch_up(opened, sys.argv[2], today=date.fromisoformat(sys.argv[3]), since=first)
    opened.close()

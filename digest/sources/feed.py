"""Any RSS or Atom feed: of a journal, a laboratory, a search that somebody saved."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

from digest.errors import SourceError
from digest.model import Listing
from digest.sources.batch import Batch, SourceProblem, Unknown, Validators, capped
from digest.sources.client import Client, Reply
from digest.sources.entry import read_entry
from digest.sources.fields import decoded, objects

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
MOST_BYTES = 10 * 2**20  # of a feed; feedparser reads 2 MB/s of real ones, 160 kB/s of empty entries
LONGEST_S = 90.0  # for reading one feed, whatever is in it
_READER = Path(__file__).with_name("feedreader.py")
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV")


class Feed:
    """One feed; it has no days to choose from, so it is read whole whenever it changed."""

    def __init__(self, client: Client, url: str, *, validators: Validators | None = None) -> None:
        self._client = client
        self._url = url
        self._validators = validators or Unknown()

    @property
    def name(self) -> str:
        """Return "feed:" and the address."""
        return f"feed:{self._url}"

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:  # noqa: ARG002
        """Yield the feed as one batch, an empty one when it is what it was; `since` does not matter."""
        validator = self._validators.of(self._url)
        reply = await self._client.get(self._url, accept=ACCEPT, validator=validator)
        if reply.unchanged:
            yield Batch(validators=(reply.validator,))
            return
        found = await _extracted(reply)
        yield _batch(found, reply=reply, source=self.name, today=today)


def environment() -> dict[str, str]:
    """Return what of the environment the reader of a feed needs to run: no password is in it."""
    return {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}


async def _extracted(reply: Reply) -> dict[str, object]:
    """Return what a feed holds, read by a process that ends when it takes too long or too much."""
    if len(reply.body) > MOST_BYTES:
        raise SourceError(f"{reply.url}: found more than {MOST_BYTES >> 20} MB, wanted a smaller feed")
    if not reply.body.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise SourceError(f"{reply.url}: found nothing, wanted an RSS or Atom feed")
    command = (sys.executable, "-P", str(_READER), reply.url, reply.headers.get("Content-Type", "")[:200])
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment()
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            out, err = await process.communicate(reply.body)
    except TimeoutError as error:
        raise SourceError(f"{reply.url}: could not be read within {LONGEST_S:g} s, wanted a feed") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = err.decode("utf-8", "replace").strip().rpartition("\n")[2]
        reason = last[:200] or f"its reader ended with {process.returncode}"
        raise SourceError(f"{reply.url}: cannot be read as a feed: {reason}")
    found = decoded(out, where=reply.url)
    return found if isinstance(found, dict) else {}


def _batch(found: dict[str, object], *, reply: Reply, source: str, today: date) -> Batch:
    """Return what a feed lists. A feed that is broken off is asked for whole again the next time."""
    where = reply.url
    if refused := found.get("refused"):
        raise SourceError(f"{where}: found {refused}, wanted a feed without them")
    entries, broken = found.get("entries"), found.get("broken")
    if not isinstance(entries, list) or not (entries or found.get("version")):
        what = "a web page" if _is_page(reply.body) else "no feed"
        raise SourceError(f"{where}: found {what}, wanted RSS or Atom{f' ({broken})' if broken else ''}")
    problems: list[SourceProblem] = []
    if broken:
        problems.append(SourceProblem(where=where, found=f"broken XML ({broken})", wanted="a whole feed"))
    if left_out := found.get("left_out"):
        problems.append(SourceProblem(where=where, found=f"{left_out} more entries", wanted="fewer"))
    listings: list[Listing] = []
    for fields in objects(entries, where=f"{where}: entry", problems=problems):
        listing = read_entry(fields, source=source, today=today)
        if listing is not None:
            listings.append(listing)
    if entries and not listings:
        raise SourceError(f"{where}: none of {len(entries)} entries could be read: {problems[-1]}")
    return Batch(
        listings=tuple(dict.fromkeys(listings)),
        problems=capped(problems, where=where),
        validators=() if broken else (reply.validator,),
    )


def _is_page(body: bytes) -> bool:
    start = body[:1_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ").lower()
    return start.startswith((b"<!doctype html", b"<html"))

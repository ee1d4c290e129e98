"""How often a host may be asked, and who keeps the order among all processes of an installation."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from digest.errors import SourceError
from digest.sources.guard import host_key

# "Make no more than one request every three seconds, and limit requests to a single connection at a time",
# over all machines under one's control (arXiv API Terms of Use, "Rate limits").
ARXIV_PAUSE = timedelta(seconds=3)
PAUSE = timedelta(seconds=1)
_MARGIN = timedelta(seconds=10)  # for looking a name up, and for a slow store


class RateLimiter(Protocol):
    """Whoever knows whose turn it is to ask a host, over all processes of an installation."""

    def take(self, turn: str, *, holder: str, most: timedelta) -> timedelta:
        """Take a turn for at most so long and return zero, or return how long to wait before trying again.

        One holder has a turn at a time. A turn that is not given back runs out.
        """

    def give_back(self, turn: str, *, holder: str, pause: timedelta) -> None:
        """End a turn; nobody gets the next one before the pause is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How one host, or several that count as one, may be asked."""

    turn: str  # what takes turns: a host, or the name that several of one owner share
    pause: timedelta  # from the end of an answer to the next request


@dataclass(slots=True)
class Held:
    """A turn while it lasts."""

    pause: timedelta  # may be made longer, when the host asks for it


def pace(host: str) -> Pace:
    """Return how a host may be asked."""
    key = host_key(host)
    if key == "arxiv.org" or key.endswith(".arxiv.org"):
        return Pace(turn="arxiv.org", pause=ARXIV_PAUSE)
    return Pace(turn=key, pause=PAUSE)


@asynccontextmanager
async def turn(
    limiter: RateLimiter | None, host: str, *, most: timedelta, patience: timedelta
) -> AsyncIterator[Held]:
    """Hold a host's turn for at most so long; without a limiter there is nobody to wait for.

    Raises SourceError when the host asked to be left alone for longer than our patience.
    """
    own = pace(host)
    held = Held(own.pause)
    if limiter is None:
        yield held
        return
    holder = uuid.uuid4().hex
    while wait := await asyncio.to_thread(limiter.take, own.turn, holder=holder, most=most + _MARGIN):
        if wait > max(patience, own.pause):
            raise SourceError(f"{host}: it asked to be left alone for another {wait.total_seconds():,.0f} s")
        await asyncio.sleep(wait.total_seconds())
    try:
        yield held
    finally:
        await asyncio.to_thread(limiter.give_back, own.turn, holder=holder, pause=held.pause)

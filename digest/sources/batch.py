"""What every source yields: listings by the day, and what could not be read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from digest.model import Listing, Validator

__all__ = ["Batch", "Source", "SourceProblem", "Unknown", "Validator", "Validators", "capped", "shown"]

MOST_PROBLEMS = 100  # of one reply; a hostile one could hold millions


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """Something in a reply that could not be read; the rest of the reply is kept."""

    where: str  # file or address, then the position: "2024-12-16.json[3].paper.id"
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, wanted {self.wanted}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a source lists on one day, to be stored together with the watermark in one transaction.

    The validators of the replies that are read whole with this batch are stored with it, too: a crash
    must not turn papers that were not stored into a "not modified" the next time.
    """

    listings: tuple[Listing, ...] = ()
    problems: tuple[SourceProblem, ...] = ()
    watermark: date | None = None  # the listing day this completes; None: it completes none
    validators: tuple[Validator, ...] = ()


class Validators(Protocol):
    """Whoever remembers what a server called its last reply whose papers were stored."""

    def of(self, url: str) -> Validator | None:
        """Return the validator of an address as it was asked for; None: ask for the whole reply."""


class Unknown:
    """Remembers nothing: every reply is asked for whole."""

    def of(self, url: str) -> Validator | None:  # noqa: ARG002 - the protocol's
        """Return None."""
        return None


class Source(Protocol):
    """A place papers come from."""

    @property
    def name(self) -> str:
        """Return the name sightings are kept under."""

    def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:
        """Yield what is listed from `since` on, in order of days, so that it can be taken up again.

        `since` is the watermark of the last batch that was stored: its day is read again, since its list
        may have grown. None is a first run. `today` is the day in UTC. Raises SourceError when a reply
        cannot be read at all; what was yielded before stays good.
        """


def shown(value: object) -> str:
    """Return how a value that was not wanted reads in a problem: its type, and how it begins."""
    match value:
        case None:
            return "nothing"
        case bool() | int() | float():
            return repr(value)[:40]
        case str():
            return f"the text {value[:40]!r}" + ("…" if len(value) > 40 else "")  # noqa: PLR2004 - as cut
        case list():
            return f"a list of {len(value)}"
        case dict():
            return f"an object of {len(value)} keys"
        case _:
            return type(value).__name__


def capped(problems: Sequence[SourceProblem], *, where: str) -> tuple[SourceProblem, ...]:
    """Return at most MOST_PROBLEMS problems, and one that counts the others."""
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    rest = SourceProblem(
        where=where,
        found=f"{len(problems) - MOST_PROBLEMS} more problems",
        wanted="a reply in the known form",
    )
    return (*problems[:MOST_PROBLEMS], rest)

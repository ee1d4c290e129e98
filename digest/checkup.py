"""How the sources are doing now: the store's log and counts, read by each source's calendar."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from digest.health.calendars import Announcements
from digest.health.judge import WEEKS, Calendar, Health, Record, State, Weekdays, judge
from digest.store import Store
from digest.store.papers import source_states
from digest.store.readings import listed_by_day, readings

LOG = timedelta(days=14)  # of readings; repeats and failures are looked for in these
COUNTS = timedelta(weeks=WEEKS + 3)  # of listing days

CALENDARS: Mapping[str, Calendar] = {"huggingface": Weekdays(), "arxiv": Announcements()}
Parts = Mapping[str, tuple[str, ...]]


def checkup(
    store: Store, *, now: datetime, only: Collection[str] | None = None, parts: Parts = MappingProxyType({})
) -> tuple[Health, ...]:
    """Return how every source that was ever asked is doing, by name; with `only`, those named.

    `parts` says what is read of a source whose name does not: the categories of arXiv.
    """
    found = [state for state in source_states(store) if only is None or state.name in only]
    listed = listed_by_day(store, since=now.date() - COUNTS)
    if any(state.papers and state.name not in listed for state in found):  # silent for long: since when?
        listed = listed_by_day(store, since=date.min)
    records = (
        Record(
            source=state.name,
            parts=parts.get(state.name, ()),
            readings=readings(store, source=state.name, since=now - LOG),
            listed=listed.get(state.name, {}),
            read_at=state.read_at,
            failed_at=state.failed_at,
            error=state.error,
        )
        for state in found
    )
    return tuple(judge(one, now=now, calendar=CALENDARS.get(one.source)) for one in records)


def why_unread(found: Collection[Health]) -> str:
    """Say why an empty digest may not mean a quiet day; empty: it does."""
    if not found:
        return "no paper has been ingested yet: run `digest ingest`"
    failing = [one.printed for one in found if one.state is State.FAILING]
    return f"waiting for papers: {', '.join(failing)} could not be read" if failing else ""

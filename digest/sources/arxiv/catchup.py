"""Pure: which listing days nobody read, and which record of OAI-PMH belongs to which of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from digest.health.calendars import announced, first_listing, latest, listing_days
from digest.sources.arxiv.feed import Announcement
from digest.sources.arxiv.oai import Record, month_of

LONGEST_HELD = timedelta(days=30)  # that moderation holds a submission before it is announced
DAYS_A_REQUEST = 23  # listing days: a month. What is older is new to no reader, and memory has an end
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Listing days that are asked for in one go."""

    days: tuple[date, ...]  # in order, at least one
    after: date  # the last listing day that is known whole: what was announced later is new
    first: date  # of the changes that are asked for, UTC days, both included
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A record and the listing day it belongs to."""

    record: Record
    day: date
    replaced: bool  # the paper was announced before the gap


def missed(current: Announcement | None, since: date | None, *, today: date, known: bool) -> list[date]:
    """Return the listing days to be read through OAI-PMH, in order.

    `current` is the feed, None when it is unchanged or cannot be read. `known`: it was read before, so the
    day of `since` is complete; then that day is read again only where later ones are missing, since an
    operator may have asked for it. Without papers in the feed, every day before `today` (UTC) is due.
    """
    has_papers = current is not None and current.items > 0
    day = current.day if current is not None and has_papers else None
    last = day or latest(today - _ONE)
    if since is None:
        days = [] if has_papers else [last]
    else:
        days = [one for one in listing_days(since + _ONE, last) if one != day]
        if announced(since) and since <= last and since != day and (days or not known):
            days.insert(0, since)
    if day is not None and current is not None and current.is_cut:
        days.append(day)
    return days


def gaps(days: Sequence[date], *, today: date) -> Iterator[Gap]:
    """Yield missed days in portions, in order.

    The changes of the last portion are asked for up to `today`: a paper that was announced on a missed day
    and replaced since is stamped with the later day alone.
    """
    for start in range(0, len(days), DAYS_A_REQUEST):
        some = tuple(days[start : start + DAYS_A_REQUEST])
        is_last = start + DAYS_A_REQUEST >= len(days)
        yield Gap(
            days=some,
            after=latest(days[0] - _ONE),
            first=latest(some[0] - _ONE) + _ONE,
            last=max(some[-1], today) if is_last else some[-1],
        )


def placed(records: Iterable[Record], gap: Gap) -> Iterator[Placed]:
    """Yield the records that belong to the days of a gap.

    A paper of one version was announced on the day of its stamp, unless it is older than what moderation may
    hold: then something else of it changed. One of several versions, or one that changed after the gap, was
    announced when its first version could be, if that is after what is known; else it is a replacement. So
    a paper that was announced and replaced while nobody looked is listed on the day it had been without it.
    """
    for record in records:
        first = first_listing(record.versions[0]) if record.versions else None
        day = next((one for one in gap.days if one >= record.stamp), None)
        replaced = first is not None or not _is_of_late(record, gap)
        if len(record.versions) == 1 and day is not None:
            replaced = not _is_of_late(record, gap)
        elif first is not None and first > gap.after:
            day, replaced = next((one for one in gap.days if one >= first), None), False
        if day is not None:
            yield Placed(record=record, day=day, replaced=replaced)


def _is_of_late(record: Record, gap: Gap) -> bool:
    """Tell whether a record of one version, or of an unknown number, can be of a new paper."""
    if record.versions:
        return record.versions[0] >= datetime.combine(gap.after, time(tzinfo=UTC)) - LONGEST_HELD
    month = month_of(record.work.identifier)
    return month is not None and month >= gap.after.replace(day=1)

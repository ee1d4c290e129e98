"""How a source is doing, judged from the log of its readings and from what it listed day by day. Pure.

A source that cannot be read, lists the same as last time, or lists far less than usual looks to a reader
like a quiet day. This tells them apart, and says nothing where little is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from statistics import median
from typing import NamedTuple, Protocol

WEEKS = 8  # of the same weekday, which say what is usual
LEAST_WEEKS = 4  # fewer say nothing
LEAST_USUAL = 6  # papers a day; of fewer nobody can say that some are missing
FAR_FEWER = 1 / 3  # of the usual
SPREAD = 3 * 1.4826  # three standard deviations, as the median absolute deviation estimates them
LONGEST_BREAK = 21  # days without a list that a calendar may hold
DAY = timedelta(days=1)


class State(StrEnum):
    """How a source is doing."""

    OK = "ok"
    QUIET = "quiet"  # it lists nothing today, and was not expected to
    STALE = "stale"  # nothing new on a day on which it lists
    SHORT = "short"  # far fewer papers than on its other days of that name
    FAILING = "failing"  # it cannot be read


TROUBLE = frozenset({State.FAILING, State.STALE, State.SHORT})


class Reading(Protocol):
    """What came of asking a source once."""

    @property
    def at(self) -> datetime:
        """Return when it was asked."""

    @property
    def fingerprint(self) -> str:
        """Return what lists of the same papers have in common; empty: there were none."""

    @property
    def newest(self) -> date | None:
        """Return the latest listing day that was read."""

    @property
    def error(self) -> str:
        """Return why it could not be read; empty: it was."""


class Calendar(Protocol):
    """When a source lists papers."""

    def lists(self, day: date) -> bool:
        """Tell whether the source has a list of its own on a day."""

    def due(self, day: date) -> datetime:
        """Return when the list of a day is whole at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekdays:
    """The calendar of a source that lists Monday to Friday, holidays included."""

    whole_at: time = time(12, tzinfo=UTC)

    def lists(self, day: date) -> bool:
        """Tell whether it is Monday to Friday."""
        return day.weekday() < 5  # noqa: PLR2004 - Saturday

    def due(self, day: date) -> datetime:
        """Return the moment of the day at which its list is whole."""
        return datetime.combine(day, self.whole_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of one source."""

    source: str  # its name
    parts: tuple[str, ...] = ()  # what of it is read, where its name does not say: arXiv's categories
    readings: Sequence[Reading] = ()  # oldest first
    listed: Mapping[date, int] = field(default_factory=dict)  # papers by listing day, each at least one
    read_at: datetime | None = None  # the latest success
    failed_at: datetime | None = None  # the first failure since that; None: there was none
    error: str = ""  # the latest failure in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one source is doing, since when, and what is to be said of it."""

    source: str
    house: str  # who lists, as people know them: "Hugging Face"
    parts: tuple[str, ...] = ()  # what of it is read: "cs.CL", "cs.LG"
    state: State
    since: datetime | None = None  # when the state began; None: all is well
    text: str  # what it does, for who runs the newsletter: "lists no papers at weekends"
    told: date | None = None  # the day that readers are told of; None: they are told nothing
    newest: date | None = None  # the newest listing day
    count: int = 0  # papers of that day
    usual: int | None = None  # papers on days of that name; None: too little is known
    failures: int = 0  # in a row
    error: str = ""

    @property
    def printed(self) -> str:
        """Return the source's name as people know it: "arXiv (cs.CL, cs.LG)"."""
        return f"{self.house} ({', '.join(self.parts)})" if self.parts else self.house


def judge(record: Record, *, now: datetime, calendar: Calendar | None = None) -> Health:
    """Return how a source is doing; without a calendar it may list when it likes, and is never late."""
    today = now.astimezone(UTC).date()
    newest = max((day for day in record.listed if day <= today + DAY), default=None)
    found = _failing(record)
    if found is None and calendar is not None:
        found = (
            _stale(record, newest, calendar=calendar, now=now)
            or _short(record, calendar=calendar, now=now)
            or _quiet(record, today, calendar=calendar)
        )
    found = found or _Found(State.OK, None, "lists papers as usual", None)
    failing = found.state is State.FAILING
    house, parts = known_as(record.source)
    return Health(
        source=record.source,
        house=house,
        parts=record.parts or parts,
        state=found.state,
        since=found.since,
        text=found.text,
        told=found.told,
        newest=newest,
        count=record.listed[newest] if newest else 0,
        usual=usual(record.listed, on=newest) if newest else None,
        failures=_failures(record.readings) if failing else 0,
        error=record.error if failing else "",
    )


def usual(listed: Mapping[date, int], *, on: date) -> int | None:
    """Return the median of the days of the same name in the weeks before a day; None: too few are known.

    Days without a list are none of them: the machine may have been off, or the source on holiday.
    """
    past = _past(listed, on)
    return round(median(past)) if len(past) >= LEAST_WEEKS else None


def known_as(source: str) -> tuple[str, tuple[str, ...]]:
    """Return who lists, as people know them, and which parts of it a source's name says are read.

    "biorxiv:cell-biology" is bioRxiv's cell-biology, "feed:https://example.org/feed" is example.org/feed.
    """
    kind, _, rest = source.partition(":")
    if kind in _SERVERS:
        return _SERVERS[kind], tuple(part for part in rest.split(",") if part)
    if kind == "huggingface":
        return f"Hugging Face ({rest})" if rest else "Hugging Face", ()
    if kind == "feed":
        return rest.partition("://")[2].removeprefix("www.").rstrip("/") or source, ()
    return f"{_OTHERS[kind]} {rest}" if kind in _OTHERS and rest else source, ()


_SERVERS = {"arxiv": "arXiv", "biorxiv": "bioRxiv", "medrxiv": "medRxiv"}
_OTHERS = {"page": "the saved page", "jsonl": "the file", "plugin": "the plugin"}


class _Found(NamedTuple):
    """A state other than ok, as Health holds it."""

    state: State
    since: datetime | None
    text: str
    told: date | None


def _failing(record: Record) -> _Found | None:
    if record.failed_at is None:
        return None
    times = _failures(record.readings)
    # One that breaks off half-way begins to fail anew at each asking, as the store sees it.
    since = min([record.failed_at, *(one.at for one in record.readings[-times:] if one.error)])
    again = f", {times:,} times in a row" if times > 1 else ""
    text = f"cannot be read since {_moment(since)}{again}: {record.error}"
    # Of a source that was never read, readers miss nothing they had: whoever set it up is told.
    told = None if record.read_at is None else since.astimezone(UTC).date()
    return _Found(State.FAILING, since, text, told)


def _stale(record: Record, newest: date | None, *, calendar: Calendar, now: datetime) -> _Found | None:
    """Find a list that is overdue, or one that holds what an earlier one held, under a new date."""
    expected = _expected(record, calendar=calendar, now=now)
    if expected is None:
        return None
    due = calendar.due(expected)
    if newest is None:
        if not record.readings or record.readings[0].at >= due:
            return None  # asked for the first time when the list was gone
        return _Found(State.STALE, due, "has listed nothing yet", None)
    if newest < expected:
        due = calendar.due(_following(calendar, newest))
        return _Found(State.STALE, due, f"has listed nothing since {_named(newest)}", newest)
    repeated = _repeated(record.readings)
    if repeated is None:
        return None
    before, at = repeated
    text = f"lists under {_named(newest)} the same papers as on {_named(before)}"
    return _Found(State.STALE, at, text, before)


def _short(record: Record, *, calendar: Calendar, now: datetime) -> _Found | None:
    """Find a list that is whole and yet holds far fewer papers than those of its weekday.

    Far fewer is less than a third of the median, and outside three standard deviations, which the median
    absolute deviation estimates (Rousseeuw and Croux 1993, section 1): one odd week moves neither.
    """
    day = _expected(record, calendar=calendar, now=now)
    if day is None:
        return None
    count, middle = record.listed.get(day, 0), usual(record.listed, on=day)
    if not count or middle is None or middle < LEAST_USUAL:
        return None
    deviation = median(abs(one - middle) for one in _past(record.listed, day))
    if count >= middle * FAR_FEWER or count >= middle - SPREAD * deviation:
        return None
    text = f"listed {_papers(count)} on {_named(day)}, where about {middle:,} are usual"
    return _Found(State.SHORT, calendar.due(day), text, day)


def _quiet(record: Record, today: date, *, calendar: Calendar) -> _Found | None:
    if calendar.lists(today) or record.read_at is None:
        return None
    first = today
    while not calendar.lists(first - DAY) and today - first < LONGEST_BREAK * DAY:
        first -= DAY
    weekend = today.weekday() >= 5  # noqa: PLR2004 - Saturday
    text = f"lists no papers {'at weekends' if weekend else 'today, a holiday'}"
    return _Found(State.QUIET, datetime.combine(first, time(), UTC), text, None)


def _expected(record: Record, *, calendar: Calendar, now: datetime) -> date | None:
    """Return the latest day whose list is whole by now; None when nobody has looked since it is."""
    today = now.astimezone(UTC).date()
    days = (today + (1 - back) * DAY for back in range(LONGEST_BREAK))
    day = next((day for day in days if calendar.lists(day) and calendar.due(day) <= now), None)
    looked = day is not None and record.read_at is not None and record.read_at >= calendar.due(day)
    return day if looked else None


def _following(calendar: Calendar, day: date) -> date:
    """Return the first day after one that has a list."""
    days = (day + ahead * DAY for ahead in range(1, LONGEST_BREAK))
    return next((one for one in days if calendar.lists(one)), day + DAY)


def _repeated(readings: Sequence[Reading]) -> tuple[date, datetime] | None:
    """Return the day of the list that the latest one repeats, and since when it does; None: it is new."""
    told = [one for one in readings if not one.error and one.fingerprint and one.newest is not None]
    same = list(takewhile(lambda one: one.fingerprint == told[-1].fingerprint, reversed(told)))
    first = same[-1].newest if same else None
    later = [one.at for one in reversed(same) if one.newest and first and one.newest > first]
    return (first, later[0]) if first and later else None


def _failures(readings: Sequence[Reading]) -> int:
    """Return how many of the latest readings failed in a row, at least the one that brought us here."""
    count = 0
    for one in reversed(readings):
        if not one.error:
            break
        count += 1
    return max(count, 1)


def _past(listed: Mapping[date, int], on: date) -> list[int]:
    days = (on - timedelta(weeks=back) for back in range(1, WEEKS + 1))
    return [listed[day] for day in days if listed.get(day)]


def _named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _moment(at: datetime) -> str:
    return f"{_named(at.astimezone(UTC).date())}, {at.astimezone(UTC):%H:%M} UTC"


def _papers(count: int) -> str:
    return f"{count:,} {'paper' if count == 1 else 'papers'}"

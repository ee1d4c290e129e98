"""Pure: on which days arXiv announces papers, and what it calls those days.

arXiv announces from Sunday to Thursday at 20:00 US Eastern (info.arxiv.org/help/availability). Its web
listings and its feeds call the announcement of an evening by the next day, the one on which most people
read it: Sunday evening's is Monday's. That is the listing day here. OAI-PMH stamps the same records with
the UTC day, which at 20:00 Eastern has begun: of 150 physics records stamped 2015-01-16, a Friday, the
newest were submitted on Thursday the 15th.

The zone is the source's own, not a reader's: cadences and readers' zones are in cadence.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
_CLOSING = time(14)  # Eastern: what comes later waits for the next announcement
_FEED_BUILT = time(0)  # Eastern, on the listing day
_FEED_SURE = timedelta(hours=6)  # after that, for a feed that is built late
_ONE = timedelta(days=1)
_MONDAY, _THURSDAY, _FRIDAY, _SATURDAY = 0, 3, 4, 5
_LONGEST_BREAK = 14  # days without an announcement, and more than there ever were

# The days on which arXiv is closed, as it says before each year.
CLOSED: dict[int, frozenset[date]] = {
    2026: frozenset(
        date(2026, month, day)
        for month, day in [(1, 1), (1, 19), (6, 19), (7, 3), (9, 7), (11, 26), (12, 25), (12, 29), (12, 31)]
    ),
}


def announced(day: date) -> bool:
    """Tell whether a day is a listing day: Monday to Friday, unless arXiv was closed the evening before.

    On a Friday nothing is announced anyway; when it is closed then, Sunday evening's announcement is
    the one that falls out (so it was after 2025-07-04 and 2026-06-19).
    """
    before = day - (3 * _ONE if day.weekday() == _MONDAY else _ONE)
    return day.weekday() < _SATURDAY and not _is_closed(before) and not _is_closed(day - _ONE)


def latest(day: date) -> date:
    """Return the last listing day up to a day, itself included."""
    return next(one for back in range(_LONGEST_BREAK) if announced(one := day - back * _ONE))


def listing_days(first: date, last: date) -> Iterator[date]:
    """Yield the listing days from one day to another, both included."""
    for ahead in range((last - first).days + 1):
        if announced(day := first + ahead * _ONE):
            yield day


def due(day: date) -> datetime:
    """Return when, in UTC, the feed of a listing day is there at the latest."""
    return (datetime.combine(day, _FEED_BUILT, EASTERN) + _FEED_SURE).astimezone(UTC)


def eastern_day(moment: datetime) -> date:
    """Return the day it is for arXiv at an aware moment."""
    return moment.astimezone(EASTERN).date()


def first_listing(submitted: datetime) -> date:
    """Return the first listing day on which what is submitted at an aware moment can be.

    Submissions close at 14:00 Eastern for the announcement of that evening, and on Friday for Sunday's.
    Moderation may hold a paper for longer, never for less.
    """
    local = submitted.astimezone(EASTERN)
    days = listing_days(local.date(), local.date() + 2 * _LONGEST_BREAK * _ONE)
    return next(day for day in days if local <= _closing(day))


class Announcements:
    """arXiv's calendar, for whoever judges whether its list is late."""

    def lists(self, day: date) -> bool:
        """Tell whether there is a list of a day."""
        return announced(day)

    def due(self, day: date) -> datetime:
        """Return when the list of a day is there at the latest."""
        return due(day)


def _closing(day: date) -> datetime:
    """Return when submissions close for a listing day."""
    back = 3 if day.weekday() == _MONDAY else 1
    return datetime.combine(day - back * _ONE, _CLOSING, EASTERN)


def _is_closed(day: date) -> bool:
    """Tell whether arXiv is closed; where it has not said yet, on the holidays it keeps every year."""
    if day.year in CLOSED:
        return day in CLOSED[day.year]
    return day in {holiday(day.year) for holiday in _EVERY_YEAR}


def _nth(year: int, month: int, *, weekday: int, number: int) -> date:
    """Return the so-manyth day of a name in a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _observed(day: date) -> date:
    """Return when a holiday is kept: on Friday for a Saturday, on Monday for a Sunday."""
    return day + {_SATURDAY: -_ONE, _SATURDAY + 1: _ONE}.get(day.weekday(), timedelta(0))


_EVERY_YEAR: tuple[Callable[[int], date], ...] = (
    lambda year: date(year, 1, 1),
    lambda year: _nth(year, 1, weekday=_MONDAY, number=3),
    lambda year: _observed(date(year, 6, 19)),
    lambda year: _observed(date(year, 7, 4)),
    lambda year: _nth(year, 9, weekday=_MONDAY, number=1),
    lambda year: _nth(year, 11, weekday=_THURSDAY, number=4),
    lambda year: date(year, 12, 25),
)

"""When a subscriber is written to: reading a cadence, its editions, and whether one is due.

This is the only home of time zones. Local times are resolved so that editions never change places:
a time that a clock change skips is the moment the gap ends, one that comes twice is the first of the
two. Slots that fall together in a gap are one edition, the last of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from digest.model import Cadence, Edition, Recurrence

_T = TypeVar("_T")

DEFAULT_TIME = time(7, 30)
_YEARS = range(1900, 3000)  # what is counted from a day of these is a day, too
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WANTED_WHEN = "daily, weekdays, weekly, monthly or days such as mondays and thursdays"
_WANTED_TIME = "a 24-hour time such as 07:30"
_WANTED_ZONE = "an IANA name such as Europe/London"
_EVERY_DAY = tuple(range(7))
_RECURRENCES = {
    "daily": (Recurrence.DAILY, _EVERY_DAY),
    "weekdays": (Recurrence.WEEKDAYS, _EVERY_DAY[:5]),
    "weekends": (Recurrence.WEEKLY, _EVERY_DAY[5:]),
    "weekly": (Recurrence.WEEKLY, _EVERY_DAY[:1]),
    "monthly": (Recurrence.MONTHLY, _EVERY_DAY),
}
_AFTER_EVERY = {
    "day": "daily",
    "weekday": "weekdays",
    "weekend": "weekends",
    "week": "weekly",
    "month": "monthly",
}
_DAYS = {
    word: number
    for number, name in enumerate(DAY_NAMES)
    for word in (name, f"{name}s", name[:3], f"{name[:3]}s")
}
_WINDOWS = {
    Recurrence.DAILY: timedelta(days=1),
    Recurrence.WEEKDAYS: timedelta(days=3),
    Recurrence.WEEKLY: timedelta(days=7),
    Recurrence.MONTHLY: timedelta(days=31),
}
_LONGEST = 300  # characters of a cadence in words; all seven days with many times fit
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_TWELVE_HOURS = re.compile(r"(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))?([ap])\.?m\.?", re.ASCII)
_SPACED_HALF = re.compile(r"(?<=\d)\s+(?=[ap]\.?m\b)", re.IGNORECASE)  # "7 pm" is one word
_NEAR = 72  # of 100; below it a suggestion is a guess


class CadenceError(ValueError):
    """A cadence that cannot be read: `part` was found where `wanted` was wanted, `nearest` may be meant."""

    def __init__(self, what: str, *, part: str, wanted: str, nearest: str | None = None) -> None:
        self.part = _printable(part)
        self.wanted = wanted
        self.nearest = nearest
        hint = f" (did you mean {nearest}?)" if nearest else f", wanted {wanted}"
        super().__init__(f'{what} "{self.part}"{hint}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An edition whose moment has come and which the subscriber has not had."""

    edition: Edition
    slot_at: datetime  # UTC
    expires_at: datetime  # UTC; the next edition's moment


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDue:
    """Why nothing is to be sent now, and what comes next."""

    reason: str
    next_edition: Edition
    next_at: datetime  # UTC


def parse(text: str, *, default_zone: str) -> Cadence:
    """Return the cadence that words such as "weekdays at 07:30 Europe/London" name.

    WHEN [at HH:MM [and HH:MM …]] [ZONE]; the time is 07:30 and the zone `default_zone` unless given.
    Raises CadenceError at the first word that cannot be read.
    """
    together = _SPACED_HALF.sub("", text[: _LONGEST + 1])
    words = re.findall(r"[^\s,]+|,", together)
    if not words or len(text) > _LONGEST:
        raise CadenceError("cannot read", part=text, wanted=_WANTED_WHEN)
    (recurrence, days), rest = _read_when(words)
    times, rest = _read_times(rest)
    zone = zone_name(" ".join(rest) if rest else default_zone)
    return Cadence(recurrence=recurrence, days=days, times=times, zone=zone)


def describe(cadence: Cadence) -> str:
    """Return the cadence in words that `parse` reads back as the same cadence."""
    when: str = cadence.recurrence.value
    if cadence.recurrence is Recurrence.WEEKLY:
        when = _joined([f"{DAY_NAMES[day]}s" for day in cadence.days])
    return f"{when} at {_joined([f'{at:%H:%M}' for at in cadence.times])} {cadence.zone}"


def zone_name(text: str) -> str:
    """Return the IANA name that `text` spells in any case; raise CadenceError if there is none."""
    name = _zones().get(text.casefold())
    if name is None:
        raise CadenceError("unknown time zone", part=text, wanted=_WANTED_ZONE, nearest=_nearest_zone(text))
    return name


def is_zone(text: str) -> bool:
    """Tell whether `zone_name` finds a name."""
    return text.casefold() in _zones()


def at_home(moment: datetime, *, zone: str) -> datetime:
    """Return an aware moment as the clocks of `zone` show it."""
    return moment.astimezone(ZoneInfo(zone))


def day_of(written: str) -> date:
    """Return the day that YYYY-MM-DD names; raises ValueError for none, and for one far from all editions."""
    found = date.fromisoformat(written)
    if found.year not in _YEARS:
        raise ValueError(f"wanted a year from {_YEARS[0]} to {_YEARS[-1]}")
    return found


def end_of_day(day: date, *, zone: str) -> datetime:
    """Return the last moment, in UTC, of a day in `zone`."""
    return _moment(day + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)


def window(cadence: Cadence) -> timedelta:
    """Return the longest period one edition of this cadence covers."""
    return _WINDOWS[cadence.recurrence]


def latest(cadence: Cadence, *, now: datetime) -> tuple[Edition, datetime]:
    """Return the most recent edition whose moment is at or before `now`, and that moment in UTC."""
    today = at_home(now, zone=cadence.zone).date()
    first = today - window(cadence) - timedelta(days=1)
    slots = _slots(cadence, first=first, last=today + timedelta(days=1))
    moment, edition = max(slot for slot in slots if slot[0] <= now)
    return edition, moment


def following(cadence: Cadence, *, now: datetime) -> tuple[Edition, datetime]:
    """Return the first edition whose moment is after `now`, and that moment in UTC."""
    today = at_home(now, zone=cadence.zone).date()
    last = today + window(cadence) + timedelta(days=1)
    coming = [slot for slot in _slots(cadence, first=today - timedelta(days=1), last=last) if slot[0] > now]
    moment = min(coming)[0]
    return max(edition for at, edition in coming if at == moment), moment


def due(cadence: Cadence, *, now: datetime, last: Edition | None, pause_until: date | None) -> Due | NotDue:
    """Decide whether the latest edition is to be sent now.

    `last` is the latest real edition the subscriber had, of whatever kind: an edition of the same date
    and slot, or an earlier one, is never due again, so a change of cadence gives no second mail.
    `pause_until` is the first local day that has an edition again.
    """
    edition, slot_at = latest(cadence, now=now)
    paused = pause_until is not None and edition.date < pause_until
    had = last is not None and _place(edition) <= _place(last)
    if not paused and not had:
        return Due(edition=edition, slot_at=slot_at, expires_at=following(cadence, now=now)[1])
    coming, at = _next_unhad(cadence, now=now, last=last, resumes=pause_until)
    reason = f"paused until {pause_until}" if paused else f"{last} is planned already"
    return NotDue(reason=reason, next_edition=coming, next_at=at)


def _next_unhad(
    cadence: Cadence, *, now: datetime, last: Edition | None, resumes: date | None
) -> tuple[Edition, datetime]:
    floors = [day for day in (resumes, last.date if last else None) if day is not None]
    start = max([now, *(_moment(day, time.min, cadence.zone) - timedelta(microseconds=1) for day in floors)])
    edition, at = following(cadence, now=start)
    while (last and _place(edition) <= _place(last)) or (resumes and edition.date < resumes):
        edition, at = following(cadence, now=at)
    return edition, at


def _place(edition: Edition) -> tuple[date, int]:
    return edition.date, edition.slot


def _slots(cadence: Cadence, *, first: date, last: date) -> Iterator[tuple[datetime, Edition]]:
    kind = cadence.recurrence.value
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        monthly = cadence.recurrence is Recurrence.MONTHLY
        if (day.day != 1) if monthly else (day.weekday() not in cadence.days):
            continue
        for slot, at in enumerate(cadence.times, start=1):
            yield _moment(day, at, cadence.zone), Edition(date=day, slot=slot, kind=kind)


def _moment(day: date, at: time, zone: str) -> datetime:
    """Return when the clocks of `zone` first show this, or when the gap ends that skips it."""
    home = ZoneInfo(zone)
    local = datetime.combine(day, at)
    after = local.replace(tzinfo=home).astimezone(UTC)
    if after.astimezone(home).replace(tzinfo=None) == local:
        return after
    before = local.replace(tzinfo=home, fold=1).astimezone(UTC)  # in a gap the second reading is the earlier
    offset = before.astimezone(home).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(home).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _read_when(words: Sequence[str]) -> tuple[tuple[Recurrence, tuple[int, ...]], Sequence[str]]:
    head = words[0].casefold()
    if head == "every" and len(words) > 1:
        words = words[1:]
        head = _AFTER_EVERY.get(words[0].casefold(), words[0].casefold())
    if head in _RECURRENCES:
        return _RECURRENCES[head], words[1:]
    days, rest = _read_list(words, _read_day)
    return (Recurrence.WEEKLY, tuple(sorted(set(days)))), rest


def _read_times(words: Sequence[str]) -> tuple[tuple[time, ...], Sequence[str]]:
    if not words or words[0].casefold() != "at":
        if words and words[0][0].isdigit():
            raise CadenceError("a bare time", part=words[0], wanted=f'"at" before it: at {words[0]}')
        return (DEFAULT_TIME,), words
    if len(words) == 1:
        raise CadenceError("nothing after", part=words[0], wanted=_WANTED_TIME)
    times, rest = _read_list(words[1:], _read_time)
    return tuple(sorted(set(times))), rest


def _read_list(words: Sequence[str], read: Callable[[str], _T]) -> tuple[list[_T], Sequence[str]]:
    """Return the items that commas and "and" join at the start of `words`, and the words after them."""
    items = [read(words[0])]
    place = 1
    while place < len(words) and words[place].casefold() in {",", "and"}:
        place += 1
        if words[place - 1] == "," and place < len(words) and words[place].casefold() == "and":
            place += 1
        items.append(read(words[place] if place < len(words) else words[place - 1]))
        place += 1
    return items, words[place:]


def _read_day(word: str) -> int:
    day = _DAYS.get(word.casefold())
    if day is None and _CLOCK.fullmatch(word):
        raise CadenceError("no day before", part=word, wanted=_WANTED_WHEN, nearest=f"daily at {word}")
    if day is None:
        known = [*_RECURRENCES, *(f"{name}s" for name in DAY_NAMES)]
        found = process.extractOne(word.casefold(), known, scorer=fuzz.ratio, score_cutoff=_NEAR)
        raise CadenceError("unknown day", part=word, wanted=_WANTED_WHEN, nearest=found[0] if found else None)
    return day


def _read_time(word: str) -> time:
    found = _CLOCK.fullmatch(word)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - the hours and minutes of a clock
        raise _unreadable_time(word)
    return time(int(found[1]), int(found[2]))


def _unreadable_time(word: str) -> CadenceError:
    nearest = None
    if found := _TWELVE_HOURS.fullmatch(word.casefold()):
        hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
        nearest = f"{hour:02}:{found[2] or '00'}"
    elif re.fullmatch(r"1?\d|2[0-3]", word, re.ASCII):
        nearest = f"{int(word):02}:00"
    return CadenceError("unreadable time", part=word, wanted=_WANTED_TIME, nearest=nearest)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Return the IANA names by their case-folded spelling."""
    return {name.casefold(): name for name in sorted(available_timezones() - {"Factory", "localtime"})}


def _nearest_zone(text: str) -> str | None:
    known = {name.rpartition("/")[2]: full for name, full in _zones().items() if "/" in name} | _zones()
    word = "_".join(text.casefold().split())[:_LONGEST]
    found = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return known[found[0]] if found else None


def _joined(words: Sequence[str]) -> str:
    return " and ".join([part for part in (", ".join(words[:-1]), words[-1]) if part])


def _printable(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"  # noqa: PLR2004 - a line of a terminal

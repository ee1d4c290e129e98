"""How a locale writes days, months and periods: patterns of the Unicode CLDR, with names written out.

A locale has patterns for some sets of fields only, and mostly with abbreviated names; its pattern for the
same fields is taken and its names widened (UTS #35 part 4, "Matching Skeletons").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date, get_timezone_location

_NAMES = re.compile(r"'[^']*'|M{3,}|L{3,}|[Ec]+")  # a quoted text, or a name of a month or weekday

_UTC = frozenset({"Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal", "UCT", "Zulu", "Universal"})  # its links


class Patterns(NamedTuple):
    """The patterns of one locale."""

    day: str  # Tuesday 31 March
    short_day: str  # Tue 31 March
    full_day: str  # Tuesday 31 March 2026
    month: str  # March 2026
    within_month: tuple[str, ...]  # 25–31 March: what comes before the second day, and the rest
    within_year: tuple[str, ...]  # 28 February – 6 March
    across_years: tuple[str, ...]  # 29 December 2025 – 4 January 2026


_ENGLISH = Patterns(
    day="EEEE d MMMM",
    short_day="EEE d MMMM",
    full_day="EEEE d MMMM y",
    month="MMMM y",
    within_month=("d–", "d MMMM"),
    within_year=("d MMMM – ", "d MMMM"),
    across_years=("d MMMM y – ", "d MMMM y"),
)


def patterns(locale: Locale) -> Patterns:
    """Return the patterns of a locale; English is written as this program's English is."""
    if locale.language == "en":
        return _ENGLISH
    day = _single(locale, ("MMMMEEEEd", "MMMEEEEd", "MMMMEd", "MMMEd"), otherwise="EEEE d MMMM")
    short = _single(locale, ("MMMEd", "MMMMEd"), otherwise="EEE d MMMM", weekday="EEE")
    return Patterns(
        day=day,
        short_day=short,
        full_day=_single(locale, ("yMMMMEEEEd", "yMMMEEEEd", "yMMMMEd", "yMMMEd"), otherwise="EEEE d MMMM y"),
        month=_single(locale, ("yMMMM", "yMMM"), otherwise="MMMM y"),
        within_month=_double(locale, ("MMMMd", "MMMd"), "d", otherwise=_ENGLISH.within_month),
        within_year=_double(locale, ("MMMMd", "MMMd"), "M", otherwise=_ENGLISH.within_year),
        across_years=_double(locale, ("yMMMMd", "yMMMd"), "y", otherwise=_ENGLISH.across_years),
    )


def written(on: date, pattern: str, *, locale: Locale) -> str:
    """Return a day in a pattern of CLDR, with ASCII digits."""
    return format_date(on, pattern, locale=locale)


def period(first: date, last: date, *, locale: Locale) -> str:
    """Return the days from one to another, both included, with ASCII digits."""
    known = patterns(locale)
    parts = known.within_month
    if first.month != last.month:
        parts = known.within_year
    if first.year != last.year:
        parts = known.across_years
    return "".join(written(on, part, locale=locale) for on, part in zip((first, last), parts, strict=True))


def zone_name(zone: str, *, locale: Locale) -> str:
    """Return the city a time zone is named after, as the locale spells it; one without a city as it is."""
    if "/" not in zone or zone.startswith("Etc/"):
        return "UTC" if zone in _UTC else zone
    return get_timezone_location(zone, locale=locale, return_city=True).rpartition("/")[2]


def _single(locale: Locale, skeletons: Sequence[str], *, otherwise: str, weekday: str = "EEEE") -> str:
    found = (locale.datetime_skeletons.get(one) for one in skeletons)
    pattern = next((one.pattern for one in found if one is not None), otherwise)
    return _widened(pattern, weekday)


def _double(
    locale: Locale, skeletons: Sequence[str], differs: str, *, otherwise: tuple[str, ...]
) -> tuple[str, ...]:
    found = (locale.interval_formats.get(one, {}).get(differs) for one in skeletons)
    parts = next((tuple(one) for one in found if one is not None and len(one) == len(otherwise)), otherwise)
    return tuple(_widened(part, "EEEE") for part in parts)


def _widened(pattern: str, weekday: str) -> str:
    """Return a pattern with names written out: March for Mar, and the weekday as asked."""

    def wide(found: re.Match[str]) -> str:
        field = found[0]
        if field[0] == "'":
            return field
        return weekday if field[0] in "Ec" else field[0] * 4

    return _NAMES.sub(wide, pattern)

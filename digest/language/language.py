"""One language: what a sentence, a count, a number, a day and a list are in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from gettext import NullTranslations
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.lists import format_list

from digest import cadence
from digest.language import dates, numerals
from digest.language.counts import NBSP, PHRASES, Noun, phrase
from digest.model import Recurrence

NUMBERS_KEPT = 4_096
DAYS_KEPT = 512
CADENCES_KEPT = 1_024

_WEEK = 6  # days; in a longer one a weekday's name would not say which


def locale_of(tag: str) -> Locale:
    """Return what Babel knows of a BCP 47 tag, or of the language it begins with; else raise ValueError."""
    found = []
    for name in (tag, tag.partition("-")[0]):
        try:
            found.append(Locale.parse(name, sep="-"))
        except UnknownLocaleError:
            continue
    if not found:
        raise ValueError(f"no language is known by the tag {tag!r}")
    return found[0]


def names_of(tag: str) -> set[str]:
    """Return what a language is called, in English and in itself; nothing of one that Babel does not know."""
    try:
        locale = locale_of(tag)
    except ValueError:
        return set()
    return {name for name in (locale.english_name, locale.get_display_name(locale)) if name}


class Language:
    """A language and its locale: messages are English sentences, returned in it where it has them.

    Messages keep their places, as in %(name)s: they are for `%` with a mapping, or for Jinja's i18n.
    """

    def __init__(self, tag: str, *, catalogue: NullTranslations | None = None) -> None:
        """Make the language of a BCP 47 tag that Babel knows; raises ValueError for any other."""
        catalogue = catalogue or NullTranslations()
        self.tag = tag
        self.locale = locale_of(tag)
        self.name: str = (
            self.locale.get_display_name(self.locale) or tag
        )  # "日本語": what its readers call it
        self.direction: Literal["ltr", "rtl"] = "rtl" if self.locale.text_direction == "rtl" else "ltr"
        self.gettext = catalogue.gettext
        self.ngettext = catalogue.ngettext
        self.pgettext = catalogue.pgettext
        self.npgettext = catalogue.npgettext
        self.number = lru_cache(maxsize=NUMBERS_KEPT)(self._number)
        self.counted = lru_cache(maxsize=NUMBERS_KEPT)(self._counted)
        self.day = lru_cache(maxsize=DAYS_KEPT)(self._day)
        self.short_day = lru_cache(maxsize=DAYS_KEPT)(self._short_day)
        self.span = lru_cache(maxsize=DAYS_KEPT)(self._span)
        self.month = lru_cache(maxsize=DAYS_KEPT)(self._month)
        self.cadence = lru_cache(maxsize=CADENCES_KEPT)(self._cadence)
        self._patterns = dates.patterns(self.locale)

    def __repr__(self) -> str:
        return f"Language({self.tag!r})"

    def _number(self, number: int) -> str:
        """Return a whole number: "1,204"."""
        return numerals.written(number, locale=self.locale)

    def _counted(self, number: int, noun: Noun) -> str:
        """Return a number and its noun, kept on one line: "1 comment", "1,204 upvotes"."""
        return phrase(self.ngettext(*PHRASES[noun], number), self.number(number))

    def _day(self, on: date) -> str:
        """Return a day as a heading says it, the number and the month on one line: "Tuesday 31 March"."""
        return self._written(on, self._patterns.day.replace("d MMMM", f"d{NBSP}MMMM"))

    def _short_day(self, on: date) -> str:
        """Return a day as a subject says it: "Tue 31 March"."""
        return self._written(on, self._patterns.short_day)

    def _span(self, first: date, last: date) -> str:
        """Return a period, both days included: "25–31 March"; one day alone is that day."""
        said = dates.period(first, last, locale=self.locale)
        return self.day(last) if first == last else numerals.in_digits(said, locale=self.locale)

    def _month(self, on: date) -> str:
        """Return the month a day is in: "March 2026"."""
        return self._written(on, self._patterns.month)

    def spoken(self, day: date, *, today: date) -> str:
        """Return a day of the past as one says it: "Tuesday", "Tuesday 3 March", "Tuesday 3 March 2025"."""
        if (today - day).days < _WEEK:
            return self._written(day, "EEEE")
        pattern = self._patterns.day if day.year == today.year else self._patterns.full_day
        return self._written(day, pattern)

    def listed(self, names: Sequence[str]) -> str:
        """Return all of some names: "cs.CL, cs.CV and cs.LG"."""
        if self.locale.language == "en":
            *first, last = names or ("",)
            return f"{', '.join(first)} and {last}" if first else last
        return format_list(names, locale=self.locale)

    def joined(self, names: Sequence[str]) -> str:
        """Return names in a row that may not be all: "Ada Lovelace, Alan Turing"."""
        return self.pgettext("between the names in a row", ", ").join(names)

    def _cadence(self, text: str) -> str:
        """Return a cadence in words; `text` says it in English, as `digest.cadence.describe` does.

        Words that are no cadence are returned as they are.
        """
        if self.locale.language == "en":
            return text
        try:
            known = cadence.parse(text, default_zone="UTC")
        except cadence.CadenceError:
            return text
        names = [self.locale.days["format"]["wide"][day] for day in known.days]
        times = [numerals.in_digits(f"{at:%H:%M}", locale=self.locale) for at in known.times]
        return self._recurring(known.recurrence) % {
            "days": self.listed(names),
            "times": self.listed(times),
            "zone": dates.zone_name(known.zone, locale=self.locale),
        }

    def _recurring(self, recurrence: Recurrence) -> str:
        match recurrence:
            case Recurrence.DAILY:
                return self.gettext("daily at %(times)s %(zone)s")
            case Recurrence.WEEKDAYS:
                return self.gettext("weekdays at %(times)s %(zone)s")
            case Recurrence.WEEKLY:
                return self.gettext("every %(days)s at %(times)s %(zone)s")
            case Recurrence.MONTHLY:
                return self.gettext("monthly at %(times)s %(zone)s")

    def _written(self, on: date, pattern: str) -> str:
        return numerals.in_digits(dates.written(on, pattern, locale=self.locale), locale=self.locale)


ENGLISH = Language("en")

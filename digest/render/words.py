"""The English that the text and the HTML of a mail share: numbers, dates and the names of links."""

from __future__ import annotations

from datetime import date

NBSP = "\N{NO-BREAK SPACE}"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})  # ISO 639-1


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number and its noun on one line: "1 comment", "1,204 upvotes"; `many` defaults to one + s."""
    return f"{number:,}{NBSP}{one if number == 1 else many or one + 's'}"


def day(on: date) -> str:
    """Return a day as a heading says it: "Tuesday 31 March"."""
    return f"{WEEKDAYS[on.weekday()]} {on.day}{NBSP}{MONTHS[on.month - 1]}"


def short_day(on: date) -> str:
    """Return a day as a subject says it: "Tue 31 March"."""
    return f"{WEEKDAYS[on.weekday()][:3]} {on.day} {MONTHS[on.month - 1]}"


def direction(language: str) -> str:
    """Return the writing direction of a language tag, as HTML's dir takes it."""
    return "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"

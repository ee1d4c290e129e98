"""Numbers as a locale writes them: grouped its way, in its digits."""

from __future__ import annotations

from babel import Locale
from babel.numbers import format_decimal

# CLDR's numbering systems that are some locale's own and have digits in a row; all others write ASCII's.
_ZEROS = {
    "arab": "\N{ARABIC-INDIC DIGIT ZERO}",
    "arabext": "\N{EXTENDED ARABIC-INDIC DIGIT ZERO}",
    "beng": "\N{BENGALI DIGIT ZERO}",
    "cakm": "\N{CHAKMA DIGIT ZERO}",
    "deva": "\N{DEVANAGARI DIGIT ZERO}",
    "mymr": "\N{MYANMAR DIGIT ZERO}",
    "tibt": "\N{TIBETAN DIGIT ZERO}",
}


def written(number: int, *, locale: Locale) -> str:
    """Return a whole number, grouped."""
    return in_digits(format_decimal(number, locale=locale, numbering_system="default"), locale=locale)


def in_digits(text: str, *, locale: Locale) -> str:
    """Return text with the locale's digits for ASCII's."""
    zero = _ZEROS.get(locale.default_numbering_system)
    if zero is None:
        return text
    return text.translate({ord("0") + value: ord(zero) + value for value in range(10)})

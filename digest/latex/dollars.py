"""Formulas and prices: what a pair of dollars means."""

from __future__ import annotations

import re

_MOST_WORDS = 2  # "for all"
_LONGEST_NAME = 120  # characters of words that somebody set between dollars, for their slant

_FORMULA = re.compile(r"[\\^_{}]")
_COMMANDS = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?")
_WORD = re.compile(r"(?<![^\s(])[A-Za-z]{3,}(?![^\s.,;:)])")
_NUMBER = re.compile(r"[<>=~≤≥≈∼±+-]?[\d.,]*\d")
_TERM = re.compile(r"[\d.,]+[a-z]?\s?[-–−+/,:]\s?[\d.]+[a-z]?")  # 4 - 7, 3q - 2; no price ends in a dollar
_OPERATOR = re.compile(r"[<>=≤≥≈∼±×]")
_CURRENCY = re.compile(r"(?:^|[^A-Za-z])(?:US|USD|AU|CA|CAD|HK|NZ|SG|A|C|R|S)$")


def is_formula(content: str, *, before: str, after: str) -> bool:
    """Tell a formula from text between two prices, by what lies between the dollars and around them."""
    body = content.strip()
    if not body or _is_between_prices(body, after):
        return False
    marked = bool(_FORMULA.search(content))
    words = _WORD.findall(_COMMANDS.sub(" ", content))
    if body != content:
        return not words and (marked or _is_spaced(content, body))
    if " " not in content or (marked and len(words) <= _MOST_WORDS):
        return True
    if words or body[0].isdigit():
        is_equation = not words and bool(_OPERATOR.search(body) or _TERM.fullmatch(body))
        return is_equation or _is_name(body, before=before, after=after)
    return True


def _is_between_prices(body: str, after: str) -> bool:
    return body[0].isdigit() and after.isdigit() and "\\" not in body


def _is_spaced(content: str, body: str) -> bool:
    """Tell whether "$ T $", "$ 0.5$", "$C $" or "$>40 $" is a formula: unmarked, without words."""
    if content[0].isspace() and content[-1].isspace():
        return not body[0].isdigit()
    if content[0].isspace():
        return bool(_NUMBER.fullmatch(body))
    return (len(body) == 1 and body.isalpha()) or body[0] in "<>=~≤≥≈∼±"


def _is_name(body: str, *, before: str, after: str) -> bool:
    """Tell whether words are set between dollars as a name, as in "the $Evaluation Benchmark (EB)$"."""
    return (
        len(body) <= _LONGEST_NAME
        and ". " not in body
        and not (before.isalnum() or after.isalnum())
        and (body[-1].isalpha() or body[-1] in ")}")
        and body.count("(") == body.count(")")
        and not _CURRENCY.search(body)
    )

"""What words of a mail may not hold, whichever part they are in; pure.

Titles and abstracts come from outside, so what only the mail's own words can break ("1 comments") is
looked for where those stand: alone, or between the dots of a line of facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_TEMPLATE = re.compile(r"\{\{-?[ \w.]+(?:\|[^{}]*)?-?\}\}|\{%-?\s*\w+[^{}]*%\}")
_ESCAPE = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_BIDI = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_TEX = re.compile(
    r"(?<![\w:/\\])\\(?:[A-Za-z]{2,}|[()\[\]])"  # a command; not a path of Windows
    r"|\$[^$\s][^$]{0,200}(?:[\\^]|(?<=[A-Za-z)}])_)[^$]{0,200}\$"  # TeX between dollars: prices have none
    r"|[A-Za-z0-9)][\^_]\{"
)
_RARE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{\\\\$&\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

_VALUES = ("None", "undefined", "NaN", "null")
_NONE = f"(?:{'|'.join(_VALUES)})"
_VALUE = re.compile(
    rf"^\W*{_NONE}\W*$"
    rf"|\b(?:None|NaN)\s+(?:upvote|comment|star|author|paper|more|new|trending)"
    rf"|\b(?:by|for|from|and|to|with)\s+(?:None|NaN)\b(?=\s*(?:[,.;:]|$))"
    rf"|\b(?:undefined|null)\s+(?:upvotes|comments|stars|authors|papers)"
    rf"|\bsubmitted by (?:undefined|null)\b"
)
_NOUNS = ("upvote", "comment", "star", "author", "paper", "one")
_NOUN = r"(upvote|comment|star|author|(?:more |trending )?paper|(?:more |trending |new )?one)(s?)"
_COUNT = re.compile(
    rf"(?:^|·|^And|, chosen from|:)[ \n]*(\d[\d,.]*)([ \n\t\xa0\u202f]){_NOUN}"
    r"(?=[ \n]*(?:$|·|\.$)|,| for | that did)"
)
_SEPARATORS = re.compile(r"(?=·)")

Faults = tuple[tuple[str, str], ...]


@lru_cache(maxsize=32_768)
def faults(text: str) -> Faults:
    """Return (rule, what was found) for each rule that the words break, once a rule."""
    rare = tuple(_rare(text)) if _RARE.search(text) else ()
    return rare + tuple(_own(text))


def _rare(text: str) -> Iterator[tuple[str, str]]:
    """Look for what stands at characters that hardly any text has."""
    for rule, pattern in (
        ("control-character", _CONTROL),
        ("template-mark", _TEMPLATE),
        ("double-escape", _ESCAPE),
        ("bidi", _BIDI),
        ("raw-tex", _TEX),
    ):
        if match := pattern.search(text):
            yield rule, _around(text, match)
    if not _balanced(text):
        yield "bidi", "an isolate that is not closed where it was opened"


def _own(text: str) -> Iterator[tuple[str, str]]:
    """Look for slips in the mail's own words."""
    if any(value in text for value in _VALUES) and (match := _VALUE.search(text)):
        yield "leftover-value", _around(text, match)
    parted, disagrees = "", ""
    for match in _counts(text):
        number, space, _, plural = match.groups()
        if space in " \n\t":
            parted = parted or match[0]
        if (number == "1") == bool(plural):
            disagrees = disagrees or match[0]
    if parted:
        yield "breakable-unit", f"“{parted.strip(' ·')}”"
    if disagrees:
        yield "plural", f"“{disagrees.strip(' ·')}”"


def _counts(text: str) -> Iterator[re.Match[str]]:
    """Yield the numbers with their nouns that the mail itself says."""
    if not any(noun in text for noun in _NOUNS):
        return
    for piece in _SEPARATORS.split(text):
        yield from _COUNT.finditer(piece.strip())


def _balanced(text: str) -> bool:
    depth = 0
    for match in _ISOLATES.finditer(text):
        depth += -1 if match[0] == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0


def _around(text: str, match: re.Match[str]) -> str:
    start, end = max(match.start() - 20, 0), min(match.end(), match.start() + 80) + 20
    return f"“{text[start:end].strip()}”"

"""A fragment's build apart from its values, so that fragments of one build are surveyed once.

Texts, and the values of href, src and alt, become numbered marks; what is left is tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

_TAGS = re.compile(
    r"(<!--.*?-->|<style\b.*?</style>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)", re.DOTALL | re.IGNORECASE
)
_VALUES = re.compile(r" (href|src|alt)=\"([^\"\ue000\ue001]+)\"")
# What shows nothing stays: a survey tells it from words.
_BLANK = re.compile(
    "(?:[\\s\u00ad\u034f\u061c\u2007\u200b-\u200f\u2060\ufeff]"
    "|&(?:nbsp|zwnj|zwj|shy|#8199|#847|#173|#8203|#8204|#65279);)+"
)
_MARK = re.compile("\ue000([0-9]+)\ue001")


class Outline(NamedTuple):
    """The build, with marks, and the values that go there, as written in HTML."""

    html: str
    values: tuple[str, ...]

    def filler(self) -> Callable[[str], str]:
        """Return what puts the values back into texts that hold marks."""
        values = self.values

        def value(match: re.Match[str]) -> str:
            return unescape(values[int(match[1])])

        def fill(text: str) -> str:
            return _MARK.sub(value, text) if "\ue000" in text else text

        return fill


def clean_lines(html: str) -> tuple[bool, ...]:
    """Return for each line of a fragment whether it begins outside of a tag, a comment or a style block."""
    torn: set[int] = set()
    line = 0
    for at, piece in enumerate(_TAGS.split(html)):
        breaks = piece.count("\n")
        if at % 2:
            torn.update(range(line + 1, line + breaks + 1))
        line += breaks
    return tuple(number not in torn for number in range(line + 1))


def outline(html: str) -> Outline:
    """Return the build of a fragment and its values."""
    values: list[str] = []

    def marked(match: re.Match[str]) -> str:
        values.append(match[2])
        return f' {match[1]}="\ue000{len(values) - 1}\ue001"'

    pieces = _TAGS.split(html)
    for at, piece in enumerate(pieces):
        if at % 2:
            if piece[1:3] in {"a ", "im"}:
                pieces[at] = _VALUES.sub(marked, piece)
        elif piece and not _BLANK.fullmatch(piece):
            values.append(piece)
            pieces[at] = f"\ue000{len(values) - 1}\ue001"
    return Outline("".join(pieces), tuple(values))

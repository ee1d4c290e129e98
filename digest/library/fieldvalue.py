r"""The value of a BibTeX field: `{…}`, `"…"`, a number or an `@string`'s name, or several joined by `#`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.latex import readable

VALUE_LIMIT = 100_000  # characters of a field; thousands of authors fit
_BRACE = re.compile(r"(?<!\\)[{}]")
_BRACE_OR_QUOTE = re.compile(r"(?<!\\)[{}\"]")
_BARE = re.compile(r"[^\s#{}\"]*")
_SPACES = re.compile(r"\s*")
_BRACES = str.maketrans("", "", "{}")
_LIGATURES = (("``", "“"), ("''", "”"), ("---", "—"), ("--", "–"))  # of TeX's own fonts


def value_of(raw: str, *, strings: Mapping[str, str]) -> str:
    """Return what a field holds, its TeX as written; what a string holds is not looked at again.

    Raises ValueError for a value that is too long, or goes on after its end.
    """
    if len(raw) > VALUE_LIMIT:
        raise ValueError(f"found {len(raw):,} characters, wanted at most {VALUE_LIMIT:,}: is its end marked?")
    parts: list[str] = []
    at = 0
    while True:
        begin = _after_spaces(raw, at)
        end = _end_of_part(raw, begin)
        part = raw[begin:end]
        parts.append(part[1:-1] if part[:1] in ("{", '"') else strings.get(part.casefold(), part))
        at = _after_spaces(raw, end)
        if at == len(raw):
            return "".join(parts)[:VALUE_LIMIT]
        if raw[at] != "#":
            raise ValueError("found more after the value: is a comma missing?")
        at += 1


def text_of(value: str) -> str:
    """Return a value as people read it: without TeX, and without the braces that keep capitals."""
    text = readable(value).translate(_BRACES)
    for written, meant in _LIGATURES:
        text = text.replace(written, meant)
    return text


def _after_spaces(raw: str, at: int) -> int:
    found = _SPACES.match(raw, at)
    return found.end() if found else at


def _end_of_part(raw: str, begin: int) -> int:
    """Return the offset at which the part of a value that begins here has ended."""
    opening = raw[begin : begin + 1]
    if opening not in ("{", '"'):
        bare = _BARE.match(raw, begin)
        return bare.end() if bare else begin
    depth = 0
    for mark in (_BRACE if opening == "{" else _BRACE_OR_QUOTE).finditer(raw, begin + (opening == '"')):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0 and mark[0] == ("}" if opening == "{" else '"'):
            return mark.end()
    raise ValueError(f"is not closed, wanted {'}' if opening == '{' else opening} at its end")

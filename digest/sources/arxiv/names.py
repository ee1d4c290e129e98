"""Author lists as arXiv prints them in one line: names, commas, and what else stands between."""

from __future__ import annotations

import re

LONGEST_LIST = 200_000  # characters; 3,303 names, the longest list known, have 60,000
_AND = re.compile(r"\s*(?:,\s*)?(?:\band\b|&)\s+")
# What follows a comma and belongs to the name before: "Sammy Davis, Jr."
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|v|vi|ph\.?\s?d|m\.?d|esq)\.?", re.IGNORECASE)
_OPENS, _CLOSES = "({[", ")}]"


def names(line: str) -> tuple[str, ...]:
    """Return the names of a line "A. One, B. Two Jr. (MIT), C. Three, Jr." in order, without affiliations.

    A bracket at the end of a name is an affiliation or a note's number; one inside it is part of the name.
    Commas inside brackets, and inside the braces of TeX, divide nothing.
    """
    found: list[str] = []
    for part in _parts(line[:LONGEST_LIST]):
        name = _without_notes(part)
        if not name:
            continue
        if found and _SUFFIX.fullmatch(name):
            found[-1] = f"{found[-1]}, {name}"
        else:
            found.append(name)
    return tuple(found)


def listed(line: str) -> tuple[str, ...]:
    """Return the names of a line "A. One, B. Two and C. Three", as authors themselves write it."""
    return tuple(name for part in names(line) for one in _AND.split(part) if (name := one.strip()))


def _parts(line: str) -> list[str]:
    """Cut at commas, semicolons and colons that stand outside of brackets."""
    depth, start, parts = 0, 0, []
    for at, char in enumerate(line):
        if char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            depth -= 1
        elif char in ",;:" and depth == 0:
            parts.append(line[start:at])
            start = at + 1
        if depth < 0:
            break
    if depth != 0:  # brackets that do not match bracket nothing
        return re.split("[,;:]", line)
    return [*parts, line[start:]]


def _without_notes(part: str) -> str:
    """Drop the brackets at the end of a name, innermost and all."""
    name = part.strip()
    while name.endswith(")"):
        depth = 0
        for at in range(len(name) - 1, -1, -1):
            depth += (name[at] == ")") - (name[at] == "(")
            if depth == 0:
                break
        else:
            break  # it does not match
        name = name[:at].rstrip()
    return name

"""What is wrong with a file: where, what was found, what was wanted, and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import fuzz, process

from digest.errors import ConfigError

_NEAR = 70  # of 100; below it a suggestion is a guess
_LONGEST_SHOWN = 60  # characters of what was found; the place says where the rest is
_SYNONYMS = {
    "address": "email",
    "cadence": "send",
    "count": "papers",
    "database": "store",
    "exclude": "never",
    "mail": "email",
    "org": "organization",
    "organisation": "organization",
    "organisations": "organization",
    "paper": "like",
    "pause": "pause_until",
    "phrase": "keyword",
    "researcher": "author",
    "schedule": "send",
    "sender": "from",
    "similar": "like",
    "size": "papers",
    "subject": "topic",
    "tz": "timezone",
    "when": "send",
    "writer": "author",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with the file, at its place in it."""

    file: str  # as it was named
    line: int = 0  # from 1; 0 when the file as a whole is meant
    column: int = 0  # from 1
    path: str = ""  # as in "subscribers[2].send"; empty when the file as a whole is meant
    message: str
    subscriber: int | None = None  # whose problem: the place in the list, from 0
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        warning = "warning: " if self.severity == "warning" else ""
        return f"{where}  {warning}{f'{self.path}: ' if self.path else ''}{self.message}"


class ConfigProblems(ConfigError):  # noqa: N818 - it is the problems, all of them
    """The file cannot be used; `problems` are all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ChangedMeanwhile(ConfigProblems):
    """The file is no longer what a change was made of; look at it again, and repeat the change."""


class WrittenInt(int):
    """A whole number that remembers how the file spells it."""

    written: str = ""


class WrittenFloat(float):
    """A number that remembers how the file spells it: 2106.09680 is not 2106.0968."""

    written: str = ""


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that `word` most likely means, or None when none is near."""
    plain = word.casefold().strip()[:_LONGEST_SHOWN]
    meant = _SYNONYMS.get(plain) or _SYNONYMS.get(plain.removesuffix("s"))
    if meant in known:
        return meant
    found = process.extractOne(plain, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None


def hint(word: str, known: Sequence[str]) -> str:
    """Return how an unknown word's message ends: the nearest right word, or all of them."""
    near = nearest(word, known)
    return f" (did you mean {near}?)" if near else f", wanted {either(known)}"


def either(words: Sequence[str]) -> str:
    """Return the words as a choice: "a, b or c"."""
    return " or ".join([part for part in (", ".join(words[:-1]), words[-1]) if part])


def printable(text: str, *, longest: int = _LONGEST_SHOWN) -> str:
    """Return text that is safe to show on one line, cut after `longest` characters."""
    line = "".join(letter if letter.isprintable() else "?" for letter in text[: longest + 1])
    return line if len(line) <= longest else f"{line[:longest]}…"


def shown(value: object) -> str:
    """Return what was found, in words."""
    match value:
        case None:
            words = "nothing"
        case bool():
            words = str(value).lower()
        case str():
            words = f'"{printable(value)}"'
        case int() | float():
            words = f"the number {printable(getattr(value, 'written', '') or str(value))}"
        case date():
            words = f"the date {value.isoformat()}"
        case _:
            words = {"dict": "a mapping", "list": "a list"}.get(type(value).__name__, "something else")
    return words

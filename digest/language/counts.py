"""What is counted in mails: one phrase for each noun, with its plural."""

from __future__ import annotations

from typing import Literal

NBSP = "\N{NO-BREAK SPACE}"

Noun = Literal[
    "author",
    "comment",
    "more paper",
    "new paper",
    "paper",
    "star",
    "trending paper",
    "upvote",
]


def counting(one: str, many: str) -> tuple[str, str]:
    """Return two forms as they are: the mark by which `make catalogues` finds the messages of a count."""
    return one, many


PHRASES: dict[Noun, tuple[str, str]] = {
    "author": counting("%(num)s author", "%(num)s authors"),
    "comment": counting("%(num)s comment", "%(num)s comments"),
    "more paper": counting("%(num)s more paper", "%(num)s more papers"),
    "new paper": counting("%(num)s new paper", "%(num)s new papers"),
    "paper": counting("%(num)s paper", "%(num)s papers"),
    "star": counting("%(num)s star", "%(num)s stars"),
    "trending paper": counting("%(num)s trending paper", "%(num)s trending papers"),
    "upvote": counting("%(num)s upvote", "%(num)s upvotes"),
}


def phrase(form: str, number: str) -> str:
    """Return a form with its number, which no line break parts from its noun."""
    return form.replace("%(num)s ", f"%(num)s{NBSP}").replace(" %(num)s", f"{NBSP}%(num)s") % {"num": number}

"""A Daily Papers page saved as plain text: a banner, then title and abstract in turn.

Lines may be separated by blank ones or not. Such a page has no ids, no authors and no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.errors import SourceError
from digest.model import Facts, Listing
from digest.sources.batch import Batch, SourceProblem, capped
from digest.sources.dailypapers import LONGEST_ABSTRACT, LONGEST_TITLE
from digest.sources.fields import both, storable

LONGEST_SHOWN = 60  # characters of a line that a problem shows
# Of 656 saved pairs, titles have 16 to 178 characters and none ends in a full stop; abstracts have 507 to
# 1,918. Of 7,413 recorded ones, 175 is the longest title and 165 the shortest abstract.
SURE_ABSTRACT = 250
SHORTEST_ABSTRACT = 60
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_BANNER = re.compile(
    r"new|Get trending papers in your email inbox.*|Subscribe|Daily Papers|by\s?AK and the research community"
    rf"|(?:{_MONTHS})[a-z]* \d{{1,2}}(?:, \d{{4}})?",
    re.IGNORECASE,
)
_LINE = re.compile(r"\r\n?|\n")  # and no other of Unicode's line ends: abstracts have them inside
_INVITATION = re.compile(r"Get trending papers in your email inbox", re.IGNORECASE)
_BUTTON = "Subscribe"

Line = tuple[int, str]  # its number, from 1, and its text


def read_text(text: str, *, source: str, where: str) -> Batch:
    """Return the papers of a page; a title without an abstract, and the reverse, are reported.

    Raises SourceError when there is no title with an abstract at all.
    """
    lines = [(number, line.strip()) for number, line in enumerate(_LINE.split(text), 1) if line.strip()]
    problems: list[SourceProblem] = []
    listings = []
    for title, abstract in _pairs(_without_banner(lines), where=where, problems=problems):
        readable_title, raw_title = both(storable(title[:LONGEST_TITLE]))
        readable_abstract, raw_abstract = both(storable(abstract[:LONGEST_ABSTRACT]))
        facts = Facts(
            title=readable_title, raw_title=raw_title, abstract=readable_abstract, raw_abstract=raw_abstract
        )
        listings.append(Listing(source=source, listed_on=None, ids=(), facts=facts))
    if not listings:
        raise SourceError(f"{where}: found no title with an abstract, wanted a saved Daily Papers page")
    return Batch(listings=tuple(listings), problems=capped(problems, where=where))


def _without_banner(lines: Sequence[Line]) -> Sequence[Line]:
    """Drop what stands above the papers, and the button's word that is glued to the first title."""
    start = 0
    while start < len(lines) and _BANNER.fullmatch(lines[start][1]):
        start += 1
    banner = [line for _, line in lines[:start]]
    rest = lines[start:]
    invited = any(map(_INVITATION.match, banner)) and _BUTTON not in banner
    if rest and _is_glued(rest[0][1], invited=invited):
        number, first = rest[0]
        rest = [(number, first.removeprefix(_BUTTON)), *rest[1:]]
    return rest


def _is_glued(line: str, *, invited: bool) -> bool:
    """Tell "SubscribeAdversarial Training" from "Subscriber Churn": by the banner, else by what follows."""
    following = line.removeprefix(_BUTTON)
    return line.startswith(_BUTTON) and following != "" and (invited or not following[0].islower())


def _pairs(lines: Sequence[Line], *, where: str, problems: list[SourceProblem]) -> Iterator[tuple[str, str]]:
    """Yield titles with their abstracts.

    They alternate; only a line's shape can tell where they stop doing so. A long line in a title's place is
    more of the abstract before it; a line that is no abstract after a title is the next title.
    """
    at = 0
    while at < len(lines):
        number, title = lines[at]
        if _is_abstract(title):
            problems.append(_problem(where, number, title, wanted="a title before the abstract"))
            at += 1
            continue
        if at + 1 >= len(lines) or _starts_next(lines, at + 1):
            problems.append(_problem(where, number, title, wanted="an abstract after the title"))
            at += 1
            continue
        end = at + 2
        while end < len(lines) and _is_abstract(lines[end][1]):
            end += 1
        yield title, " ".join(line for _, line in lines[at + 1 : end])
        at = end


def _is_abstract(line: str) -> bool:
    return len(line) >= SURE_ABSTRACT


def _starts_next(lines: Sequence[Line], at: int) -> bool:
    """Tell whether the line after a title is no abstract, and so the next title.

    A short abstract ends as a sentence does, and a long one does not follow it.
    """
    here = lines[at][1]
    if _is_abstract(here):
        return False
    followed = at + 1 < len(lines) and _is_abstract(lines[at + 1][1])
    return not here.endswith(".") if followed else len(here) < SHORTEST_ABSTRACT or here[-1] not in ".!?)"


def _problem(where: str, number: int, line: str, *, wanted: str) -> SourceProblem:
    shown = line[:LONGEST_SHOWN] + ("…" if len(line) > LONGEST_SHOWN else "")
    return SourceProblem(where=f"{where}:{number}", found=f"only {shown!r}", wanted=wanted)

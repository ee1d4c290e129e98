"""How much of each paper a mail shows, and which headings stand between them: the shape of an edition."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from digest.model import Section


class Shape(StrEnum):
    """How much of a paper a card shows."""

    LEAD = "lead"  # the first of the reader's own: all there is, with its picture
    COMPACT = "compact"
    BRIEF = "brief"  # title, reason and authors
    LINE = "line"  # the title alone: what is past the mail's size


class Heading(StrEnum):
    """What a section of a mail is called."""

    FOR_YOU = "for_you"
    ALSO = "also"  # the reader's own papers, from here on in brief
    TRENDING = "trending"


class Place(NamedTuple):
    """How one entry is shown."""

    shape: Shape
    level: int  # of its title's heading: 2, or 3 below the heading of a section
    heading: Heading | None  # of the section that begins with it


# How many of the reader's own papers are shown at length, the lead story among them; the rest is in brief.
AT_LENGTH = {"weekly": 6, "monthly": 3}


@lru_cache(maxsize=1_024)
def layout(sections: tuple[Section, ...], *, kind: str) -> tuple[Place, ...]:
    """Return how each entry is shown in an edition of a kind, by the entries' sections in their order.

    A daily shows every paper at length; the longer the time an edition looks back on, the more of it
    is a list. Where all papers are the reader's own and at length there is one section, without a heading.
    """
    at_length = AT_LENGTH.get(kind, len(sections))
    own = sum(section is not Section.TRENDING for section in sections)
    places: list[Place] = []
    known: dict[Place, Place] = {}
    level = 2
    for number, section in enumerate(sections):
        heading = None
        if section is Section.TRENDING:
            heading = Heading.TRENDING if number == own else None
        elif number == 0 and own < len(sections):
            heading = Heading.FOR_YOU
        elif number == at_length:
            heading = Heading.ALSO
        if heading is not None:
            level = 3
        place = Place(_shape(number, section, at_length=at_length), level, heading)
        places.append(known.setdefault(place, place))  # one object, so that equal ones are known at a glance
    return tuple(places)


def _shape(number: int, section: Section, *, at_length: int) -> Shape:
    if number == 0 and section is Section.FOR_YOU:
        return Shape.LEAD
    return Shape.COMPACT if number < at_length else Shape.BRIEF

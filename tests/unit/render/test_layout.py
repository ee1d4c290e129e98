"""The shape of an edition: how much of each paper, and which headings stand where."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Section
from digest.render.layout import Heading, Place, Shape, layout

OWN, OUTSIDE, TRENDING = Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING
KINDS = st.sampled_from(["daily", "weekly", "monthly"])
ANY_ORDER = st.lists(st.sampled_from(list(Section)), max_size=30).map(tuple)


def shapes(sections: tuple[Section, ...], kind: str = "daily") -> list[Shape]:
    return [place.shape for place in layout(sections, kind=kind)]


def headings(sections: tuple[Section, ...], kind: str = "daily") -> dict[int, Heading]:
    """Return the headings by the number, from 0, of the paper that each stands over."""
    places = layout(sections, kind=kind)
    return {number: place.heading for number, place in enumerate(places) if place.heading}


def test_an_edition_without_papers_has_no_shape() -> None:
    assert layout((), kind="daily") == ()


def test_a_daily_is_a_lead_story_and_then_every_paper_at_length() -> None:
    """It is read whole, whatever number of papers was asked for."""
    places = layout((OWN,) * 50, kind="daily")
    assert [place.shape for place in places] == [Shape.LEAD, *[Shape.COMPACT] * 49]
    assert {(place.level, place.heading) for place in places} == {(2, None)}


@pytest.mark.parametrize(("kind", "at_length"), [("weekly", 6), ("monthly", 3)])
def test_a_longer_time_ends_in_a_list(kind: str, at_length: int) -> None:
    """The first papers are shown at length; the others in brief, one level down under a heading."""
    assert headings((OWN,) * at_length, kind) == {}
    places = layout((OWN,) * 10, kind=kind)
    assert [place.shape for place in places] == [
        Shape.LEAD,
        *[Shape.COMPACT] * (at_length - 1),
        *[Shape.BRIEF] * (10 - at_length),
    ]
    assert [place.level for place in places] == [2] * at_length + [3] * (10 - at_length)
    assert headings((OWN,) * 10, kind) == {at_length: Heading.ALSO}


def test_what_trends_has_a_heading_and_so_has_what_is_before_it() -> None:
    """Two sections are told apart; the titles of both are one level down."""
    sections = (OWN, OWN, OUTSIDE, TRENDING, TRENDING)
    assert headings(sections) == {0: Heading.FOR_YOU, 3: Heading.TRENDING}
    assert {place.level for place in layout(sections, kind="daily")} == {3}


def test_a_mail_of_trending_papers_alone_has_their_heading_and_no_lead_story() -> None:
    """What leads is a paper for this reader; what most people read is not."""
    assert headings((TRENDING,) * 3) == {0: Heading.TRENDING}
    assert shapes((TRENDING,) * 3) == [Shape.COMPACT] * 3


def test_the_paper_from_outside_leads_no_mail() -> None:
    """It stands among the reader's own, without a heading, and is marked by its card."""
    assert shapes((OUTSIDE,)) == [Shape.COMPACT]
    assert shapes((OWN, OUTSIDE)) == [Shape.LEAD, Shape.COMPACT]
    assert headings((OWN, OUTSIDE)) == {}


def test_a_weekly_with_all_sections_has_three_headings() -> None:
    """For you, also this week, trending; trending papers are in brief once the room for more is used up."""
    sections = (*(OWN,) * 7, OUTSIDE, TRENDING, TRENDING)
    assert headings(sections, "weekly") == {0: Heading.FOR_YOU, 6: Heading.ALSO, 8: Heading.TRENDING}
    assert shapes(sections, "weekly") == [Shape.LEAD, *[Shape.COMPACT] * 5, *[Shape.BRIEF] * 4]


def test_where_trending_begins_nothing_is_also_this_week() -> None:
    """Exactly as many of the reader's own as are shown at length leave nothing for the list."""
    assert headings((*(OWN,) * 6, TRENDING), "weekly") == {0: Heading.FOR_YOU, 6: Heading.TRENDING}


def test_equal_places_are_one_object() -> None:
    """So that assembly knows a run of alike cards at a glance."""
    first, second, third = layout((OWN,) * 3, kind="daily")
    assert second is third
    assert first is not second


@given(ANY_ORDER, KINDS)
def test_there_is_one_place_for_each_paper_and_one_lead_at_most(
    sections: tuple[Section, ...], kind: str
) -> None:
    """It is the first paper or none, and the reader's own; titles alone are for what does not fit."""
    found = shapes(sections, kind)
    assert len(found) == len(sections)
    assert (Shape.LEAD in found) == (sections[:1] == (OWN,))
    assert Shape.LEAD not in found[1:]
    assert Shape.LINE not in found


@given(ANY_ORDER, KINDS)
def test_papers_never_grow_again_towards_the_end(sections: tuple[Section, ...], kind: str) -> None:
    """What ranked higher is never shown shorter."""
    order = [Shape.LEAD, Shape.COMPACT, Shape.BRIEF]
    sizes = [order.index(shape) for shape in shapes(sections, kind)]
    assert sizes == sorted(sizes)


@given(ANY_ORDER, KINDS)
def test_headings_never_jump(sections: tuple[Section, ...], kind: str) -> None:
    """After the h1 comes an h2, and an h3 only below the h2 of a section; no section is named twice."""
    levels = [1]
    named: list[Heading] = []
    for place in layout(sections, kind=kind):
        if place.heading:
            levels.append(2)
            named.append(place.heading)
        levels.append(place.level)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(named) == len(set(named))
    assert (3 in levels) == bool(named)


@given(own=st.integers(0, 20), outside=st.booleans(), trending=st.integers(0, 10), kind=KINDS)
def test_every_section_with_papers_can_be_told(*, own: int, outside: bool, trending: int, kind: str) -> None:
    """As composed: the reader's own, the one from outside, what trends; with its heading, or alone."""
    sections = (*(OWN,) * own, *(OUTSIDE,) * outside, *(TRENDING,) * trending)
    found = headings(sections, kind)
    mine = own + outside
    assert (Heading.TRENDING in found.values()) == (trending > 0)
    assert (found.get(0) is Heading.FOR_YOU) == (trending > 0 and mine > 0)
    if trending:
        assert found[mine] is Heading.TRENDING


def test_a_place_says_what_its_card_needs() -> None:
    assert layout((OWN,), kind="daily") == (Place(Shape.LEAD, 2, None),)

"""What a paper lacks to be in a digest, or how far ahead it is of the first one outside."""

from __future__ import annotations

from collections.abc import Sequence

from make import a_paper

from digest.model import Pick, Section
from digest.publish.margin import Margin, margin


def picks(*scores: float, outside: float | None = None) -> list[Pick]:
    """Return picks of papers 1, 2, … with these scores; the last may be from outside the usual."""
    made = [Pick(paper=a_paper(key), score=score) for key, score in enumerate(scores, start=1)]
    if outside is not None:
        made.append(Pick(paper=a_paper(len(made) + 1), score=outside, section=Section.OUTSIDE))
    return made


def of(key: int, score: float, chosen: Sequence[Pick], *, size: int = 3, best: float | None = None) -> Margin:
    """Return the margin of a paper; paper 99, of score `best`, is the best one outside."""
    rival = None if best is None else (a_paper(99), best)
    return margin(key, score, picks=chosen, size=size, outside=lambda: rival)


def test_a_paper_outside_is_short_of_the_last_one_inside() -> None:
    """By the difference of their scores."""
    found = of(9, 0.5, picks(3.0, 2.0, 1.0))
    assert (found.section, found.rival, found.ahead) == (None, a_paper(3), -0.5)
    assert not found.moved


def test_a_paper_inside_is_ahead_of_the_first_one_outside() -> None:
    """And with nothing outside it is ahead of nobody."""
    found = of(1, 3.0, picks(3.0, 2.0, 1.0), best=0.75)
    assert (found.section, found.rival, found.ahead) == (Section.FOR_YOU, a_paper(99), 2.25)
    assert not found.moved
    assert of(1, 3.0, picks(3.0)).rival is None


def test_likeness_that_decides_against_the_score_is_told() -> None:
    """A better one that is outside, a worse one that is inside, and room that was not used."""
    assert of(9, 1.5, picks(3.0, 2.0, 1.0)).moved
    assert of(3, 1.0, picks(3.0, 2.0, 1.0), best=1.5).moved
    assert of(9, 0.5, picks(3.0, 2.0)).moved


def test_the_one_from_outside_the_usual_is_no_measure() -> None:
    """Its score is low because it was not chosen by it."""
    chosen = picks(3.0, 2.0, outside=-4.0)
    assert of(9, 1.5, chosen).rival == a_paper(2)
    assert of(3, -4.0, chosen, best=1.5).section is Section.OUTSIDE


def test_an_edition_of_nothing_measures_nothing() -> None:
    """A paper that is not eligible where no other is, either."""
    found = of(9, 1.0, [])
    assert (found.rival, found.section, found.ahead) == (None, None, 0.0)


def test_a_trending_paper_is_measured_by_the_readers_own() -> None:
    """It is shown, and not for its score: it has no part in theirs, nor takes a place of theirs."""
    trending = Pick(paper=a_paper(9), score=0.5, section=Section.TRENDING)
    chosen = [*picks(3.0, 2.0, 1.0), trending]
    found = of(9, 0.5, chosen, best=0.5)
    assert (found.section, found.rival, found.ahead) == (Section.TRENDING, a_paper(3), -0.5)
    assert found.moved
    assert not found.room
    assert of(8, 0.75, chosen).rival == a_paper(3)
    assert of(8, 0.75, [*picks(3.0, 2.0), trending]).room

"""What docs/ranking.md says of the sizes of the score is what ranks."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from digest.model import InterestKind
from digest.rank import SHIPPED, Weights, diversity, verdict, weights

PAGE = (Path(__file__).parents[3] / "docs" / "ranking.md").read_text(encoding="utf-8")
NUMBER = r"([0-9]+(?:\.[0-9]+)?)"


def said(name):
    """Return every number that the page gives for a name: in a row of a table, or right after the name."""
    rows = re.findall(rf"\| `{name}` \| {NUMBER} \|", PAGE)
    return {float(number) for number in [*rows, *re.findall(rf"`{name}`,? {NUMBER}\b", PAGE)]}


@pytest.mark.parametrize("name", [field.name for field in fields(Weights)])
def test_the_page_gives_every_parameter_its_shipped_value(name):
    """Whoever changes one changes the page."""
    assert said(name) == {getattr(SHIPPED, name)}


@pytest.mark.parametrize("name", ["FLOOR", "UNSEEN_LIKES", "LEAST_REASON"])
def test_the_page_gives_every_constant_its_value(name):
    """As they are in digest/rank/weights.py."""
    assert said(name) == {getattr(weights, name)}


def test_the_page_gives_what_matches_and_votes_are_worth():
    """By kind, and in days."""
    rows = dict(re.findall(rf"\| an? (\w+)[^|]*\| `MATCH` \| {NUMBER} \|", PAGE))
    assert {InterestKind(kind): float(points) for kind, points in rows.items()} == weights.MATCH
    assert said("HALF_LIFE") == {weights.HALF_LIFE.days}


def test_the_page_gives_the_limits_of_what_is_chosen():
    """Near-duplicates, the pool, and what stands out."""
    assert f"cosine of words above {diversity.SAME}" in PAGE
    assert f"{diversity.LAMBDA} for the score" in PAGE
    assert f"the best {diversity.POOL} a digest" in PAGE
    assert verdict.STANDS_OUT == 2
    assert verdict.RICH_AT_LEAST == 5
    assert "no paper has two points" in " ".join(PAGE.split())
    assert "at least five have, and three deviations" in " ".join(PAGE.split())

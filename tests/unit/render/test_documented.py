"""docs/templates.md names what there is: every file of a theme, and everything that a template is given."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from digest import shipped
from digest.render.layout import Heading, Shape
from digest.render.view import READER_SLOTS, CardView, EditionView, Image, Link, NewsletterView

PAGE = (Path(__file__).parents[3] / "docs" / "templates.md").read_text(encoding="utf-8")
TABLES = "\n".join(line for line in PAGE.splitlines() if line.startswith("|"))
NAMED = set(re.findall(r"`([^`]+)`", TABLES))


def names(view: type, prefix: str) -> set[str]:
    return {f"{prefix}.{one.name}" for one in fields(view)}


@pytest.mark.parametrize(
    "given",
    [
        names(NewsletterView, "newsletter"),
        names(EditionView, "edition"),
        names(CardView, "card"),
        {f"reader.{name}" for name in (*READER_SLOTS, "notices")},
        {f"reason.{name}" for name in ("kind", "label", "terms", "authors")},
        {"cards", "number", "reason", "shape", "outside", "level", "language", "section", "kind"},
        {*map(str, Shape), *map(str, Heading)},
        {*Link._fields, *Image._fields} - {"picture"},  # its hash: for assembly alone
    ],
    ids=["newsletter", "edition", "card", "reader", "reason", "marks", "values", "link and image"],
)
def test_whatever_a_template_is_given_is_in_a_table(given: set[str]) -> None:
    """A name that nobody is told of is not used, and one that is gone is an error of somebody's mail."""
    assert sorted(given - NAMED) == []


def test_nothing_is_in_a_table_that_a_template_is_not_given() -> None:
    found = {name for name in NAMED if re.fullmatch(r"(newsletter|edition|card|reader|reason)\.\w+", name)}
    known = names(NewsletterView, "newsletter") | names(EditionView, "edition") | names(CardView, "card")
    known |= {f"reader.{name}" for name in (*READER_SLOTS, "notices")}
    known |= {f"reason.{name}" for name in ("kind", "label", "terms", "authors")}
    known |= {"newsletter.operator", "card.html", "card.txt", "reason.txt"}
    assert sorted(found - known) == []


def test_every_file_that_may_be_replaced_is_in_a_table() -> None:
    """And every file in a table is there."""
    theme = {path.name for path in (shipped.templates() / "themes" / "default").iterdir()}
    files = {name for name in NAMED if re.fullmatch(r"[\w/]+\.(html|txt|css|jinja)", name)}
    assert theme <= files
    elsewhere = {name for name in files - theme if (shipped.templates() / name).is_file()}
    assert files - theme - elsewhere == set()
    assert {name for name in elsewhere if name.startswith("operator/")} == {
        f"operator/{path.name}" for path in (shipped.templates() / "operator").iterdir()
    }


@pytest.mark.parametrize("table", ["light", "size", "space"])
def test_every_token_is_in_a_table(table: str) -> None:
    """Colours for what they are for, sizes and spaces."""
    source = (shipped.templates() / "themes" / "default" / "tokens.jinja").read_text(encoding="utf-8")
    found = re.search(rf"set {table} = \{{(.*?)\}} %\}}", source, re.DOTALL)
    assert found
    assert sorted(set(re.findall(r'"(\w+)": ', found[1])) - NAMED) == []

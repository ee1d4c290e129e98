"""Papers as JSON lines: what is read of a line, and what is reported."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listed import read

import digest.sources.jsonl
from digest.errors import SourceError
from digest.model import Validator
from digest.sources import Batch, read_papers
from digest.sources.jsonl import Jsonl
from digest.sources.papers import KEYS

TODAY = date(2026, 3, 31)
DOCS = Path(__file__).parents[3] / "docs"


def batches(folder: Path, *lines: object) -> list[Batch]:
    path = folder / "papers.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return read(Jsonl(path), today=TODAY)


def a_line(**changes: Any) -> dict[str, Any]:
    return {"title": "A paper", **changes}


def problem(paper: dict[str, Any]) -> str:
    batch = read_papers([paper], source="x", where="x", today=TODAY)
    assert len(batch.listings) == 1
    (found,) = batch.problems
    return str(found)


def test_every_key_finds_its_place() -> None:
    """A line may say all that a paper is known by."""
    paper = {
        "title": "On $\\alpha$",
        "abstract": "Text.",
        "summary": "In short.",
        "authors": ["Ada Lovelace", "Grace Hopper"],
        "ids": ["https://doi.org/10.1000/182"],
        "arxiv": "arXiv:2603.00001v3",
        "doi": "10.1000/183",
        "url": "https://arxiv.org/abs/2603.00001",
        "listed_on": "2026-03-30",
        "published_on": "2026-03-29",
        "categories": ["cs.CL", "cs.LG"],
        "organization": "lab",
        "organization_name": "The Lab",
        "project_url": "https://example.org/p",
        "code_url": "https://example.org/c",
        "image_url": "https://example.org/i.png",
        "upvotes": 1,
        "comments": 2,
        "stars": 3,
        "submitter": "ada",
    }
    assert set(paper) == set(KEYS)
    batch = read_papers([paper], source="x", where="x", today=TODAY)
    (listing,) = batch.listings
    facts, counts = listing.facts, listing.counts
    assert batch.problems == ()
    assert (facts.title, facts.raw_title, facts.abstract, facts.summary) == (
        "On α",
        "On $\\alpha$",
        "Text.",
        "In short.",
    )
    assert listing.ids == ("arxiv:2603.00001", "doi:10.1000/182", "doi:10.1000/183")
    assert (listing.listed_on, facts.published_on) == (date(2026, 3, 30), date(2026, 3, 29))
    assert (facts.authors, facts.categories) == (("Ada Lovelace", "Grace Hopper"), ("cs.CL", "cs.LG"))
    assert (facts.organization, facts.organization_name) == ("lab", "The Lab")
    assert (facts.project_url, facts.code_url) == ("https://example.org/p", "https://example.org/c")
    assert (counts.upvotes, counts.comments, counts.stars, counts.submitter) == (1, 2, 3, "ada")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tittle": "x"}, "tittle: found an unknown key, wanted one of the format (did you mean title?)"),
        ({"doi": "x"}, "doi: found the text 'x', wanted a DOI like 10.1000/182"),
        ({"arxiv": 2603.0001}, "arxiv: found 2603.0001, wanted an arXiv id like 2106.09685"),
        ({"arxiv": "10.1000/182"}, "arxiv: found the text '10.1000/182', wanted an arXiv id like 2106.09685"),
        ({"ids": "2603.00001"}, "ids: found the text '2603.00001', wanted a list of texts"),
        ({"ids": ["x"]}, "ids[0]: found the text 'x', wanted an arXiv id or a DOI"),
        ({"authors": "Ada, Grace"}, "authors: found the text 'Ada, Grace', wanted a list of texts"),
        ({"authors": ["Ada", {"name": "Bo"}]}, "authors[1]: found an object of 1 keys, wanted a text"),
        ({"listed_on": "30.3.2026"}, "listed_on: found the text '30.3.2026', wanted a moment like"),
        ({"listed_on": "2026-04-01"}, "listed_on: found the day 2026-04-01, wanted one that has come"),
        (
            {"url": "javascript:alert(1)"},
            "url: found the text 'javascript:alert(1)', wanted an http or https",
        ),
        ({"upvotes": "12"}, "upvotes: found the text '12', wanted a number from 0"),
        ({"abstract": ["x"]}, "abstract: found a list of 1, wanted a text"),
    ],
)
def test_a_wrong_value_is_reported_and_the_paper_kept(changes: dict[str, Any], told: str) -> None:
    """Strictly: with its place, what was found and what was wanted."""
    assert problem(a_line(**changes)).startswith(f"x[0].{told}")


def test_a_line_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    """Each is reported with the file's name and its number."""
    found = batches(
        tmp_path, "\ufeff" + json.dumps(a_line()), "", "{", "[1]", {"abstract": "x"}, a_line(title="B")
    )
    assert [listing.facts.title for batch in found for listing in batch.listings] == ["A paper", "B"]
    assert [str(one).partition(", wanted")[0] for batch in found for one in batch.problems] == [
        "papers.jsonl:3: found not JSON at column 2: Expecting property name enclosed in double quotes",
        "papers.jsonl:4: found a list of 1",
        "papers.jsonl:5.title: found nothing to read",
    ]


def test_a_line_without_an_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not held in memory, and the next line is read."""
    monkeypatch.setattr(digest.sources.jsonl, "MOST_LINE", 1_000)
    found = batches(tmp_path, a_line(title="x" * 5_000), a_line(title="B"))
    assert [listing.facts.title for batch in found for listing in batch.listings] == ["B"]
    assert "papers.jsonl:1: found a line of more than 1,000 bytes" in str(found[0].problems[0])


def test_a_long_file_comes_in_batches(tmp_path: Path) -> None:
    """A thousand papers at a time, and what the file is called with the last."""
    found = batches(tmp_path, *(a_line(title=f"Paper {number}") for number in range(2_500)))
    assert [len(batch.listings) for batch in found] == [1_000, 1_000, 500, 0]
    assert [len(batch.validators) for batch in found] == [0, 0, 0, 1]


def test_a_file_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    """By its size and when it was written; one more line, and it is read whole."""

    class Kept:
        def of(self, url: str) -> Validator | None:
            return validator if validator.url == url else None

    path = tmp_path / "papers.jsonl"
    validator = batches(tmp_path, a_line())[-1].validators[0]
    assert read(Jsonl(path, validators=Kept()), today=TODAY) == [Batch(validators=(validator,))]
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(a_line(title="B")) + "\n")
    again = read(Jsonl(path, validators=Kept()), today=TODAY)
    assert [len(batch.listings) for batch in again] == [2, 0]


def test_a_file_that_is_gone_is_an_error_that_names_it(tmp_path: Path) -> None:
    """It was there when the configuration was read."""
    with pytest.raises(SourceError, match=r"gone\.jsonl: cannot be read: No such file"):
        read(Jsonl(tmp_path / "gone.jsonl"), today=TODAY)


def test_the_json_schema_has_the_keys_that_are_read() -> None:
    """An editor and the reader agree."""
    schema = json.loads((DOCS / "papers.schema.json").read_text(encoding="utf-8"))
    assert tuple(schema["properties"]) == KEYS
    assert (schema["required"], schema["additionalProperties"]) == (["title"], False)


def test_the_lines_that_the_documentation_shows_are_read_without_a_problem(tmp_path: Path) -> None:
    """They are the first thing that is copied."""
    text = (DOCS / "sources.md").read_text(encoding="utf-8")
    shown = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    found = batches(tmp_path, *shown[1].splitlines())
    assert [len(batch.listings) for batch in found] == [2, 0]
    assert [batch.problems for batch in found] == [(), ()]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), values, max_size=8) | values, max_size=3
    )
)
def test_no_json_breaks_the_reader(papers: list[object]) -> None:
    """Anything gives listings with titles, or problems that read."""
    found = read_papers(papers, source="x", where="x", today=TODAY)
    assert all(listing.facts.title for listing in found.listings)
    assert len(found.listings) + len(found.problems) >= len(papers)
    "".join(map(str, found.problems))

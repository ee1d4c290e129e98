"""The benchmark of ingest, on a few made-up papers."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from benchmarks.ingest import QUERIES, WAYS, main

PAPERS = [
    {
        "id": f"2603.{number:05d}",
        "title": f"A paper with a long title on $\\\\alpha$, number {number} of them",
        "summary": f"Its abstract, of which there is enough to tell it apart: {number}. Nothing else.",
        "authors": [f"Author {number}", "Ada Lovelace"],
        "categories": ["cs.CL"],
        "first_seen": "2026-03-31",
    }
    for number in range(20)
]


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.xz"])
def test_it_tells_speed_memory_and_which_papers_are_taken_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    """Every figure, once more for programs."""
    file = tmp_path / f"papers{suffix}"
    text = "".join(f"{json.dumps(paper)}\n" for paper in PAPERS).encode()
    file.write_bytes(lzma.compress(text) if suffix.endswith("xz") else text)
    assert main(["--papers", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["first"]["new"], found["again"]["new"], found["again"]["merged"]) == (20, 0, 0)
    assert min(found["first"]["stored_per_s"], found["again"]["whole_per_s"], found["peak_mb"]) > 0
    assert {way: counts["itself"] for way, counts in found["without_ids"].items()} == dict.fromkeys(WAYS, 20)
    assert {row["query"] for row in found["search"]} == set(QUERIES)
    assert file.name in found["ran_on"]["files"]
    assert main(["--papers", str(file)]) == 0
    assert "20 papers: 20 new, 0 listed, 0 merged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"), [("{}\n", ":1"), ('{"id": "x"}\n', ":1"), ("\n", ":1"), (None, "wanted: JSON lines")]
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, said: str
) -> None:
    """With the line, and what was wanted."""
    file = tmp_path / "papers.jsonl"
    if text is not None:
        file.write_text(text)
    assert main(["--papers", str(file)]) == 2
    err = capsys.readouterr().err
    assert "papers.jsonl" in err
    assert said in err

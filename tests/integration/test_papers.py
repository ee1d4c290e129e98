"""`digest papers`: what was listed lately, and search."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from make import NOON, TODAY, a_listing

from digest.cli import main
from digest.identify import identified
from digest.store import open_store
from digest.store.papers import upsert

FILE = """
newsletter:
  from: Paper Round <digest@example.org>
  timezone: UTC
subscribers:
  - email: not an address
"""
ABSTRACT = "We distil a diffusion model into one that needs a single step, and lose hardly anything by it."
Papers = Callable[..., str]


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Papers:
    """Return the command, run in a folder with a store of three papers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "subscribers.yaml").write_text(FILE)
    authors = tuple(f"Author {name}" for name in "ABCDEF")
    listings = [
        a_listing(
            "Diffusion in a step", ids=("arxiv:2603.00001", "doi:10.1000/1"), abstract=ABSTRACT, upvotes=3
        ),
        a_listing(
            "Flow \x1b[31mmatching\x07", ids=("arxiv:2603.00002",), authors=authors, abstract="A model."
        ),
        a_listing("Galaxies", ids=(), url="https://example.org/galaxies", source="feed:lab"),
    ]
    store = open_store(str(tmp_path / "paper-round.db"))
    for one in listings:
        upsert(store, [identified(one, day=TODAY)], source=one.source, now=NOON, watermark=None)
    store.close()

    def run(*words: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["digest", "papers", *words])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == code
        said = capsys.readouterr()
        return said.out if code == 0 else said.err

    return run


def test_a_search_shows_what_is_needed_to_read_on(papers: Papers) -> None:
    """Title, day, ids, authors and a link, best first, whatever is wrong with a subscriber."""
    assert papers("distil", "models").split("\n") == [
        "1 paper",
        "",
        "Diffusion in a step",
        "  2026-03-31  ·  arxiv:2603.00001, doi:10.1000/1",
        "  https://arxiv.org/abs/2603.00001",
        "",
    ]
    assert "Author A, Author B, Author C, Author D and 2 more" in papers("flow")
    assert "  https://example.org/galaxies" in papers("galaxies")


def test_what_a_paper_brings_cannot_steer_the_terminal(papers: Papers) -> None:
    """Escapes are shown as nothing."""
    found = papers("flow")
    assert "Flow  [31mmatching" in found
    assert not {"\x1b", "\x07"} & set(found)
    assert "\x1b" not in papers("\x1b[31mnothing")


def test_a_paper_is_found_by_its_id(papers: Papers) -> None:
    """In any spelling; one that is not there is said."""
    for name in ("2603.00001v2", "https://doi.org/10.1000/1", "arXiv:2603.00001"):
        assert "Diffusion in a step" in papers(name)
    assert "no paper 2603.99999" in papers("2603.99999")


def test_how_many_are_shown_and_since_when_can_be_told(papers: Papers) -> None:
    """The others are counted."""
    assert papers("model", "--limit", "1").startswith("2 papers, the first 1\n")
    assert "no paper listed since 2026-04-01 has all of model" in papers("model", "--since", "2026-04-01")
    assert "2 papers listed since 2026-03-31" in papers("model", "--since", "2026-03-31")
    assert "the first 1 papers; there are more" in papers('"model"', "--limit", "1")


def test_a_query_of_words_that_say_nothing_is_wrong_usage(papers: Papers) -> None:
    """It would find everything, or nothing."""
    assert "say nothing of a subject" in papers("of", "the", code=2)
    assert "2026-03-31" in papers("model", "--since", "31.3.2026", code=2)


def test_programs_get_everything(papers: Papers) -> None:
    """Facts, ids, the link, and how each source counted."""
    (found,) = json.loads(papers("diffusion", "--json"))
    assert (found["ids"][0], found["facts"]["abstract"]) == ("arxiv:2603.00001", ABSTRACT)
    assert found["link"] == "https://arxiv.org/abs/2603.00001"
    assert found["counts_by_source"]["huggingface"]["upvotes"] == 3
    assert json.loads(papers("nowhere", "--json")) == []


def test_without_a_query_the_papers_of_a_time_are_listed(papers: Papers) -> None:
    """Newest first, all of them unless told."""
    assert len(json.loads(papers("--since", "2026-03-01", "--json"))) == 3
    assert len(json.loads(papers("--since", "2026-03-01", "--json", "--limit", "2"))) == 2
    assert "3 papers listed since 2026-03-01" in papers("--since", "2026-03-01")


def test_a_search_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    """It answers within a second: nothing that serves, sends, fetches or migrates is loaded for it."""
    (tmp_path / "subscribers.yaml").write_text(FILE)
    open_store(str(tmp_path / "paper-round.db")).close()
    code = """
import sys
from digest.cli import main
sys.argv = ["digest", "papers", "diffusion"]
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
heavy = {"aiosmtpd", "aiosmtplib", "alembic", "apscheduler", "httpx2", "jinja2", "starlette", "uvicorn"}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, timeout=120)  # noqa: S603 - ours

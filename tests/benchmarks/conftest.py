"""Fixtures of the made-up daily list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from madeup import replies, subscriber_days, write_lines

from benchmarks.recorded import Day, Papers, read_days, read_papers


@pytest.fixture
def listed() -> list[dict[str, Any]]:
    """Return the made-up replies."""
    return replies()


@pytest.fixture
def files(tmp_path: Path, listed: list[dict[str, Any]]) -> tuple[Path, Path]:
    """Return the files of papers and of days."""
    papers = write_lines(tmp_path / "papers.jsonl", listed)
    return papers, write_lines(tmp_path / "days.jsonl", subscriber_days(listed))


@pytest.fixture
def known(files: tuple[Path, Path]) -> Papers:
    """Return the made-up papers."""
    return read_papers([files[0]])


@pytest.fixture
def days(files: tuple[Path, Path], known: Papers) -> tuple[Day, ...]:
    """Return the made-up subscriber-days."""
    return read_days(files[1], known.papers).days

"""The benchmark of the studio says how soon each file shows, and on what it ran."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from benchmarks.studio import CHROMIUMS, main

SAVED = {"subject.txt", "card.html", "subscribers.yaml"}


@pytest.mark.skipif(not any(map(shutil.which, CHROMIUMS)), reason="no Chromium on PATH")
def test_a_run_measures_every_file_that_is_saved(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object: the machine, and for each file a median that is no worse than the worst."""
    assert main(["--rounds", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "Python 3." in found.pop("machine")
    assert set(found) == SAVED
    assert all(0 < one["median_ms"] <= one["worst_ms"] for one in found.values())


def test_without_a_browser_it_says_why_it_measures_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """That is no failure, in words and as JSON."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([]) == main(["--json"]) == 0
    words, found = capsys.readouterr().out.splitlines()
    assert "no Chromium" in words
    assert json.loads(found)["skipped"] in words

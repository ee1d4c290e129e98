"""The benchmark of ranking runs at any size and says what it measured."""

from __future__ import annotations

import json

import pytest

from benchmarks.rank import main


def test_a_small_run_prints_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object; every reader gets ten picks, and nothing is measured as nothing."""
    assert main(["--subscribers", "30", "--papers", "60", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["subscribers"], found["papers"], found["picks"]) == (30, 60, 300)
    assert 0 < found["matmul_share"] < 1
    names = ("seconds", "peak_mb", "sgemm_ratio", "svm_ratio", "svm_shared_ratio")
    assert all(found[name] > 0 for name in names)

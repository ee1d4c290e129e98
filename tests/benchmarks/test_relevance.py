"""The command: its rows, its JSON, its exit codes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.relevance import main
from benchmarks.table import lines_of, rows_of

FIGURES = ["mrr", "hit5", "hit10", "ndcg10"]


@pytest.fixture
def told(files, capsys):
    """Return what the command prints with --json."""
    assert main(["--papers", str(files[0]), "--days", str(files[1]), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_a_row_per_ranker_and_subset(told):
    """Figures are numbers from 0 to 1, named as documented."""
    rows = {(row["ranker"], row["subset"]): row for row in told["rows"]}
    names = ["random", "upvotes", "newest", "mean_tfidf", "bm25", "svm", "svm_authors"]
    names += ["likes_alone", "default"]
    assert {name for name, subset in rows if subset == "all"} == set(names)
    for row in rows.values():
        assert all(0 <= row[figure] <= 1 for figure in FIGURES)
        assert row["ndcg10_low"] <= row["ndcg10"] <= row["ndcg10_high"]
    assert rows["default", "all"]["days"] == 12


def test_ours_are_measured_against_the_strongest_that_knows_no_more(told):
    """Who reads authors is a baseline for those of ours that do, not for likes alone."""
    rows = {row["ranker"]: row for row in told["rows"] if row["subset"] == "all"}
    named = {"random", "upvotes", "newest", "mean_tfidf", "bm25", "svm"}
    for name, rivals in (("likes_alone", named), ("default", named | {"svm_authors"})):
        best = max(rows[rival]["ndcg10"] for rival in rivals)
        assert rows[rows[name]["baseline"]]["ndcg10"] == best
        assert rows[name]["gain"] == pytest.approx(rows[name]["ndcg10"] - best, abs=1e-3)
    assert "gain" not in rows["svm"]


def test_json_tells_of_special_readers_and_votes(told):
    """Each with the days that it is about."""
    assert {row["reader"] for row in told["readers"]} == {"same_day", "single_like", "words_only"}
    assert {(row["reader"], row["ranker"]) for row in told["votes"]} == {
        (ranker, habit)
        for ranker in ("default", "likes_alone")
        for habit in ("no_votes", "up_votes", "up_and_down_votes")
    }
    assert {row["days"] for row in told["votes"]} == {8}


def test_json_tells_what_it_ran_on(told):
    """Interpreter, library, machine, and which files: name and hash."""
    assert set(told["ran_on"]) >= {"python", "numpy", "cpu", "cores", "files", "fit", "seconds"}
    assert set(told["ran_on"]["files"]) == {"papers.jsonl", "days.jsonl"}
    assert told["ran_on"]["fit"] == "crossfit"  # unless the shipped parameters are asked for


def test_a_reader_of_one_subject_gets_it(told):
    """On made-up subjects that share no words, ours find what is relevant, and chance does not."""
    rows = {row["ranker"]: row for row in told["rows"] if row["subset"] == "all"}
    assert rows["default"]["hit10"] == 1.0
    assert rows["default"]["ndcg10"] > rows["random"]["ndcg10"] + 0.1


def test_the_table_says_the_same(files, capsys):
    """Without --json there is a line per row."""
    assert main(["--papers", str(files[0]), "--days", str(files[1])]) == 0
    printed = capsys.readouterr().out
    assert "svm_authors" in printed
    assert "single_like" in printed
    assert "sha" not in printed
    assert "python: " in printed


def test_a_bad_file_is_exit_code_2(tmp_path, files, capsys):
    """The message goes to standard error; nothing is printed that looks like figures."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{\n")
    assert main(["--papers", str(bad), "--days", str(files[1])]) == 2
    told = capsys.readouterr()
    assert "bad.jsonl:1:" in told.err
    assert told.out == ""


def test_gains_are_paired(days):
    """What is better by the same on every day has an interval without width."""
    base = np.linspace(0, 0.5, len(days))[:, None].repeat(4, axis=1)
    rows = rows_of({"weak": base, "ours": base + 0.25}, days, against={"ours": ["weak"]})
    assert (rows[1]["gain"], rows[1]["gain_low"], rows[1]["gain_high"]) == (0.25, 0.25, 0.25)
    assert rows[1]["ndcg10_low"] < rows[1]["ndcg10_high"]


def test_no_days_have_no_rows(days):
    """A subset that nobody is in is left out of the table."""
    figures = np.ones((len(days), 4))
    assert rows_of({"ours": figures}, days, against={}, chosen=np.zeros(len(days), dtype=bool)) == []
    assert len(list(lines_of([], named="subset"))) == 1

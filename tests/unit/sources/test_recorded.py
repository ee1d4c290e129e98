"""Recorded replies: files, directories, and what may be wrong with them."""

from __future__ import annotations

import json
import lzma
from datetime import date
from pathlib import Path

import pytest
from listed import an_item, read

from digest.errors import SourceError
from digest.sources.recorded import Recorded


def save(path: Path, *numbers: int) -> Path:
    path.write_text(json.dumps([an_item(number) for number in numbers]))
    return path


def line(day: object, *numbers: int) -> str:
    return json.dumps({"date": day, "entries": [an_item(number) for number in numbers]}) + "\n"


def test_files_are_read_in_order_of_days(tmp_path: Path) -> None:
    """The day is in the name; files without one come last; other files are none of ours."""
    save(tmp_path / "2026-03-31.json", 3)
    save(tmp_path / "2026-03-30.second.json", 2)
    save(tmp_path / "extra.json", 4)
    (tmp_path / "README.md").write_text("not a reply")
    batches = read(Recorded(tmp_path))
    assert [batch.watermark for batch in batches] == [date(2026, 3, 30), date(2026, 3, 31), None]
    assert batches[2].listings[0].listed_on is None


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """It is reported by name; the days around it are read."""
    save(tmp_path / "2026-03-29.json", 1)
    (tmp_path / "2026-03-30.json").write_text("[{]")
    (tmp_path / "2026-03-30.json.xz").write_bytes(b"no archive")
    (tmp_path / "2026-03-30.x.json.gz").write_bytes(b"\x1f\x8b\x08no archive")
    save(tmp_path / "2026-03-31.json", 2)
    batches = read(Recorded(tmp_path))
    assert [len(batch.listings) for batch in batches] == [1, 0, 0, 0, 1]
    problems = [str(problem) for batch in batches for problem in batch.problems]
    assert problems[0].startswith(
        "2026-03-30.json: found what cannot be read (2026-03-30.json: not JSON at line 1"
    )
    assert len(problems) == 3


def test_a_single_broken_file_is_an_error(tmp_path: Path) -> None:
    """There is nothing else to go on with."""
    path = tmp_path / "2026-03-30.json"
    for content, message in {
        "{}": "found an object of 0 keys",
        "": "found nothing",
        "<html>": "found a web page",
    }.items():
        path.write_text(content)
        with pytest.raises(SourceError, match=message):
            read(Recorded(path))


def test_what_is_not_there_is_an_error_with_its_path(tmp_path: Path) -> None:
    """A missing file, and a directory that holds no reply."""
    with pytest.raises(SourceError, match=r"gone\.json: cannot be read: No such file"):
        read(Recorded(tmp_path / "gone.json"))
    with pytest.raises(SourceError, match="found no recorded reply, wanted files like 2026-03-31.json"):
        read(Recorded(tmp_path))


def test_a_broken_line_does_not_hide_the_others(tmp_path: Path) -> None:
    """Each is reported by its number."""
    path = tmp_path / "days.jsonl"
    path.write_text(
        line("2026-03-29", 1)
        + "{broken\n\n"
        + '{"date": "2026-03-30"}\n'
        + line("soon", 2)
        + line("2026-03-31", 3)
    )
    batches = read(Recorded(path))
    assert [len(batch.listings) for batch in batches] == [1, 0, 0, 1, 1]
    assert [str(problem).split(": ")[0] for batch in batches for problem in batch.problems] == [
        "days.jsonl:2",
        "days.jsonl:4",
        "days.jsonl:5.date",
    ]


def test_days_out_of_order_are_kept_and_move_no_watermark(tmp_path: Path) -> None:
    """The papers are good; a reader that stops in between must not believe it has the earlier days."""
    path = tmp_path / "days.jsonl"
    path.write_text(line("2026-03-30", 1) + line("2026-03-28", 2) + line("2026-03-31", 3))
    batches = read(Recorded(path))
    assert [batch.watermark for batch in batches] == [date(2026, 3, 30), None, date(2026, 3, 31)]
    assert "found it after that of 2026-03-30, wanted replies in order of days" in str(batches[1].problems[0])


def test_days_before_since_are_skipped(tmp_path: Path) -> None:
    """In files and in lines alike; the day itself is read again."""
    save(tmp_path / "2026-03-29.json", 1)
    (tmp_path / "more.jsonl").write_text(line("2026-03-29", 2) + line("2026-03-30", 3))
    batches = read(Recorded(tmp_path), date(2026, 3, 30))
    assert [listing.ids for batch in batches for listing in batch.listings] == [("arxiv:2603.00003",)]


def test_all_recorded_days_are_listed_whole(recorded: Path) -> None:
    """As many papers and ids as an independent count finds, on the same days, without a problem."""
    path = recorded / "hf-daily" / "hf_daily.jsonl.xz"
    counted: dict[str, list[str]] = {}
    with lzma.open(path, "rt") as lines:
        for text in lines:
            reply = json.loads(text)
            counted[reply["date"]] = [entry["paper"]["id"] for entry in reply["entries"]]
    assert (len(counted), sum(map(len, counted.values()))) == (479, 7_413)
    batches = read(Recorded(path))
    assert {
        str(batch.watermark): [listing.ids[0].removeprefix("arxiv:") for listing in batch.listings]
        for batch in batches
    } == counted
    assert not [problem for batch in batches for problem in batch.problems]
    listings = [listing for batch in batches for listing in batch.listings]
    assert len({listing.ids for listing in listings}) == 7_413
    assert max(len(listing.facts.authors) for listing in listings) == 664
    assert not [listing for listing in listings if "\n" in listing.facts.title + listing.facts.code_url]


def test_the_recorded_malformed_day_is_reported_and_never_fatal(recorded: Path) -> None:
    """Its sixteen entries are texts; the days beside it are read."""
    batches = read(Recorded(recorded / "hf-daily" / "sample-days"))
    assert [(len(batch.listings), len(batch.problems)) for batch in batches] == [(11, 0), (0, 16), (10, 0)]
    assert [batch.watermark for batch in batches] == [date(2024, 8, 1), None, date(2025, 6, 12)]
    assert str(batches[1].problems[3]).startswith("2024-12-16.malformed.json[3]: found the text ")

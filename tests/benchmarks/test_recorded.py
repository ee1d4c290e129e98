"""Reading recorded replies and days."""

from __future__ import annotations

import lzma
from dataclasses import fields
from datetime import date

import pytest
from madeup import write_lines

from benchmarks.recorded import BadRecordingError, fold_of, no_known_author, read_days, read_papers
from digest.model import Counts, Facts


def test_papers_come_oldest_first_as_first_listed(tmp_path, listed):
    """The order of files and lines does not matter; a second listing changes nothing."""
    again = {"date": "2026-03-01", "entries": listed[0]["entries"]}
    file = write_lines(tmp_path / "turned.jsonl", [again, *reversed(listed)])
    papers = read_papers([file]).papers
    assert [paper.listed_on for paper in papers.values()] == sorted(p.listed_on for p in papers.values())
    assert papers["2601.00000"].listed_on == date(2026, 1, 5)
    assert [paper.key for paper in papers.values()] == list(range(1, len(papers) + 1))


def test_compressed_replies_are_the_same(tmp_path, files):
    """A name that ends in .xz is decompressed."""
    packed = tmp_path / "papers.jsonl.xz"
    packed.write_bytes(lzma.compress(files[0].read_bytes()))
    assert read_papers([packed]) == read_papers([files[0]])


def test_keywords_of_the_list_are_no_part_of_a_paper(known):
    """What words-only readers are made from is nowhere in what is scored."""
    paper = known.papers["2601.00000"]
    texts = [getattr(part, one.name) for part in (paper.facts, paper.counts) for one in fields(part)]
    assert known.keywords["2601.00000"] == ("protein folding", "molecule", "binding")
    assert "protein folding" not in str([text for text in texts if text != paper.facts.title])


def test_nothing_of_who_listed_a_paper_is_kept(known):
    """The submitter is the label."""
    for paper in known.papers.values():
        assert "lister" not in repr(paper).casefold()
        assert paper.counts == Counts(upvotes=paper.counts.upvotes)
        assert paper.facts == Facts(
            title=paper.facts.title,
            abstract=paper.facts.abstract,
            authors=paper.facts.authors,
            organization=paper.facts.organization,
            organization_name=paper.facts.organization_name,
        )


@pytest.mark.parametrize("line", ["{", '{"date": "2026-01-05"}', '{"date": "x", "entries": []}', "[]", "3"])
def test_a_line_that_is_no_reply_is_named(tmp_path, listed, line):
    """The message says file and line."""
    file = write_lines(tmp_path / "papers.jsonl", listed[:1])
    file.write_text(file.read_text() + line + "\n")
    with pytest.raises(BadRecordingError, match=r"papers\.jsonl:2: .*wanted"):
        read_papers([file])


@pytest.mark.parametrize("line", ['{"subscriber": "s"}', "null", '{"day": 3}'])
def test_a_line_that_is_no_day_is_named(tmp_path, known, line):
    """The message says file and line."""
    file = tmp_path / "days.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(BadRecordingError, match=r"days\.jsonl:1: .*wanted: subscriber"):
        read_days(file, known.papers)


def test_a_file_that_is_not_there_is_named(tmp_path):
    """A missing file is a bad recording, not a traceback."""
    with pytest.raises(BadRecordingError, match=r"absent\.jsonl"):
        read_papers([tmp_path / "absent.jsonl"])


def test_ids_that_no_reply_has_are_left_out_and_told(tmp_path, files, known):
    """The rest of the day counts; a day without anything relevant does not."""
    kept, gone = ({"subscriber": "s", "day": "2026-01-13", "liked": ["2601.00000", "9"]} for _ in range(2))
    kept |= {"candidates": ["2601.00040", "8"], "relevant": ["2601.00040"]}
    gone |= {"candidates": ["2601.00040"], "relevant": ["7"]}
    found = read_days(write_lines(tmp_path / "odd.jsonl", [kept, gone]), known.papers)
    assert [(day.liked, day.candidates) for day in found.days] == [(("2601.00000",), ("2601.00040",))]
    assert [note.rpartition("/")[2] for note in found.left_out] == [
        "odd.jsonl:1: 2 ids are in no reply, as 8",
        "odd.jsonl:2: 2 ids are in no reply, as 7",
        "odd.jsonl:2: no relevant paper among the candidates",
    ]


def test_folds_are_by_the_name_alone():
    """A reader is in the same fold today and tomorrow, here and elsewhere."""
    assert [fold_of(name) for name in ("s001", "s002", "s003", "s004")] == [
        fold_of(name) for name in ("s001", "s002", "s003", "s004")
    ]
    assert {fold_of(f"s{at:03d}") for at in range(20)} == {0, 1}


def test_recorded_days_are_those_that_are_told_of(recorded):
    """436 days of 69 readers, 51 of them with no known author."""
    papers = read_papers([recorded / "hf-daily" / "hf_daily.jsonl.xz"]).papers
    found = read_days(recorded / "relevance" / "subscriber_days.jsonl", papers)
    assert len(papers) == 7413
    assert (len(found.days), len({day.subscriber for day in found.days}), found.left_out) == (436, 69, ())
    assert sum(no_known_author(day, papers) for day in found.days) == 51

"""The whole recorded archive of Hugging Face's list: every day, and what is wrong with some."""

from __future__ import annotations

import asyncio
import json
import lzma
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from digest.ingest import Ingested, Request, ingest
from digest.sources.recorded import Recorded
from digest.store import Store, open_store
from digest.store.papers import shelf, source_states

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def counted(recorded: Path) -> tuple[int, int, set[str]]:
    """Return the days, the entries and the ids of the archive, without any code of ours."""
    with lzma.open(recorded / "hf-daily" / "hf_daily.jsonl.xz", "rt", encoding="utf-8") as lines:
        days = [json.loads(line) for line in lines]
    ids = [entry["paper"]["id"] for day in days for entry in day["entries"]]
    return len(days), len(ids), set(ids)


@pytest.fixture(scope="module")
def folder(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive with the malformed sample among it, and a made day that repeats ids."""
    made = tmp_path_factory.mktemp("archive")
    for name in ("hf_daily.jsonl.xz", "sample-days/2024-12-16.malformed.json"):
        (made / Path(name).name).symlink_to(recorded / "hf-daily" / name)
    with lzma.open(recorded / "hf-daily" / "hf_daily.jsonl.xz", "rt", encoding="utf-8") as lines:
        entries = json.loads(next(lines))["entries"]
    (made / "2026-04-01.json").write_text(json.dumps([*entries, entries[0]]), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def archive(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Ingested]]:
    """Ingest it all once for the tests of this module."""
    store = open_store(str(tmp_path_factory.mktemp("store") / "paper-round.db"))
    yield store, run(store, folder)
    store.close()


def run(store: Store, folder: Path) -> Ingested:
    (done,) = asyncio.run(ingest(store, [Recorded(folder)], request=Request(now=NOW)))
    return done


def test_every_recorded_paper_is_in_the_store(
    archive: tuple[Store, Ingested], counted: tuple[int, int, set[str]]
) -> None:
    """479 days, 7,413 entries, as many ids: none is lost, none invented, none merged with another."""
    store, done = archive
    days, entries, ids = counted
    assert (days, entries, len(ids)) == (479, 7_413, 7_413)
    papers = shelf(store, since=date.min).papers
    assert {paper.ids[0] for paper in papers} == {f"arxiv:{identifier}" for identifier in ids}
    assert (len(papers), done.new, done.merged, done.error) == (7_413, 7_413, 0, "")


def test_what_is_malformed_or_twice_is_reported_and_fatal_to_nothing(
    archive: tuple[Store, Ingested], folder: Path
) -> None:
    """With file and place; a paper that is listed on a second day is no new one."""
    done = archive[1]
    malformed = json.loads((folder / "2024-12-16.malformed.json").read_text(encoding="utf-8"))
    told = [problem for problem in done.problems if "malformed" in problem]
    assert len(told) == len(malformed)
    assert all("wanted an object" in problem for problem in told)
    (twice,) = [problem for problem in done.problems if "a second time" in problem]
    assert twice.startswith("2026-04-01.json[")
    assert done.listed == len(json.loads((folder / "2026-04-01.json").read_text(encoding="utf-8"))) - 1


def test_the_watermark_is_the_last_day(archive: tuple[Store, Ingested]) -> None:
    """A malformed day in between moves nothing."""
    (state,) = source_states(archive[0])
    assert (state.name, state.watermark, state.failed_at) == ("huggingface", date(2026, 4, 1), None)


def test_ingesting_it_again_changes_nothing(archive: tuple[Store, Ingested], folder: Path) -> None:
    """Not one paper, nor one sighting."""
    store = archive[0]
    before = shelf(store, since=date.min)
    (again,) = asyncio.run(
        ingest(store, [Recorded(folder)], request=Request(now=NOW, since=date(2024, 1, 1)))
    )
    after = shelf(store, since=date.min)
    assert (again.new, again.listed, again.merged) == (0, 0, 0)
    assert after.sightings == before.sightings
    assert {paper.key for paper in after.papers} == {paper.key for paper in before.papers}

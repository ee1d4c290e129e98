"""What every source promises to whoever stores its batches."""

from __future__ import annotations

import asyncio
import gzip
import json
import lzma
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import announcing
import pytest
from httpserver import LOOPBACK, answer, serving
from listed import ABSTRACT, a_page, a_page_text, an_item

from digest.sources import Batch, Source
from digest.sources.arxiv import Arxiv, Places
from digest.sources.biorxiv import Biorxiv
from digest.sources.client import Client
from digest.sources.feed import Feed
from digest.sources.huggingface import HuggingFace, Periods, Trending
from digest.sources.jsonl import Jsonl
from digest.sources.page import Page
from digest.sources.recorded import Recorded

TODAY = date(2026, 3, 31)
DAYS = {"2026-03-30": [1, 2], "2026-03-31": [3]}  # what every source here lists; the 29th is empty


@dataclass(frozen=True)
class Case:
    """A source as a test reads it: a live one needs its client's loop."""

    make: Callable[[Client], Source]

    def read(self, since: date | None = None) -> list[Batch]:
        async def batches() -> list[Batch]:
            async with Client(private_hosts=LOOPBACK) as client:
                return [batch async for batch in self.make(client).fetch(since, today=TODAY)]

        return asyncio.run(batches())


def reply(target: str) -> bytes:
    asked = re.search(r"date=([-\d]+)", target)
    assert asked
    return answer(json.dumps([an_item(number) for number in DAYS.get(asked[1], [])]))


def live(folder: Path, stack: ExitStack) -> Case:
    server = stack.enter_context(serving(reply))
    return Case(lambda client: HuggingFace(client, base=server.url))


def arxiv(folder: Path, stack: ExitStack) -> Case:
    items = [announcing.an_item(number) for number in (1, 2, 3)]
    server = stack.enter_context(serving(lambda _: answer(announcing.a_feed(TODAY, *items))))
    return Case(lambda client: Arxiv(client, ["cs.CL"], places=Places(feed=server.url)))


def files(folder: Path, stack: ExitStack) -> Case:
    for day, numbers in {"2026-03-29": [], **DAYS}.items():
        (folder / f"{day}.json").write_text(json.dumps([an_item(number) for number in numbers]))
    return Case(lambda _: Recorded(folder))


def objects(folder: Path, stack: ExitStack) -> Case:
    for number, (day, numbers) in enumerate({"2026-03-29": [], **DAYS}.items()):
        entries = [an_item(one) for one in numbers]
        (folder / f"{number}.json.gz").write_bytes(
            gzip.compress(json.dumps({"date": day, "entries": entries}).encode())
        )
    return Case(lambda _: Recorded(folder))


def lines(folder: Path, stack: ExitStack) -> Case:
    path = folder / "days.jsonl.xz"
    days = {"2026-03-29": [], **DAYS}
    text = "".join(
        json.dumps({"date": day, "entries": [an_item(one) for one in numbers]}) + "\n"
        for day, numbers in days.items()
    )
    path.write_bytes(lzma.compress(text.encode()))
    return Case(lambda _: Recorded(path))


def html(folder: Path, stack: ExitStack) -> Case:
    path = folder / "page.html"
    path.write_text(a_page(an_item(1), an_item(2), an_item(3)))
    return Case(lambda _: Page(path))


def text(folder: Path, stack: ExitStack) -> Case:
    path = folder / "page.txt"
    path.write_text(a_page_text(1, 2, 3))
    return Case(lambda _: Page(path))


def week(folder: Path, stack: ExitStack) -> Case:
    entries = [
        an_item(number, paper={"submittedOnDailyAt": "2026-03-31T08:00:00.000Z"}) for number in (1, 2, 3)
    ]
    reply = answer(json.dumps(entries))
    server = stack.enter_context(serving(lambda target: reply if "W14" in target else answer("[]")))
    return Case(lambda client: Periods(client, "week", base=server.url))


def trending(folder: Path, stack: ExitStack) -> Case:
    reply = answer(json.dumps([an_item(number) for number in (1, 2, 3)]))
    server = stack.enter_context(serving(lambda _: reply))
    return Case(lambda client: Trending(client, base=server.url))


def feed(folder: Path, stack: ExitStack) -> Case:
    items = "".join(
        f"<item><title>Made-up paper {number}</title><description>{number}. {ABSTRACT}</description></item>"
        for number in (1, 2, 3)
    )
    body = f'<rss version="2.0"><channel><title>Lab</title>{items}</channel></rss>'
    server = stack.enter_context(serving(lambda _: answer(body)))
    return Case(lambda client: Feed(client, f"{server.url}/feed.xml"))


def preprints(folder: Path, stack: ExitStack) -> Case:
    def reply(target: str) -> bytes:
        papers = [
            {
                "title": f"Made-up paper {number}",
                "abstract": f"{number}. {ABSTRACT}",
                "doi": f"10.48550/arXiv.2603.{number:05d}",
                "version": "1",
            }
            for number in DAYS.get(target.split("/")[3], [])
        ]
        status = "ok" if papers else "no posts found"
        return answer(
            json.dumps({"messages": [{"status": status, "total": len(papers)}], "collection": papers})
        )

    server = stack.enter_context(serving(reply))
    return Case(lambda client: Biorxiv(client, "biorxiv", base=server.url))


def jsonl(folder: Path, stack: ExitStack) -> Case:
    path = folder / "papers.jsonl"
    path.write_text(
        "".join(
            json.dumps({"title": f"Made-up paper {number}", "abstract": f"{number}. {ABSTRACT}"}) + "\n"
            for number in (1, 2, 3)
        )
    )
    return Case(lambda _: Jsonl(path))


SOURCES = {
    "live": live,
    "week": week,
    "trending": trending,
    "feed": feed,
    "preprints": preprints,
    "jsonl": jsonl,
    "arxiv": arxiv,
    "files": files,
    "objects": objects,
    "lines": lines,
    "html": html,
    "text": text,
}
BY_DAY = ["live", "preprints", "files", "objects", "lines"]


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ExitStack() as stack:
        yield SOURCES[request.param](tmp_path, stack)


every_source = pytest.mark.parametrize("case", list(SOURCES), indirect=True)
sources_by_day = pytest.mark.parametrize("case", BY_DAY, indirect=True)


@every_source
def test_every_paper_is_listed_once_with_a_title(case: Case) -> None:
    """None is lost, none invented, and every listing says where it is from."""
    listings = [listing for batch in case.read() for listing in batch.listings]
    assert [listing.facts.title for listing in listings] == [
        f"Made-up paper {number}" for number in (1, 2, 3)
    ]
    assert all(
        listing.facts.abstract.startswith(f"{number}. We made") for number, listing in enumerate(listings, 1)
    )
    assert len({listing.source for listing in listings}) == 1
    assert not [problem for batch in case.read() for problem in batch.problems]


@every_source
def test_reading_twice_gives_the_same(case: Case) -> None:
    """A source keeps nothing between two readings."""
    assert case.read() == case.read()


@every_source
def test_watermarks_only_move_forward(case: Case) -> None:
    """Batches come in order of days, so that a reading that was cut short can be taken up."""
    marks = [batch.watermark for batch in case.read() if batch.watermark]
    assert marks == sorted(marks)
    assert all(
        listing.listed_on == batch.watermark
        for batch in case.read()
        if batch.watermark
        for listing in batch.listings
    )


@sources_by_day
def test_a_day_without_papers_is_an_empty_batch_that_completes_it(case: Case) -> None:
    """A quiet day is read and done with; it is no failure."""
    assert Batch(watermark=date(2026, 3, 29)) in case.read()


@sources_by_day
def test_the_day_of_the_watermark_is_read_again(case: Case) -> None:
    """Its list may have grown; the days before it are not asked for."""
    marks = [batch.watermark for batch in case.read(date(2026, 3, 30))]
    assert [mark for mark in marks if mark] == [date(2026, 3, 30), TODAY]  # a day that is done completes none


@sources_by_day
def test_papers_carry_their_canonical_id(case: Case) -> None:
    """The id is how the same paper is known from elsewhere."""
    ids = [listing.ids for batch in case.read() for listing in batch.listings]
    assert ids == [(f"arxiv:2603.{number:05d}",) for number in (1, 2, 3)]

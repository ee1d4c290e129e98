"""The live list, over HTTP, on days when it behaves and on days when it does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from httpserver import LOOPBACK, Answer, Server, answer, serving
from listed import an_item

from digest.errors import SourceError
from digest.ingest import Ingested, Request, ingest
from digest.sources import Batch, Source
from digest.sources.client import Client, Patience
from digest.sources.huggingface import HuggingFace, live
from digest.store import Store
from digest.store.papers import shelf

TODAY = date(2026, 3, 31)
HASTY = Patience(read_s=5, whole_s=5, attempts=2, first_wait_s=0, longest_wait_s=0)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def fetch(server: Server, since: date | None, *, today: date = TODAY) -> tuple[list[Batch], str]:
    """Return the batches that came, and the error that ended them, "" when none did."""

    async def batches() -> tuple[list[Batch], str]:
        found: list[Batch] = []
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            try:
                async for batch in HuggingFace(client, base=server.url).fetch(since, today=today):
                    found.append(batch)  # noqa: PERF401 - what came before an error counts
            except SourceError as error:
                return found, str(error).removeprefix(server.url)
        return found, ""

    return asyncio.run(batches())


def listing(target: str) -> bytes:
    return answer(json.dumps([an_item(int(target.split("-")[2][:2]))]))


def failing(day: str, bad: bytes) -> Answer:
    return lambda target: bad if f"date={day}" in target else listing(target)


def test_a_first_run_asks_for_a_week() -> None:
    """Seven days back and today, one request each, oldest first."""
    with serving(listing) as server:
        batches, error = fetch(server, None)
    assert error == ""
    assert [batch.watermark for batch in batches] == [
        TODAY - timedelta(days=back) for back in range(7, -1, -1)
    ]
    assert server.targets[0] == "/api/daily_papers?date=2026-03-24&limit=100"


def test_missed_days_are_all_asked_for() -> None:
    """However long the machine was off, and the watermark's own day again."""
    with serving(listing) as server:
        batches, _ = fetch(server, TODAY - timedelta(days=20))
    assert len(batches) == 21


def test_a_watermark_of_tomorrow_asks_for_today() -> None:
    """A clock that was wrong does not silence the source."""
    with serving(listing) as server:
        batches, _ = fetch(server, TODAY + timedelta(days=3))
    assert [batch.watermark for batch in batches if batch.watermark] == [TODAY]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (
            answer('{"error":"Invalid date"}', status="400 Bad Request"),
            "&limit=100: answered 400 Bad Request",
        ),
        (answer(status="500 Internal Server Error"), "&limit=100: answered 500 Internal Server Error"),
        (
            answer('[{"paper": {'),
            ": not JSON at line 1, column 13: Expecting property name enclosed in double quotes",
        ),
        (answer("<!doctype html><p>Sign in"), ": found a web page, wanted JSON"),
        (answer(""), ": found nothing, wanted JSON"),
        (answer('{"error": "busy"}'), ": found an object of 1 keys, wanted a list of papers"),
        (answer("[" * 100_000), ": not readable as JSON: "),
        (answer("[" + "9" * 5_000 + "]"), ": not readable as JSON: "),
        (answer(b'["\xff\xfe"]'), ": not readable as JSON: "),
        (answer('["a", "b"]'), ": none of 2 papers could be read: "),
    ],
)
def test_what_came_before_a_bad_day_stays(bad: bytes, error: str) -> None:
    """The error names the day and why; the next run starts from there."""
    with serving(failing("2026-03-30", bad)) as server:
        batches, found = fetch(server, date(2026, 3, 29))
    assert [batch.watermark for batch in batches] == [date(2026, 3, 29)]
    assert found.startswith(f"/api/daily_papers?date=2026-03-30{error}")


def test_a_bad_paper_does_not_spoil_its_day() -> None:
    """It is reported with the address asked and its place in the reply."""
    with serving(lambda _: answer(json.dumps([an_item(1), "text", an_item(2)]))) as server:
        batches, _ = fetch(server, TODAY)
    assert len(batches[0].listings) == 2
    assert str(batches[0].problems[0]) == (
        f"{server.url}/api/daily_papers?date=2026-03-31[1]: found the text 'text', wanted an object"
    )


def read(make: Callable[[Client], Source], since: date | None, *, today: date = TODAY) -> list[Batch]:
    async def batches() -> list[Batch]:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            return [batch async for batch in make(client).fetch(since, today=today)]

    return asyncio.run(batches())


def test_the_last_three_listing_days_are_asked_for_again() -> None:
    """After the new ones, and they complete nothing; a weekend lists nothing."""
    with serving(listing) as server:
        batches, error = fetch(server, TODAY)  # a Tuesday
    assert error == ""
    assert [target.partition("&")[0][-10:] for target in server.targets] == [
        "2026-03-31",
        "2026-03-27",
        "2026-03-30",
    ]
    assert [batch.watermark for batch in batches] == [TODAY, None, None]


def test_reading_a_day_again_shows_todays_counts_and_makes_no_paper_new(store: Store) -> None:
    """The votes are those of now; when it was seen stays what it was."""
    votes = {"count": 1}

    def reply(target: str) -> bytes:
        days = {"date=2026-03-30": [an_item(1, paper={"upvotes": votes["count"]})]}
        return answer(json.dumps(days.get(target.partition("?")[2].partition("&")[0], [])))

    async def once(server: Server, now: datetime) -> Ingested:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            source = HuggingFace(client, base=server.url)
            (done,) = await ingest(store, [source], request=Request(now=now))
            return done

    with serving(reply) as server:
        first = asyncio.run(once(server, datetime(2026, 3, 31, 9, tzinfo=UTC)))
        (before,) = shelf(store, since=date.min).sightings
        votes["count"] = 70
        second = asyncio.run(once(server, datetime(2026, 4, 1, 9, tzinfo=UTC)))
    (paper,) = shelf(store, since=date.min).papers
    assert (first.new, second.new, second.listed) == (1, 0, 0)
    assert paper.counts.upvotes == 70
    assert shelf(store, since=date.min).sightings == (before,)


def test_a_day_that_grew_brings_its_new_papers_only(store: Store) -> None:
    """The day of the watermark is read again."""
    lists = {"numbers": [1, 2]}

    def reply(target: str) -> bytes:
        return answer(
            json.dumps([an_item(one) for one in lists["numbers"]] if "date=2026-03-31" in target else [])
        )

    async def once(server: Server) -> Ingested:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            request = Request(now=datetime(2026, 3, 31, 9, tzinfo=UTC))
            (done,) = await ingest(store, [HuggingFace(client, base=server.url)], request=request)
            return done

    with serving(reply) as server:
        assert asyncio.run(once(server)).new == 2
        lists["numbers"] = [3, 1, 2]
        assert asyncio.run(once(server)).new == 1


def test_a_today_that_is_tomorrow_there_is_no_error() -> None:
    """A clock that is ahead gets "400 Bad Request" for its own day; the days before are read."""
    with serving(failing("2026-03-31", answer(status="400 Bad Request"))) as server:
        batches, error = fetch(server, date(2026, 3, 30))
    assert error == ""
    assert [batch.watermark for batch in batches if batch.watermark] == [date(2026, 3, 30)]


def test_a_long_list_is_read_page_by_page() -> None:
    """Until a page is short; what moved to the next page while it was read is there once."""
    pages = [range(1, 101), range(100, 160), range(0)]

    def reply(target: str) -> bytes:
        number = int(target.rpartition("&p=")[2]) if "&p=" in target else 0
        entries = [an_item(one) for one in pages[number]] if "date=2026-03-31" in target else []
        return answer(json.dumps(entries))

    with serving(reply) as server:
        batches, error = fetch(server, TODAY)
    assert error == ""
    assert len(batches[0].listings) == 159
    assert batches[0].problems == ()
    assert [one for one in server.targets if "03-31" in one] == [
        f"/api/daily_papers?date=2026-03-31&limit=100{page}" for page in ("", "&p=1", "&p=2")
    ]


def test_a_server_that_gives_the_same_page_for_ever_is_asked_twice() -> None:
    """It may know no pages."""
    page = json.dumps([an_item(one) for one in range(100)])
    with serving(lambda _: answer(page)) as server:
        (batch,) = read(lambda client: live(client, form="week", base=server.url), TODAY)
    assert len(batch.listings) == 100
    assert len(server.targets) == 2


def test_what_is_trending_is_listed_when_it_is_found_there() -> None:
    """However old it is: one request, and no day."""
    item = an_item(1, paper={"submittedOnDailyAt": "2025-01-01T00:00:00.000Z"})
    with serving(lambda _: answer(json.dumps([item]))) as server:
        (batch,) = read(lambda client: live(client, form="trending", base=server.url), TODAY)
    assert server.targets == ["/api/daily_papers?sort=trending&limit=100"]
    assert [(one.source, one.listed_on) for one in batch.listings] == [("huggingface:trending", None)]
    assert batch.watermark is None


@pytest.mark.parametrize(
    ("form", "since", "asked", "marks"),
    [
        ("week", None, ["2026-W13", "2026-W14"], [date(2026, 3, 29), TODAY]),
        ("week", date(2026, 3, 12), ["2026-W11", "2026-W12", "2026-W13", "2026-W14"], None),
        ("month", date(2025, 12, 31), ["2025-12", "2026-01", "2026-02", "2026-03"], None),
        ("month", None, ["2026-03"], [TODAY]),
    ],
)
def test_weeks_and_months_are_caught_up_in_order(
    form: str, since: date | None, asked: list[str], marks: list[date] | None
) -> None:
    """The present one is asked for every time: it grows."""
    item = an_item(1, paper={"submittedOnDailyAt": "2026-03-24T10:00:00.000Z"})
    with serving(lambda _: answer(json.dumps([item]))) as server:
        batches = read(lambda client: live(client, form=form, base=server.url), since)
    assert server.targets == [f"/api/daily_papers?{form}={one}&limit=100" for one in asked]
    assert marks is None or [batch.watermark for batch in batches] == marks
    assert {one.listed_on for batch in batches for one in batch.listings} == {date(2026, 3, 24)}


def test_a_week_53_that_the_server_does_not_know_is_told_and_passed_over() -> None:
    """Its API takes W01 to W52; 2026 has 53 weeks."""

    def reply(target: str) -> bytes:
        return answer(status="400 Bad Request") if "W53" in target else answer("[]")

    with serving(reply) as server:
        batches = read(
            lambda client: live(client, form="week", base=server.url),
            date(2026, 12, 30),
            today=date(2027, 1, 5),
        )
    assert [batch.watermark for batch in batches] == [date(2027, 1, 3), date(2027, 1, 5)]
    assert "answered 400" in str(batches[0].problems[0])

"""The live list, over HTTP, on days when it behaves and on days when it does not."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta

import pytest
from httpserver import Answer, Server, answer, serving
from listed import an_item

from digest.errors import SourceError
from digest.sources import Batch
from digest.sources.client import Client, Patience
from digest.sources.huggingface import HuggingFace

TODAY = date(2026, 3, 31)
HASTY = Patience(read_s=5, whole_s=5, attempts=2, first_wait_s=0, longest_wait_s=0)


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def fetch(server: Server, since: date | None, *, today: date = TODAY) -> tuple[list[Batch], str]:
    """Return the batches that came, and the error that ended them, "" when none did."""

    async def batches() -> tuple[list[Batch], str]:
        found: list[Batch] = []
        async with Client(patience=HASTY) as client:
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
    assert [batch.watermark for batch in batches] == [TODAY]


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

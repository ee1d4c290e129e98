"""arXiv as a source: a feed a day, and OAI-PMH for the days that nobody read; over HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from announcing import a_feed, a_page, a_protocol_error, a_record, an_item
from httpserver import Server, answer, serving

from digest.errors import SourceError
from digest.model import Validator
from digest.sources import Batch, Client
from digest.sources.arxiv import Arxiv, Places
from digest.sources.arxiv.feed import address
from digest.sources.client import Patience

TODAY = date(2026, 3, 31)  # a Tuesday
THU, FRI, SUN, MON, TUE = date(2026, 3, 26), date(2026, 3, 27), date(2026, 3, 29), date(2026, 3, 30), TODAY
HASTY = Patience(read_s=5, whole_s=5, attempts=2, first_wait_s=0, longest_wait_s=0)
# When the papers of a list were submitted, in time for the evening before it.
SUBMITTED = {THU: "Wed, 25 Mar 2026 10:00:00 GMT", FRI: "Thu, 26 Mar 2026 10:00:00 GMT"}
SUBMITTED |= {MON: "Fri, 27 Mar 2026 10:00:00 GMT", TUE: "Mon, 30 Mar 2026 10:00:00 GMT"}


@dataclass
class World:
    """What arXiv would answer: the feed, and the changes of each UTC day."""

    feed: bytes = b""
    changes: Mapping[date, list[str]] = field(default_factory=dict)
    broken: Callable[[str], bytes | None] = field(default=lambda _: None)

    def __call__(self, target: str) -> bytes:
        bad = self.broken(target)
        if bad is not None:
            return bad
        if target.startswith("/rss/"):
            return self.feed
        first, last = (date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", target))
        return answer(
            a_page(*(one for day in self.changes if first <= day <= last for one in self.changes[day]))
        )


class Kept:
    """Remembers one validator of every address."""

    def of(self, url: str) -> Validator | None:
        return Validator(url=url, etag='"read before"')


def run(
    server: Server, since: date | None, *, today: date = TODAY, known: bool = True, categories=("cs.CL",)
) -> tuple[list[Batch], str]:
    """Return the batches that came, and the error that ended them, "" when none did."""

    async def batches() -> tuple[list[Batch], str]:
        found: list[Batch] = []
        async with Client(patience=HASTY, private_hosts=["127.0.0.1"]) as client:
            places = Places(feed=server.url, oai=f"{server.url}/oai")
            source = Arxiv(client, categories, validators=Kept() if known else None, places=places)
            try:
                async for batch in source.fetch(since, today=today):
                    found.append(batch)  # noqa: PERF401 - what came before an error counts
            except SourceError as error:
                return found, str(error).removeprefix(server.url)
        return found, ""

    return asyncio.run(batches())


def told(batches: list[Batch]) -> list[tuple[date | None, list[int]]]:
    """Return each batch's watermark and the numbers of its papers; a replacement's is negative."""
    return [
        (
            batch.watermark,
            [int(one.ids[0][-5:]) * (-1 if one.replaced else 1) for one in batch.listings],
        )
        for batch in batches
    ]


def tuesday(*items: str) -> bytes:
    return answer(a_feed(TUE, *(items or (an_item(9),))), ETag='"tuesday"')


WEEK = {
    FRI: [a_record(1, stamp="2026-03-27", versions=[SUBMITTED[FRI]])],
    date(2026, 3, 28): [a_record(2, stamp="2026-03-28", versions=["Mon, 05 Jan 2015 10:00:00 GMT"])],
    MON: [a_record(3, stamp="2026-03-30", versions=[SUBMITTED[MON]])],
    TUE: [
        a_record(4, stamp="2026-03-31", versions=[SUBMITTED[FRI], SUBMITTED[TUE]]),
        a_record(9, stamp="2026-03-31", versions=[SUBMITTED[TUE]]),
    ],
}


def test_a_first_run_reads_the_announcement_of_the_day() -> None:
    """One request, whatever there was before."""
    with serving(World(tuesday(an_item(1), an_item(2, kind="replace")))) as server:
        batches, error = run(server, None, known=False, categories=("cs.CL", "hep-th"))
    assert (told(batches), error) == ([(TUE, [1, -2])], "")
    assert server.targets == ["/rss/cs.CL+hep-th"]


def test_a_first_run_on_a_weekend_reads_the_latest_announcement() -> None:
    """The feed is empty then, and a new reader would see nothing until Monday."""
    feed = answer(a_feed(SUN))
    with serving(World(feed, WEEK)) as server:
        batches, error = run(server, None, today=SUN, known=False)
    assert (told(batches), error) == ([(FRI, [1]), (SUN, [])], "")


def test_every_day_takes_one_request() -> None:
    """The watermark is the list before."""
    with serving(World(tuesday())) as server:
        assert told(run(server, MON)[0]) == [(TUE, [9])]
    assert server.targets == ["/rss/cs.CL"]


def test_the_feed_is_asked_for_only_if_it_changed() -> None:
    """What it was called is stored with its papers, and given back."""
    with serving(World(tuesday())) as server:
        (batch,), _ = run(server, MON)
    assert batch.validators == (Validator(url=address(["cs.CL"], base=server.url), etag='"tuesday"'),)
    assert 'if-none-match: "read before"' in server.heads[0].lower()


def test_an_unchanged_feed_is_no_batch() -> None:
    """Its papers are stored already."""
    with serving(World(answer(status="304 Not Modified"))) as server:
        assert run(server, TUE) == ([], "")
        assert run(server, MON) == ([], "")
    assert server.targets == ["/rss/cs.CL"] * 2


def test_missed_days_are_read_in_order_then_the_feed() -> None:
    """Each day with its watermark, so that a reading that is cut short is taken up where it was.

    The watermark's own day is among them, since somebody may have asked for it.
    """
    with serving(World(tuesday(), WEEK)) as server:
        batches, error = run(server, THU)
    assert (told(batches), error) == ([(THU, []), (FRI, [1, 4]), (MON, [-2, 3]), (TUE, [9])], "")
    assert [re.sub(r".*(set=.*)", r"\1", target) for target in server.targets[1:]] == [
        "set=cs%3Acs%3ACL&from=2026-03-26&until=2026-03-31"
    ]
    assert all(one.listed_on == batch.watermark for batch in batches for one in batch.listings)


def test_a_reading_that_is_killed_loses_nothing_and_repeats_little() -> None:
    """From any of its watermarks on, the rest comes: also a paper that was replaced in the meantime."""
    with serving(World(tuesday(), WEEK)) as server:
        whole = told(run(server, THU)[0])
        for stop in range(1, len(whole)):
            mark = whole[stop - 1][0]
            rest = told(run(server, mark)[0])
            assert [one for one in rest if one[0] > mark] == whole[stop:]


def test_categories_share_a_day() -> None:
    """A paper of two of them is listed once."""
    with serving(World(tuesday(), WEEK)) as server:
        batches, _ = run(server, FRI, categories=("cs.CL", "cs.LG"))
    assert told(batches) == [(FRI, [1, 4]), (MON, [-2, 3]), (TUE, [9])]
    assert len(server.targets) == 3


def test_pages_are_followed_to_the_end() -> None:
    """The token alone says what comes next."""
    first = a_page(a_record(1, stamp="2026-03-30", versions=[SUBMITTED[MON]]), token="next|1")
    second = a_page(a_record(2, stamp="2026-03-30", versions=[SUBMITTED[MON]]))

    def broken(target: str) -> bytes | None:
        if "resumptionToken" in target:
            return answer(second)
        return answer(first) if "/oai" in target else None

    with serving(World(tuesday(), broken=broken)) as server:
        assert told(run(server, FRI)[0])[1] == (MON, [1, 2])
    assert server.targets[-1] == "/oai?verb=ListRecords&resumptionToken=next%7C1"


def test_an_answer_that_the_server_lost_is_asked_for_anew() -> None:
    """Tokens run out; once is enough."""
    page = a_page(a_record(1, stamp="2026-03-30", versions=[SUBMITTED[MON]]), token="t")
    replies = iter([answer(page), answer(a_protocol_error("badResumptionToken"))])

    def broken(target: str) -> bytes | None:
        return next(replies, None) if "/oai" in target else None

    with serving(World(tuesday(), WEEK, broken)) as server:
        assert told(run(server, FRI)[0]) == [(FRI, [1, 4]), (MON, [-2, 3]), (TUE, [9])]


def test_a_token_that_comes_again_is_no_endless_loop() -> None:
    """It is told instead."""
    page = a_page(a_record(1, stamp="2026-03-30", versions=[SUBMITTED[MON]]), token="same")
    with serving(
        World(tuesday(), broken=lambda target: answer(page) if "/oai" in target else None)
    ) as server:
        _, error = run(server, FRI)
    assert "found the token 'same' again, wanted the next page" in error


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (answer(status="503 Service Unavailable", Retry_After="0"), "answered 503"),
        (
            answer(status="503 Service Unavailable", Retry_After="600"),
            "answered 503 Service Unavailable, try again in 600 s",
        ),
        (answer("<html>busy</html>"), "found a web page, wanted XML"),
        (answer(a_protocol_error("badArgument", "no such set")), "answered badArgument: no such set"),
        (answer(a_protocol_error("badResumptionToken")), "answered badResumptionToken"),
        (answer(b"<OAI-PMH>", length=50), ""),
        (b"", ""),
    ],
)
def test_when_missed_days_cannot_be_read_today_is_and_they_wait(bad: bytes, error: str) -> None:
    """Nothing moves the watermark past them, and the feed is not remembered: it comes again with them."""
    with serving(World(tuesday(), broken=lambda target: bad if "/oai" in target else None)) as server:
        batches, found = run(server, FRI)
        assert told(batches) == [(None, [9])]
        assert batches[0].validators == ()
        assert error in found != ""
    with serving(World(tuesday(), WEEK)) as server:
        assert told(run(server, FRI)[0]) == [(FRI, [1, 4]), (MON, [-2, 3]), (TUE, [9])]


@pytest.mark.parametrize(
    "bad",
    [
        answer(status="403 Forbidden"),
        answer(status="406 Not Acceptable"),
        answer(status="429 Too Many Requests"),
        answer(status="500 Internal Server Error"),
        answer("<!DOCTYPE html><html><body><br></body></html>"),
        answer(b"<rss><channel>", length=50),
        answer(b"\x1f\x8b\x08\x00", Content_Encoding="gzip"),
        b"",
    ],
)
def test_when_the_feed_cannot_be_read_the_days_before_today_are(bad: bytes) -> None:
    """And the reason is told; today's list waits for the next time."""
    broken = lambda target: bad if "/rss" in target else None  # noqa: E731 - one line of a table
    with serving(World(changes=WEEK, broken=broken)) as server:
        batches, error = run(server, FRI)
    assert told(batches) == [(FRI, [1, 4]), (MON, [-2, 3])]
    assert error.startswith("/rss/cs.CL: ")


def test_an_empty_feed_on_a_working_day_completes_nothing() -> None:
    """It may be filled later; when it is not, OAI-PMH has the day tomorrow."""
    with serving(World(answer(a_feed(TUE)), WEEK)) as server:
        assert told(run(server, MON)[0]) == [(None, [])]
        batches, _ = run(server, MON, today=TUE + timedelta(days=1))
        assert told(batches) == [(MON, [-2, 3]), (TUE, [-4, 9]), (None, [])]


def test_a_weekend_feed_is_empty_and_fine() -> None:
    """And asks nothing of anybody when Friday was read."""
    with serving(World(answer(a_feed(SUN)))) as server:
        batches, error = run(server, FRI, today=SUN)
    assert (told(batches), error) == ([(SUN, [])], "")
    assert len(server.targets) == 1


def test_yesterdays_batch_again_moves_nothing_back() -> None:
    """It is listed on its own day; the store knows it."""
    with serving(World(answer(a_feed(MON, an_item(3))))) as server:
        assert told(run(server, TUE)[0]) == [(MON, [3])]


def test_a_full_feed_is_completed_by_the_other_interface() -> None:
    """2,000 items are where it ends, whatever was announced."""
    items = [an_item(number) for number in range(100, 2_100)]
    with serving(World(tuesday(*items), WEEK)) as server:
        batches, _ = run(server, MON)
    assert [mark for mark, _ in told(batches)] == [None, TUE]
    assert told(batches)[0] == (None, [-4, 9])
    assert len(batches[1].listings) == 2_000


def test_the_recorded_feed_and_records_are_read_over_http(recorded: Path) -> None:
    """The real bytes, through the whole way: 4 items of a feed, 2 records of a page."""
    feed = (recorded / "arxiv-feeds" / "arxiv_rss_cs.LG+cs.AI+cs.CL+stat.ML_2026-09-24.xml").read_bytes()
    page = (recorded / "arxiv-oai" / "arxivraw_listrecords_page1_2026-09-15.xml").read_bytes()

    def reply(target: str) -> bytes:
        if "/rss" in target:
            return answer(feed)
        return answer(a_page()) if "resumptionToken" in target else answer(page)

    with serving(reply) as server:
        batches, error = run(server, date(2026, 9, 11), today=date(2026, 9, 24), categories=("cs.AI",))
    assert error == ""
    marks = [batch.watermark for batch in batches]
    assert marks == sorted(marks)
    found = {one.ids[0]: (one.listed_on, one.replaced) for batch in batches for one in batch.listings}
    assert found == {
        "arxiv:2609.05801": (date(2026, 9, 14), False),  # held by moderation for a week
        "arxiv:1912.08786": (date(2026, 9, 14), True),
        "arxiv:2609.26811": (date(2026, 9, 24), False),
        "arxiv:2609.26820": (date(2026, 9, 24), False),
        "arxiv:2205.06398": (date(2026, 9, 24), False),
        "arxiv:2009.13987": (date(2026, 9, 24), True),
    }

"""After any misbehaviour of a server the watermark is right, nothing is lost, and the reason is told."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from httpserver import HANG, LOOPBACK, Server, answer, serving
from listed import an_item
from make import NOON, TODAY, a_listing

from digest.errors import StoreError
from digest.ingest import Ingested, Request, ingest, unless_stopped
from digest.sources import Batch, Source
from digest.sources.batch import Validators
from digest.sources.client import Client, Patience
from digest.sources.huggingface import HuggingFace
from digest.sources.xml import parsed
from digest.store import Store, open_store
from digest.store.papers import SourceState, shelf, source_states
from digest.store.readings import last_readings, readings
from digest.store.validators import Kept

HASTY = Patience(connect_s=5, read_s=0.2, whole_s=5, attempts=2, first_wait_s=0, longest_wait_s=0)
DAY = timedelta(days=1)
TITLES = {f"Made-up paper {day}" for day in (29, 30, 31)}


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "paper-round.db"))
    yield opened
    opened.close()


class Days:
    """A server of daily lists, one paper a day, that behaves badly on one day until it is mended."""

    def __init__(self, bad: bytes = b"", *, on: str = "2026-03-30") -> None:
        self.bad, self.on = bad, on

    def __call__(self, target: str) -> bytes:
        if self.bad and f"date={self.on}" in target:
            return self.bad
        if target == "/api":  # where a circle of redirects leads
            return self.bad
        day = re.search(r"date=2026-03-(29|30|31)", target)
        return answer(json.dumps([an_item(int(day[1]))] if day else []))


def ask(store: Store, make: Callable[..., Source], server: Server) -> Ingested:
    async def once() -> tuple[Ingested, ...]:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            request = Request(now=NOON, since=None if source_states(store) else TODAY - 2 * DAY)
            return await ingest(store, [make(client, base=server.url)], request=request)

    (result,) = asyncio.run(once())
    return result


def titles(store: Store) -> list[str]:
    return sorted(paper.facts.title for paper in shelf(store, since=date(2026, 1, 1)).papers)


def state(store: Store) -> SourceState:
    (found,) = source_states(store)
    return found


PAGE = "<!doctype html><html><title>Please enable JavaScript</title></html>"
LATIN = json.dumps([an_item(30)], ensure_ascii=False).replace("Made-up", "Çödé").encode("latin-1")
BAD = {
    "circle": (answer(status="301 Moved Permanently", Location="/api"), "redirected more than 5 times"),
    "403": (answer(PAGE, status="403 Forbidden"), "answered 403 Forbidden"),
    "406": (answer(status="406 Not Acceptable"), "answered 406 Not Acceptable"),
    "429": (answer(status="429 Too Many Requests"), "answered 429 Too Many Requests"),
    "429 later": (
        answer(status="429 Too Many Requests", Retry_After="3600"),
        "answered 429 Too Many Requests, try again in 3600 s",
    ),
    "500": (answer(status="500 Internal Server Error"), "answered 500 Internal Server Error"),
    "503": (answer(status="503 Service Unavailable", Retry_After="0"), "answered 503 Service Unavailable"),
    "304": (answer(status="304 Not Modified"), "answered 304 Not Modified"),
    "204": (answer(status="204 No Content"), "answered 204 No Content"),
    "cut": (answer(b'[{"paper', length=9000), "peer closed connection"),
    "cut in silence": (b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[{"paper', "not JSON at line 1"),
    "slow": (answer(b'[{"paper', length=9000) + HANG, "ReadTimeout"),
    "charset": (answer(LATIN, Content_Type="application/json; charset=utf-8"), "not readable as JSON"),
    "gzip": (
        answer(gzip.compress(json.dumps([an_item(30)] * 50).encode())[:-20], Content_Encoding="gzip"),
        "the compressed reply ends too soon",
    ),
    "no gzip": (answer(b"[]", Content_Encoding="gzip"), "cannot be unpacked"),
    "bomb": (answer(gzip.compress(bytes(3 * 10**7)), Content_Encoding="gzip"), "more than 20,971,520 bytes"),
    "page": (answer(PAGE), "found a web page, wanted JSON"),
    "nothing": (answer(b""), "found nothing, wanted JSON"),
    "no http": (b"220 mail.example.org ESMTP\r\n", "RemoteProtocol"),
    "inside": (answer(status="302 Found", Location="http://169.254.169.254/"), "a link-local address"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_day_that_cannot_be_read_is_read_when_the_server_is_well_again(store: Store, kind: str) -> None:
    """The days before it are kept, the watermark waits there, and nothing is skipped or read into two."""
    bad, reason = BAD[kind]
    days = Days(bad)
    with serving(days) as server:
        failed = ask(store, HuggingFace, server)
        assert (state(store).watermark, state(store).failed_at) == (TODAY - 2 * DAY, NOON)
        assert titles(store) == ["Made-up paper 29"]
        days.bad = b""
        mended = ask(store, HuggingFace, server)
    assert failed.error.startswith(server.url)
    assert reason in failed.error
    assert [one.error for one in readings(store, source="huggingface", since=NOON)] == [failed.error, ""]
    assert (mended.error, mended.new) == ("", 2)
    assert (state(store).watermark, state(store).failed_at) == (TODAY, None)
    assert set(titles(store)) == TITLES


def test_a_stranger_gets_no_further_than_its_own_source(store: Store) -> None:
    """The others are read, whatever one of them does."""

    async def both(bad: Server, good: Server) -> tuple[Ingested, ...]:
        async with Client(patience=HASTY, private_hosts=LOOPBACK) as client:
            sources = [
                Marked(client, base=bad.url, validators=Kept(store)),
                HuggingFace(client, base=good.url),
            ]
            return await ingest(store, sources, request=Request(now=NOON, since=TODAY))

    with serving(lambda _: BAD["bomb"][0]) as bad, serving(Days()) as good:
        first, second = asyncio.run(both(bad, good))
    assert first.error
    assert (second.error, second.new) != ("", 0)


class Marked:
    """A source of one XML list that is asked for only when it changed."""

    name = "marked"

    def __init__(self, client: Client, *, base: str, validators: Validators) -> None:
        self._client, self._url, self._validators = client, f"{base}/list.xml", validators

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:  # noqa: ARG002 - it has no days
        reply = await self._client.get(self._url, validator=self._validators.of(self._url))
        if reply.unchanged:
            yield Batch(watermark=today, validators=(reply.validator,))
            return
        items = parsed(reply.body, where=self._url).iter("item")
        found = tuple(a_listing(item.text or "", source=self.name, ids=()) for item in items)
        yield Batch(listings=found, watermark=today, validators=(reply.validator,))


def marked(store: Store) -> Callable[..., Source]:
    return partial(Marked, validators=Kept(store))


def feed(*names: str, tag: str) -> bytes:
    return answer(f"<list>{''.join(f'<item>{name}</item>' for name in names)}</list>", ETag=f'"{tag}"')


def test_what_did_not_change_is_no_failure_and_loses_nothing(store: Store) -> None:
    """A 304 is a success that lists nothing; the next change is read whole."""
    replies = [
        feed("One", tag="1"),
        answer(status="304 Not Modified", ETag='"1"'),
        feed("One", "Two", tag="2"),
    ]
    with serving(lambda _: replies.pop(0)) as server:
        results = [ask(store, marked(store), server) for _ in range(3)]
    assert [(one.read, one.new, one.error) for one in results] == [(1, 1, ""), (0, 0, ""), (2, 1, "")]
    assert ['if-none-match: "1"' in head.lower() for head in server.heads] == [False, True, True]
    assert titles(store) == ["One", "Two"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (answer(PAGE, ETag='"2"'), "found a web page, wanted XML"),
        (answer(b"<list><item>Two</item>", ETag='"2"'), "not XML: no element found"),
        (answer(b"<list><item>Tw\xf6</item></list>", ETag='"2"'), "not UTF-8"),
        (answer('<!DOCTYPE l [<!ENTITY a "a">]><list>&a;</list>', ETag='"2"'), "declares entities"),
    ],
)
def test_what_could_not_be_read_is_asked_for_again(store: Store, bad: bytes, reason: str) -> None:
    """Its validator is not kept: "not modified" would hide its papers for good."""
    replies = [feed("One", tag="1"), bad, feed("One", "Two", tag="2")]
    with serving(lambda _: replies.pop(0)) as server:
        ask(store, marked(store), server)
        failed = ask(store, marked(store), server)
        assert state(store).watermark == TODAY
        mended = ask(store, marked(store), server)
    assert reason in failed.error
    assert 'if-none-match: "1"' in server.heads[2].lower()
    assert (mended.new, mended.error) == (1, "")


def test_every_reading_is_logged_with_what_it_was_of(store: Store) -> None:
    """The same papers have the same fingerprint, in whatever order they are listed."""
    replies = [feed("One", "Two", tag="1"), feed("Two", "One", tag="2"), feed("Three", tag="3"), b""]
    with serving(lambda _: replies.pop(0) if len(replies) > 1 else replies[0]) as server:
        for _ in range(4):
            ask(store, marked(store), server)
    log = readings(store, source="marked", since=NOON)
    assert [(one.read, one.new, one.newest) for one in log] == [
        (2, 2, TODAY),
        (2, 0, TODAY),
        (1, 1, TODAY),
        (0, 0, None),
    ]
    assert log[0].fingerprint == log[1].fingerprint != log[2].fingerprint
    assert log[3].fingerprint == ""
    assert "RemoteProtocol" in log[3].error


class Steps:
    """A source that does what a test says, one step a batch."""

    def __init__(self, name: str, *steps: Batch | Exception | asyncio.Event) -> None:
        self.name, self._steps = name, steps

    async def fetch(self, since: date | None, *, today: date) -> AsyncIterator[Batch]:  # noqa: ARG002
        for step in self._steps:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, asyncio.Event):
                await step.wait()
            else:
                yield step


def listed(title: str, *, watermark: date | None = TODAY) -> Batch:
    return Batch(listings=(a_listing(title, ids=()),), watermark=watermark)


def test_a_source_that_hangs_holds_up_no_other_and_ends(store: Store) -> None:
    """Digests wait for a pass: what was read before is kept, and the reason told."""
    sources = [
        Steps("hangs", listed("One"), asyncio.Event(), listed("Never")),
        *(Steps(f"well-{number}", listed(f"Two {number}")) for number in range(20)),
    ]
    request = Request(now=NOON, patience=timedelta(seconds=0.3))
    first, *others = asyncio.run(ingest(store, sources, request=request))
    assert (first.new, first.error) == (
        1,
        "not read to its end within 0:00:00.300000; what was read is kept",
    )
    assert {(one.new, one.error) for one in others} == {(1, "")}
    assert source_states(store)[0].failed_at == NOON


def test_a_fault_in_one_source_stops_no_other(store: Store) -> None:
    """Whatever it is; even one that only the store meets."""
    wrong = Batch(listings=(), watermark="2026-03-31")  # type: ignore[arg-type]  # what a plugin may say
    sources = [
        Steps("faulty", OverflowError("too large")),
        Steps("wrong", wrong),
        Steps("well", listed("One")),
    ]
    faulty, mistaken, well = asyncio.run(ingest(store, sources, request=Request(now=NOON)))
    assert faulty.error == "OverflowError: too large"
    assert mistaken.error.startswith("TypeError")
    assert (well.new, well.error) == (1, "")


def test_an_error_of_the_store_ends_all_of_them(store: Store) -> None:
    """Nothing can be kept: whoever waits for them is told at once."""
    sources = [Steps("stops", StoreError("locked")), Steps("hangs", asyncio.Event())]
    with pytest.raises(StoreError, match="locked"):
        asyncio.run(ingest(store, sources, request=Request(now=NOON)))


def test_told_to_stop_sources_are_left_where_they_are(store: Store) -> None:
    """What was stored is kept, and the source is not said to fail."""

    async def stopped() -> tuple[Ingested, ...] | None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.2, stop.set)
        source = Steps("hangs", listed("One"), asyncio.Event())
        return await unless_stopped(ingest(store, [source], request=Request(now=NOON)), stop)

    assert asyncio.run(stopped()) is None
    assert titles(store) == ["One"]
    assert state(store).failed_at is None
    assert last_readings(store) == {}  # whoever comes next asks anew, before any digest is made


def test_a_list_of_a_day_to_come_completes_nothing(store: Store) -> None:
    """A misnamed file would have the days until then taken for read."""
    source = Steps("ahead", listed("One", watermark=TODAY + 300 * DAY))
    (done,) = asyncio.run(ingest(store, [source], request=Request(now=NOON)))
    assert (done.new, done.error) == (1, "")
    assert "the list of 2027-01-25, wanted one that has come; today is 2026-03-31" in done.problems[0]
    assert state(store).watermark is None

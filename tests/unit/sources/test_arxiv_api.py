"""arXiv's API: by ids and by a query."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from announcing import an_answer, an_entry, an_error_entry
from httpserver import answer, serving

from digest.errors import SourceError
from digest.sources.arxiv.api import Answer, by_ids, by_query, read_answer
from digest.sources.client import Client

FIXTURES = "arxiv-api/arxiv.py-fixtures"
Ask = Callable[[Client], AsyncIterator[Answer]]


def asked(ask: Ask) -> list[Answer]:
    async def answers() -> list[Answer]:
        async with Client(private_hosts=["127.0.0.1"]) as client:
            return [one async for one in ask(client)]

    return asyncio.run(answers())


def ids(answers: list[Answer]) -> list[str]:
    return [listing.ids[0] for one in answers for listing in one.listings]


def test_every_recorded_entry_is_read(recorded: Path) -> None:
    """Ids and versions are as counted in the bytes, without a parser; one of 20 replies is an error."""
    read = errors = 0
    for path in sorted((recorded / FIXTURES).glob("*.json")):
        reply = json.loads(path.read_text())
        body = reply["body"].encode()
        if reply["status_code"] != 200:
            with pytest.raises(SourceError, match="answered 'incorrect id format for abc'"):
                read_answer(body, where=path.name)
            errors += 1
            continue
        found = re.findall(r"<id>http://arxiv\.org/abs/(\S+?)v(\d+)</id>", reply["body"])
        parsed = read_answer(body, where=path.name)
        assert [(one.ids[0], one.facts.version) for one in parsed.listings] == [
            (f"arxiv:{name}", int(version)) for name, version in found
        ]
        assert parsed.problems == ()
        total = re.search(r"totalResults>(\d+)<", reply["body"])
        assert total
        assert parsed.total == int(total[1])
        read += parsed.entries
    assert (read, errors) == (221, 1)


def test_a_recorded_entry_is_whole(recorded: Path) -> None:
    """The primary category first, the published paper's DOI, the day of version 1."""
    body = (recorded / "arxiv-api" / "arxiv_api_cs.CL_max3_2026-09-24.xml").read_bytes()
    first, second, _ = read_answer(body, where="x").listings
    assert first.ids == ("arxiv:2609.28471", "doi:10.1007/978-3-032-39150-6_7")
    assert (first.listed_on, first.facts.published_on) == (None, date(2026, 9, 23))
    assert second.facts.categories == ("cs.SE", "cs.AI", "cs.CL")
    assert first.facts.authors == ("Peter Kirby",)


def test_recorded_replies_are_read_over_http(recorded: Path) -> None:
    """By id: what exists comes, what does not is left out."""
    body = json.loads(
        (recorded / FIXTURES / "id_0808.05394_1707.08567_s0_m100_42e5aa0ec3af.json").read_text()
    )

    with serving(lambda _: answer(body["body"])) as server:
        found = asked(
            lambda client: by_ids(client, ["arxiv:0808.05394", "arxiv:1707.08567"], base=server.url)
        )
    assert ids(found) == ["arxiv:1707.08567"]
    assert server.targets == ["/?id_list=0808.05394,1707.08567&max_results=2"]


def test_many_ids_are_asked_for_in_few_requests() -> None:
    """A hundred at a time, each once; old ids have a slash."""

    def reply(target: str) -> bytes:
        numbers = re.findall(r"2603\.(\d{5})", target)
        return answer(an_answer(*(an_entry(int(number)) for number in numbers)))

    wanted = [f"arxiv:2603.{number:05d}" for number in range(1, 251)]
    with serving(reply) as server:
        found = asked(
            lambda client: by_ids(client, [*wanted, wanted[0], "arxiv:hep-th/9901001"], base=server.url)
        )
    assert ids(found) == wanted
    assert len(server.targets) == 3
    assert server.targets[-1].endswith(",hep-th/9901001&max_results=51")


def test_categories_of_other_schemes_are_left_out() -> None:
    """Authors' classes of MSC and ACM stand among arXiv's own."""
    (found,) = read_answer(an_answer(an_entry()).encode(), where="x").listings
    assert found.facts.categories == ("cs.CL", "cs.LG")


def test_an_error_that_looks_like_a_paper_is_an_error() -> None:
    """It comes as an entry, and with status 200 too."""
    body = an_answer(an_error_entry("incorrect id format for 1"))
    with (
        serving(lambda _: answer(body)) as server,
        pytest.raises(SourceError, match="incorrect id format for 1"),
    ):
        asked(lambda client: by_ids(client, ["arxiv:2603.00001"], base=server.url))


def paged(total: int, *, empty_from: int | None = None) -> Callable[[str], bytes]:
    def reply(target: str) -> bytes:
        query = {
            name: int(value[0])
            for name, value in parse_qs(urlsplit(target).query).items()
            if value[0].isdigit()
        }
        start, end = query["start"], min(query["start"] + query["max_results"], total)
        numbers = [] if empty_from is not None and start >= empty_from else range(start + 1, end + 1)
        return answer(an_answer(*(an_entry(number) for number in numbers), total=total))

    return reply


def test_a_query_is_read_page_by_page() -> None:
    """2,000 a page, newest first, to the end."""
    with serving(paged(4_500)) as server:
        found = asked(lambda client: by_query(client, "cat:cs.CL AND ti:adapter", base=server.url))
    assert [one.entries for one in found] == [2_000, 2_000, 500]
    assert len(set(ids(found))) == 4_500
    assert "search_query=cat%3Acs.CL+AND+ti%3Aadapter&sortBy=submittedDate" in server.targets[0]


def test_no_more_is_asked_for_than_wanted() -> None:
    """A look-up is no harvest."""
    with serving(paged(4_500)) as server:
        found = asked(lambda client: by_query(client, "all:x", most=30, base=server.url))
    assert [one.entries for one in found] == [30]
    assert server.targets[0].endswith("&start=0&max_results=30")


def test_an_empty_page_in_the_middle_is_told() -> None:
    """The API sends one at times; it is not the end."""
    with (
        serving(paged(4_500, empty_from=2_000)) as server,
        pytest.raises(SourceError, match="papers 2001 to 4500"),
    ):
        asked(lambda client: by_query(client, "all:x", base=server.url))


def test_nothing_found_is_an_empty_answer() -> None:
    """And one request."""
    with serving(paged(0)) as server:
        assert asked(lambda client: by_query(client, "all:x", base=server.url)) == [Answer()]
    assert len(server.targets) == 1

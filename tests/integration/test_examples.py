"""Papers that readers like and no source has brought, looked up over HTTP."""

from __future__ import annotations

import asyncio
import re
from datetime import date, timedelta

import pytest
from announcing import an_answer, an_entry, an_error_entry
from httpserver import Server, answer, serving
from make import NOON, a_listing, a_subscriber, interests

from digest.examples import LookedUp, look_up, pending
from digest.identify import identified
from digest.model import Interest, InterestKind, LibraryEntry
from digest.sources.client import Client, Patience
from digest.store import Store
from digest.store.papers import by_alias, shelf, upsert

HASTY = Patience(read_s=5, whole_s=5, attempts=1)
NEXT_WEEK = NOON + timedelta(days=8)


def people(*likes: str):
    return [a_subscriber(interests=interests(like=list(likes)))]


def reply(target: str) -> bytes:
    """Know the papers 1 to 3, and no other."""
    numbers = [int(number) for number in re.findall(r"2603\.(\d{5})", target)]
    return answer(an_answer(*(an_entry(number) for number in numbers if number <= 3)))


def run(store: Store, server: Server, readers, *, now=NOON) -> LookedUp | None:
    async def once() -> LookedUp | None:
        async with Client(patience=HASTY, private_hosts=["127.0.0.1"]) as client:
            return await look_up(store, client, readers, now=now, base=server.url)

    return asyncio.run(once())


def test_what_somebody_likes_is_looked_up_once_and_offered_to_nobody(store: Store) -> None:
    """It is there to compare with from then on."""
    readers = people("arxiv:2603.00001", "arxiv:2603.00002", "doi:10.1000/182")
    with serving(reply) as server:
        assert run(store, server, readers) == LookedUp(read=2, new=2)
        assert run(store, server, readers) is None
    assert server.targets == ["/?id_list=2603.00001,2603.00002&max_results=2"]
    (paper,) = by_alias(store, ["arxiv:2603.00001"]).values()
    assert (paper.facts.title, paper.listed_on) == ("Made-up paper 1", date(2026, 3, 27))
    assert paper.facts.categories == ("cs.CL", "cs.LG")
    assert shelf(store, since=date(2000, 1, 1)).papers == ()


def test_what_a_source_brought_is_not_asked_for(store: Store) -> None:
    """Its list says the same."""
    known = a_listing(ids=("arxiv:2603.00001",))
    upsert(store, [identified(known, day=NOON.date())], source="huggingface", now=NOON, watermark=None)
    with serving(reply) as server:
        assert run(store, server, people("arxiv:2603.00001")) is None
    assert server.targets == []


def test_what_arxiv_does_not_know_is_told_and_asked_for_again_in_a_week(store: Store) -> None:
    """Not at every pass: that is how a program earns its refusals."""
    readers = people("arxiv:2603.00001", "arxiv:2603.00009")
    with serving(reply) as server:
        found = run(store, server, readers)
        assert found == LookedUp(
            read=1, new=1, problems=("arxiv:2603.00009: found nothing, wanted a paper of arXiv",)
        )
        assert run(store, server, readers, now=NOON + timedelta(hours=1)) is None
        assert run(store, server, people("arxiv:2603.00002", "arxiv:2603.00009")) is not None
        assert run(store, server, readers, now=NEXT_WEEK) is not None
    assert len(server.targets) == 3


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (answer(status="503 Service Unavailable"), "answered 503"),
        (answer(an_answer(an_error_entry("malformed id"))), "answered 'malformed id'"),
        (answer("<html></html>"), "found a web page"),
    ],
)
def test_a_failure_is_told_and_tried_again_at_the_next_pass(store: Store, bad: bytes, error: str) -> None:
    """Nothing is lost but time."""
    with serving(lambda _: bad) as server:
        found = run(store, server, people("arxiv:2603.00001"))
    assert found is not None
    assert error in found.error
    with serving(reply) as server:
        assert run(store, server, people("arxiv:2603.00001")) == LookedUp(read=1, new=1)


def test_entries_of_a_library_without_a_title_are_looked_up_too(store: Store) -> None:
    """Those with one can be compared with as they are; what is never wanted is an example as well."""
    entries = (
        LibraryEntry(title="Known", ids=("arxiv:2603.00001",)),
        LibraryEntry(ids=("arxiv:2603.00002",)),
    )
    library = Interest(kind=InterestKind.LIBRARY, value="ada.bib", entries=entries)
    reader = a_subscriber(interests=(library,), never=interests(like="arxiv:2603.00003"))
    assert pending(store, [reader]) == ["arxiv:2603.00002", "arxiv:2603.00003"]

"""arXiv into a store: what is listed, what is not, and from where on it is asked the next time."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime

from announcing import a_feed, a_page, a_record, an_item
from httpserver import Server, answer, serving

from digest.ingest import Ingested, Request, ingest
from digest.sources.arxiv import Arxiv, Places
from digest.sources.client import Client, Patience
from digest.store import Store
from digest.store.papers import shelf, source_states
from digest.store.validators import Kept

MON, TUE, FRI = date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 3)
HASTY = Patience(read_s=5, whole_s=5, attempts=1)
PAST = date(2026, 3, 1)


class ArXiv:
    """What arXiv says on a day, and how it says that nothing changed."""

    def __init__(self) -> None:
        self.day, self.items = MON, [an_item(1), an_item(2, kind="replace"), an_item(3, kind="cross")]
        self.records: list[str] = []
        self.down = False

    def __call__(self, target: str) -> bytes:
        if self.down:
            return answer(status="503 Service Unavailable")
        if target.startswith("/rss/"):
            return answer(a_feed(self.day, *self.items), ETag=f'"{self.day}"')
        first, last = re.findall(r"\d{4}-\d\d-\d\d", target)
        stamped = [(one, re.search(r"<datestamp>(.*?)<", one)) for one in self.records]
        return answer(a_page(*(one for one, stamp in stamped if stamp and first <= stamp[1] <= last)))


def run(store: Store, server: Server, day: date) -> Ingested:
    async def once() -> tuple[Ingested, ...]:
        async with Client(patience=HASTY, private_hosts=["127.0.0.1"]) as client:
            places = Places(feed=server.url, oai=f"{server.url}/oai")
            source = Arxiv(client, ["cs.CL"], validators=Kept(store), places=places)
            now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            return await ingest(store, [source], request=Request(now=now))

    return asyncio.run(once())[0]


def titles(store: Store) -> dict[str, date]:
    return {paper.facts.title[-1]: paper.listed_on for paper in shelf(store, since=PAST).papers}


def test_new_papers_and_cross_lists_are_offered_and_replacements_are_not(store: Store) -> None:
    """Categories come with them, and the day is the announcement's."""
    with serving(ArXiv()) as server:
        done = run(store, server, MON)
    assert (done.read, done.new, done.error, done.problems) == (3, 2, "", ())
    assert titles(store) == {"1": MON, "3": MON}
    assert {paper.facts.categories for paper in shelf(store, since=PAST).papers} == {("cs.CL", "cs.LG")}


def test_the_watermark_waits_for_days_that_could_not_be_read(store: Store) -> None:
    """After four days without a network, all four are there, in order, and nothing twice."""
    world = ArXiv()
    with serving(world) as server:
        run(store, server, MON)
        world.down = True
        assert "answered 503" in run(store, server, TUE).error
        (state,) = source_states(store)
        assert state.watermark == MON
        world.down, world.day, world.items = False, FRI, [an_item(7), an_item(1, kind="replace", version=2)]
        world.records = [
            a_record(4, stamp="2026-03-31", versions=["Mon, 30 Mar 2026 10:00:00 GMT"]),
            a_record(
                5,
                stamp="2026-04-02",
                versions=["Tue, 31 Mar 2026 10:00:00 GMT", "Wed, 01 Apr 2026 10:00:00 GMT"],
            ),
            a_record(6, stamp="2026-04-02", versions=["Wed, 01 Apr 2026 10:00:00 GMT"]),
        ]
        done = run(store, server, FRI)
    assert (done.new, done.error) == (4, "")
    assert titles(store) == {
        "1": MON,
        "3": MON,
        "4": TUE,
        "5": date(2026, 4, 1),
        "6": date(2026, 4, 2),
        "7": FRI,
    }
    (state,) = source_states(store)
    assert (state.watermark, state.error) == (FRI, "")


def test_an_announcement_is_stored_once_however_often_it_is_asked_for(store: Store) -> None:
    """The same list again is the same sightings."""
    with serving(ArXiv()) as server:
        run(store, server, MON)
        before = shelf(store, since=PAST)
        assert run(store, server, MON).new == 0
        assert 'if-none-match: "2026-03-30"' in server.heads[-1].lower()
    assert shelf(store, since=PAST) == before

"""Publishing: who is due, and which papers a digest may hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from make import NOON, TODAY, a_cadence, a_listing, a_subscriber, interests
from numpy.typing import NDArray
from ready import a_dispatch, a_newsroom, stock
from smtpserver import DROP, BadServer
from sqlalchemy import Connection
from standins import WordModel

from digest.deliver import deliver
from digest.embedded import Memory
from digest.identify import identified
from digest.model import Digest, Recurrence, Subscriber
from digest.outbox import State
from digest.publish.backlog import Backlog
from digest.publish.planning import BLOCK, MERGED, Published, Skipped, preview, publish
from digest.store import Store
from digest.store.outbox import resolve, rows, sums
from digest.store.papers import failed, upsert

ADA = a_subscriber("ada@example.org", interests=interests(topic="papers about things"), papers=2)
DAY = timedelta(days=1)


def on(store: Store, now: datetime, people: Sequence[Subscriber] = (ADA,)) -> Published:
    return publish(store, a_newsroom(), people, now=now)


def titles(digest: Digest) -> set[str]:
    return {entry.card.title for entry in digest.entries}


def send(store: Store, now: datetime, **script: str) -> None:
    with BadServer(**script) as server:
        asyncio.run(deliver(store, a_dispatch(server.port, now=now)))


def test_publishing_twice_plans_once(store: Store) -> None:
    """The ledger, not the clock, says who is due."""
    stock(store, "One", "Two")
    assert len(on(store, NOON).planned) == 1
    assert on(store, NOON + timedelta(hours=3)) == Published(skipped=on(store, NOON).skipped)
    assert sums(store) == {State.PLANNED: 1}


def test_an_edition_holds_what_was_seen_since_the_one_before(store: Store) -> None:
    """Yesterday's leftovers are not news today."""
    stock(store, "One", "Two", "Three")
    first = titles(on(store, NOON).planned[0])
    assert len(first) == 2
    stock(store, "Four", listed_on=TODAY + DAY, now=NOON + timedelta(hours=20))
    assert titles(on(store, NOON + DAY).planned[0]) == {"Four"}


def test_a_day_that_is_fetched_late_is_not_lost(store: Store) -> None:
    """What counts is when we saw it; the source's day only has to be recent."""
    stock(store, "One")
    on(store, NOON)
    stock(store, "Late", listed_on=TODAY - 5 * DAY, now=NOON + timedelta(hours=1))
    assert titles(on(store, NOON + DAY).planned[0]) == {"Late"}


def test_a_first_back_fill_does_not_make_a_year_of_papers_new(store: Store) -> None:
    """A listing older than 14 days is history."""
    stock(store, "Old", listed_on=TODAY - 15 * DAY)
    stock(store, "Fresh", listed_on=TODAY - 14 * DAY)
    assert titles(on(store, NOON).planned[0]) == {"Fresh"}


def test_a_paper_listed_again_comes_back_for_who_has_not_had_it(store: Store) -> None:
    """Announced on Monday, listed on Thursday: in play again, but never twice for one reader."""
    grace = a_subscriber("grace@example.org", interests=interests(topic="one"), papers=1)
    ada = a_subscriber("ada@example.org", interests=interests(topic="two"), papers=1)
    stock(store, "One", "Two")
    on(store, NOON, [ada, grace])
    stock(store, "One", listed_on=TODAY + DAY, now=NOON + timedelta(hours=1))
    later = on(store, NOON + DAY, [ada, grace])
    assert [(digest.address, titles(digest)) for digest in later.planned] == [("ada@example.org", {"One"})]
    assert [digest.address for digest in later.quiet] == ["grace@example.org"]


def test_after_days_of_downtime_one_mail_covers_the_whole_window(store: Store) -> None:
    """The next digest reaches back to the last one, however long ago that was."""
    many = a_subscriber("ada@example.org", papers=50)
    stock(store, "One")
    on(store, NOON, [many])
    for days in range(1, 21):
        stock(store, f"Paper {days}", listed_on=TODAY + days * DAY, now=NOON + 20 * DAY)
    done = on(store, NOON + 20 * DAY, [many])
    assert len(done.planned) == 1
    assert len(done.planned[0].entries) == 20


def test_papers_of_a_refused_digest_are_free_again(store: Store) -> None:
    """What never arrived was not had; the next edition reaches back past it."""
    stock(store, "One")
    on(store, NOON)
    send(store, NOON, BODY="554 5.6.0 no")
    assert sums(store) == {State.REFUSED: 1}
    assert titles(on(store, NOON + DAY).planned[0]) == {"One"}


def test_papers_of_a_doubt_that_is_dropped_late_are_free_again(store: Store) -> None:
    """Even when a later edition has gone out in between."""
    stock(store, "One")
    on(store, NOON)
    with BadServer(BODY=DROP) as server:
        asyncio.run(deliver(store, a_dispatch(server.port)))
    stock(store, "Two", listed_on=TODAY + DAY, now=NOON + timedelta(hours=20))
    assert titles(on(store, NOON + DAY).planned[0]) == {"Two"}
    (doubt,) = rows(store, states=[State.IN_DOUBT])
    assert resolve(store, doubt.delivery, state=State.CANCELLED, now=NOON + DAY)
    assert titles(on(store, NOON + 2 * DAY).planned[0]) == {"One"}


def test_a_quiet_edition_frees_its_papers_and_moves_no_cut_off(store: Store) -> None:
    """An edition without papers is recorded; what comes later is for the next one."""
    stock(store)
    assert [str(digest.edition) for digest in on(store, NOON).quiet] == ["daily:2026-03-31"]
    stock(store, "One", now=NOON + timedelta(minutes=5))
    assert on(store, NOON + timedelta(hours=1)).planned == ()
    assert titles(on(store, NOON + DAY).planned[0]) == {"One"}


def test_a_broken_source_is_not_a_quiet_day(store: Store) -> None:
    """An empty edition waits while nobody can say that there is nothing."""
    failed(store, source="huggingface", now=NOON, error="503")
    done = on(store, NOON)
    assert (done.planned, done.quiet) == ((), ())
    assert done.skipped[0].reason == "waiting for papers: Hugging Face could not be read"
    stock(store, "One")
    assert len(on(store, NOON).planned) == 1


def test_a_store_that_was_never_filled_waits(store: Store) -> None:
    """The first `send` before the first `ingest` does not burn an edition."""
    assert "digest ingest" in on(store, NOON).skipped[0].reason
    assert sums(store) == {}


def test_a_digest_says_that_a_source_could_not_be_read(store: Store) -> None:
    """A reader learns that papers may be missing."""
    stock(store, "One")
    failed(store, source="huggingface", now=NOON, error="503")
    failed(store, source="page:removed", now=NOON, error="gone from the file, and so from the mails")
    (digest,) = on(store, NOON).planned
    assert digest.notices == ("Hugging Face could not be reached since Tuesday: papers may be missing.",)


def test_a_dry_run_writes_nothing(store: Store) -> None:
    """It says what would be sent, and it can be sent afterwards."""
    stock(store, "One")
    dry = publish(store, a_newsroom(), [ADA], now=NOON, dry=True)
    assert sums(store) == {}
    assert on(store, NOON).planned == dry.planned


def test_a_preview_is_the_digest_that_is_sent_and_touches_no_ledger(store: Store) -> None:
    """Before and after the edition is planned, the same digest is shown."""
    stock(store, "One", "Two", "Three")
    before = preview(store, a_newsroom(), ADA, now=NOON)
    assert sums(store) == {}
    (planned,) = on(store, NOON).planned
    assert before == planned
    assert preview(store, a_newsroom(), ADA, now=NOON) == planned


def test_a_preview_of_a_day_knows_nothing_listed_later(store: Store) -> None:
    """The past is shown as it was."""
    stock(store, "Then", listed_on=TODAY - 3 * DAY)
    stock(store, "Now", listed_on=TODAY)
    assert titles(preview(store, a_newsroom(), ADA, now=NOON, on=TODAY - 2 * DAY)) == {"Then"}


def test_a_subscriber_without_interests_gets_the_days_most_upvoted(store: Store) -> None:
    """Somebody who said nothing reads what the others read."""
    votes = {"Little": 1, "Much": 90, "Some": 12}
    batch = [
        identified(a_listing(title, ids=(f"doi:10.1000/{title}",), upvotes=count), day=TODAY)
        for title, count in votes.items()
    ]
    upsert(store, batch, source="huggingface", now=NOON, watermark=TODAY)
    (digest,) = on(store, NOON, [a_subscriber("ada@example.org", papers=2)]).planned
    assert [entry.card.title for entry in digest.entries] == ["Much", "Some"]
    assert {reason.kind for entry in digest.entries for reason in entry.reasons} == {"popular"}


def test_everybody_is_served_at_home(store: Store) -> None:
    """At midnight UTC it is morning in Tokyo, and yesterday in New York."""
    stock(store, "One")
    tokyo = a_subscriber("tokyo@example.org", send=a_cadence(zone="Asia/Tokyo"))
    new_york = a_subscriber("new-york@example.org", send=a_cadence(zone="America/New_York"))
    midnight = datetime.fromisoformat("2026-03-31T00:00+00:00")
    found = {digest.address: str(digest.edition) for digest in on(store, midnight, [tokyo, new_york]).planned}
    assert found == {"tokyo@example.org": "daily:2026-03-31", "new-york@example.org": "daily:2026-03-30"}


@pytest.mark.parametrize(
    ("recurrence", "days", "edition"),
    [
        (Recurrence.WEEKDAYS, (0, 1, 2, 3, 4), "weekdays:2026-03-27"),
        (Recurrence.WEEKLY, (0,), "weekly:2026-03-23"),
    ],
)
def test_another_cadence_has_other_editions(
    store: Store, recurrence: Recurrence, days: tuple[int, ...], edition: str
) -> None:
    """On a Sunday the latest edition is Friday's, or last Monday's."""
    sunday = date(2026, 3, 29)
    stock(store, "One", listed_on=date(2026, 3, 20))
    ada = a_subscriber("ada@example.org", send=a_cadence(recurrence=recurrence, days=days))
    done = on(store, datetime.fromisoformat(f"{sunday}T12:00+00:00"), [ada])
    assert [str(digest.edition) for digest in done.planned] == [edition]


class Interrupted(Store):
    """A store into which something else is written before each of its first writes."""

    def __init__(self, store: Store, *meanwhile: Callable[[], object]) -> None:
        self.__dict__.update(store.__dict__)
        self._meanwhile = list(meanwhile)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Let the other one write first."""
        if self._meanwhile:
            self._meanwhile.pop(0)()
        with super().write() as connection:
            yield connection


def lists(store: Store, *ids: str, now: datetime = NOON, **changes: object) -> None:
    """List one paper that goes by several ids."""
    listing = identified(a_listing(f"Paper {ids[0]}", ids=ids, **changes), day=TODAY)
    upsert(store, [listing], source="huggingface", now=now, watermark=TODAY)


A, B, C = "arxiv:2603.00001", "arxiv:2603.00002", "arxiv:2603.00003"


def test_papers_that_become_one_while_they_are_ranked_cost_nobody_a_digest(store: Store) -> None:
    """It is made anew with the papers as they are now, in the same pass; the paper is in it once."""
    lists(store, A)
    lists(store, B)
    meddled = Interrupted(store, lambda: lists(store, A, B, now=NOON + DAY))
    found = on(meddled, NOON, people=[ADA, a_subscriber("grace@example.org", papers=2)])
    assert [titles(digest) for digest in found.planned] == [{f"Paper {A}"}] * 2
    assert found.skipped == ()
    assert on(store, NOON + DAY).quiet


def test_a_reader_who_had_a_paper_is_not_sent_what_it_becomes_while_it_is_ranked(store: Store) -> None:
    """Had is had, whichever of the two keys stays."""
    lists(store, A)
    on(store, NOON)
    lists(store, B, now=NOON + DAY)
    lists(store, C, now=NOON + DAY)
    meddled = Interrupted(store, lambda: lists(store, B, A, now=NOON + DAY))
    assert [titles(digest) for digest in on(meddled, NOON + DAY).planned] == [{f"Paper {C}"}]


def test_who_is_overtaken_twice_waits_for_the_next_pass_and_is_told(store: Store) -> None:
    """Without a row in the ledger the edition stays due."""
    for one in (A, B, C):
        lists(store, one)
    meddled = Interrupted(store, lambda: lists(store, A, B), lambda: lists(store, A, C))
    assert on(meddled, NOON) == Published(skipped=(Skipped(address=ADA.address, reason=MERGED),))
    assert [titles(digest) for digest in on(store, NOON).planned] == [{f"Paper {A}"}]


def test_a_backlog_that_is_kept_changes_no_digest(store: Store) -> None:
    """What later passes learn of merges, votes and facts is what a new one would."""
    kept = replace(a_newsroom(), backlog=Backlog(store))
    old = {"listed_on": TODAY - 3 * DAY, "now": NOON - 3 * DAY}
    stock(store, *(f"Things of old {n}" for n in range(9)), **old)
    steps = (
        lambda: stock(store, "Papers about things", "Papers about nothing", "Stones"),
        lambda: lists(store, A),
        lambda: lists(store, B),
        lambda: lists(store, A, B),
        lambda: stock(store, "One more of the papers about things"),
        lambda: lists(store, A, abstract="Papers, about things.", upvotes=9),
    )
    for step in steps:
        step()
        assert preview(store, kept, ADA, now=NOON) == preview(store, a_newsroom(), ADA, now=NOON)


class Recorder(Memory):
    """A memory that knows how many vectors it ever gave out at once."""

    most = 0

    def recall(self, texts: Iterable[str], *, make: Iterable[str] = ()) -> dict[str, NDArray[np.float32]]:
        """Return vectors."""
        found = super().recall(texts, make=make)
        self.most = max(self.most, len(found))
        return found


def test_vectors_of_readers_are_in_memory_a_block_at_a_time(store: Store) -> None:
    """However many readers there are; and a pass waits for so many new ones only."""
    stock(store, "Cats", "Stones")
    people = [
        a_subscriber(f"reader{n}@example.org", interests=interests(topic=[f"topic {n}", f"subject {n}"]))
        for n in range(BLOCK + 200)
    ]
    model = WordModel()
    memory = Recorder(store, model)
    newsroom = replace(a_newsroom(), memory=memory)
    for _ in range(2):
        publish(store, newsroom, people, now=NOON, dry=True)
        assert memory.most <= 2 * BLOCK
    assert len(model.seen) == len(set(model.seen)) == 2 * len(people)
    publish(store, replace(newsroom, memory=Memory(store, model)), people, now=NOON, dry=True)
    assert len(model.seen) == 2 * len(people)


def test_blocks_of_readers_get_what_each_would_get_alone(store: Store) -> None:
    """With their own topics, likes and vectors, whichever block they are in."""
    stock(store, *(f"{thing} of {other}" for thing in ("Cats", "Stones", "Wine") for other in "abcdef"))
    topics = ("cats", "stones", "wine", "cats of a", "stones of b")
    people = [
        a_subscriber(f"reader{n}@example.org", papers=2, interests=interests(topic=topics[n % len(topics)]))
        for n in range(BLOCK + 7)
    ]
    newsroom = replace(a_newsroom(), memory=Memory(store, WordModel()), backlog=Backlog(store))
    found = publish(store, newsroom, people, now=NOON, dry=True)
    assert len(found.planned) == len(people)
    for n in (0, 1, BLOCK - 1, BLOCK, BLOCK + 6):
        assert found.planned[n] == preview(store, newsroom, people[n], now=NOON)

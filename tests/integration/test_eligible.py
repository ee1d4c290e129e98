"""Which papers a digest may hold: each sentence of the rule, where test_publish.py does not have it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from listed import ABSTRACT, a_page_text
from make import NOON, TODAY, a_cadence, a_listing, a_subscriber, interests
from ready import a_dispatch, a_newsroom, stock
from smtpserver import DROP, BadServer

from digest.deliver import deliver
from digest.identify import identified
from digest.ingest import Request, ingest
from digest.model import Digest, Listing, Recurrence, Subscriber
from digest.outbox import HAD, State
from digest.publish.planning import publish
from digest.sources.page import Page
from digest.store import Store
from digest.store.outbox import Claim, Intent, cancel_others, lease, reap, record, sums
from digest.store.papers import upsert
from digest.store.tables import suppressions

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ADA = a_subscriber("ada@example.org", interests=interests(topic="papers about things"), papers=9)


def digests(store: Store, now, who: Subscriber = ADA) -> tuple[Digest, ...]:  # type: ignore[no-untyped-def]
    return publish(store, a_newsroom(), [who], now=now).planned


def titles(store: Store, now, who: Subscriber = ADA) -> set[str]:  # type: ignore[no-untyped-def]
    return {entry.card.title for digest in digests(store, now, who) for entry in digest.entries}


def list_(store: Store, *listings: Listing, now=NOON, day: date = TODAY) -> None:  # type: ignore[no-untyped-def]
    batch = [identified(one, day=day) for one in listings]
    upsert(store, batch, source=listings[0].source, now=now, watermark=None)


def sent(store: Store, **script: object) -> None:
    with BadServer(**script) as server:  # type: ignore[arg-type]
        asyncio.run(deliver(store, a_dispatch(server.port)))


def leased(store: Store) -> None:
    assert lease(store, Claim(holder="test", now=NOON, until=NOON + 3 * DAY), after=0, limit=9)


def sending(store: Store) -> None:
    (held,) = lease(store, Claim(holder="test", now=NOON, until=NOON + 3 * DAY), after=0, limit=9)
    record(store, [Intent(lease=held, until=NOON + 3 * DAY)])


def suppress(store: Store) -> None:
    with store.write() as connection:
        row = {"address": ADA.address, "at": NOON, "evidence": "550 5.1.1"}
        connection.execute(store.insert(suppressions).values(row))
    reap(store, now=NOON, alive=lambda _: True)
    with store.write() as connection:
        connection.execute(suppressions.delete())


BECOMES: dict[State, Callable[[Store], object]] = {
    State.PLANNED: sums,  # as it is
    State.LEASED: leased,
    State.SENDING: sending,
    State.DEFERRED: lambda store: sent(store, RCPT="451 4.3.0 later"),
    State.ACCEPTED: sent,
    State.IN_DOUBT: lambda store: sent(store, BODY=DROP),
    State.REFUSED: lambda store: sent(store, RCPT="550 5.7.1 no"),
    State.EXPIRED: lambda store: reap(store, now=NOON + DAY, alive=lambda _: True),
    State.SUPPRESSED: suppress,
    State.CANCELLED: lambda store: cancel_others(store, addresses=[], now=NOON),
}


@pytest.mark.parametrize("state", list(BECOMES))
def test_had_is_what_is_in_a_delivery_that_may_have_arrived_or_still_may(store: Store, state: State) -> None:
    """Planned, leased, sending, deferred, accepted, in doubt; the papers of all others come again."""
    stock(store, "One")
    assert titles(store, NOON) == {"One"}
    BECOMES[state](store)
    assert sums(store) == {state: 1}
    stock(store, "One", listed_on=TODAY + DAY, now=NOON + MINUTE)  # in play again, if it was not had
    assert titles(store, NOON + DAY) == (set() if state in HAD else {"One"})


def test_the_states_that_were_tried_are_all_but_quiet() -> None:
    """A quiet edition holds no papers."""
    assert set(BECOMES) == set(State) - {State.QUIET}


def test_the_clock_is_the_listing_never_the_publication(store: Store) -> None:
    """A classic that is listed today is news, what was published today and listed long ago is not."""
    classic = a_listing("Classic", ids=("doi:10.1000/1",), published_on=date(1998, 1, 1))
    old = a_listing("Old", ids=("doi:10.1000/2",), published_on=TODAY, listed_on=TODAY - 15 * DAY)
    future = a_listing("Early", ids=("doi:10.1000/3",), published_on=TODAY + 30 * DAY)
    list_(store, classic, old, future)
    assert titles(store, NOON) == {"Classic", "Early"}


@pytest.mark.parametrize(
    ("recurrence", "days", "reach"),
    [
        (Recurrence.DAILY, tuple(range(7)), 14),
        (Recurrence.WEEKLY, (1,), 14),
        (Recurrence.MONTHLY, tuple(range(7)), 31),
    ],
)
def test_a_sighting_is_as_old_as_the_window_or_14_days(
    store: Store, recurrence: Recurrence, days: tuple[int, ...], reach: int
) -> None:
    """Whichever is longer: a month for who reads once a month."""
    who = a_subscriber("ada@example.org", papers=9, send=a_cadence(recurrence=recurrence, days=days))
    edition = date(2026, 3, 1) if recurrence is Recurrence.MONTHLY else TODAY
    stock(store, "Inside", listed_on=edition - reach * DAY)
    stock(store, "Outside", listed_on=edition - (reach + 1) * DAY)
    assert titles(store, NOON, who) == {"Inside"}


def test_the_same_sighting_must_be_both_new_and_recent(store: Store) -> None:
    """A recent one that was seen before and a new one of long ago do not make a paper news together."""
    stock(store, "One", "Two")
    one = a_subscriber("ada@example.org", interests=interests(topic="two"), papers=1)
    first = titles(store, NOON, one)
    (left,) = {"One", "Two"} - first
    stock(store, left, listed_on=TODAY - 20 * DAY, now=NOON + MINUTE)
    assert titles(store, NOON + DAY, one) == set()


def test_a_paper_of_mondays_source_comes_back_with_thursdays(store: Store) -> None:
    """Announced and not picked, then listed elsewhere: in play for who has not had it."""
    reader = a_subscriber("ada@example.org", interests=interests(topic="another"), papers=1)
    paper = a_listing("Listed twice", ids=("arxiv:2603.00001",), source="arxiv")
    list_(store, paper, a_listing("Another", ids=("arxiv:2603.00002",), source="arxiv"))
    assert titles(store, NOON, reader) == {"Another"}
    again = a_listing("Listed twice", ids=("arxiv:2603.00001",), listed_on=TODAY + 3 * DAY)
    both = a_listing("Another", ids=("arxiv:2603.00002",), listed_on=TODAY + 3 * DAY)
    list_(store, again, both, now=NOON + 3 * DAY - MINUTE)
    assert titles(store, NOON + 3 * DAY, reader) == {"Listed twice"}


def test_a_merge_carries_over_what_was_had(store: Store) -> None:
    """Two papers that turn out to be one: who had either has had both."""
    list_(store, a_listing("By its id", ids=("arxiv:2603.00001",)))
    assert titles(store, NOON) == {"By its id"}
    list_(store, a_listing("By its DOI", ids=("doi:10.1000/1",)), now=NOON + MINUTE)
    joined = a_listing("Both", ids=("arxiv:2603.00001", "doi:10.1000/1"), listed_on=TODAY + DAY)
    list_(store, joined, now=NOON + 2 * MINUTE)
    assert titles(store, NOON + DAY) == set()


@pytest.mark.parametrize(("day", "listed_on"), [(None, TODAY), (TODAY - 3 * DAY, TODAY - 3 * DAY)])
def test_papers_without_a_date_are_listed_when_they_are_read_or_when_told(
    store: Store, tmp_path: Path, day: date | None, listed_on: date
) -> None:
    """A saved page says no day: today's, or the one of --date."""
    path = tmp_path / "page.txt"
    path.write_text(a_page_text(1))
    asyncio.run(ingest(store, [Page(path)], request=Request(now=NOON, day=day)))
    (digest,) = digests(store, NOON)
    assert [(entry.card.listed_on, entry.card.abstract) for entry in digest.entries] == [
        (listed_on, f"1. {ABSTRACT}".strip())
    ]


def test_an_edition_that_was_quiet_takes_no_paper_from_the_next(store: Store) -> None:
    """It is recorded, counted in the sums, and leaves the cut-off where it was."""
    stock(store, "One")
    assert titles(store, NOON) == {"One"}
    assert publish(store, a_newsroom(), [ADA], now=NOON + DAY).quiet
    assert sums(store) == {State.PLANNED: 1, State.QUIET: 1}
    stock(store, "Two", listed_on=TODAY + DAY, now=NOON + DAY + MINUTE)
    assert titles(store, NOON + 2 * DAY) == {"Two"}

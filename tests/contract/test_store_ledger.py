"""What both databases promise about deliveries: planned once, leased by one, ended by name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from make import NOON, TODAY, a_digest, a_listing, an_entry

from digest.identify import identified
from digest.model import Digest, Edition, Reason, Section, Verdict
from digest.outbox import State
from digest.store import Store, open_store
from digest.store.ledger import Past, Plan, Planned, forgive, pasts, plan, standings, suppressed
from digest.store.outbox import (
    Claim,
    Intent,
    Lease,
    Outcome,
    cancel_others,
    frozen,
    lease,
    reap,
    record,
    resolve,
    rows,
    sums,
)
from digest.store.papers import upsert

LATER = NOON + timedelta(minutes=5)
TOMORROW = NOON + timedelta(days=1)
IDS = {n: (f"arxiv:2603.{n:05d}",) for n in (1, 2, 3)}


@pytest.fixture(autouse=True)
def papers(store: Store) -> None:
    """Give the store three papers, keys 1 to 3."""
    batch = [identified(a_listing(f"Paper {n}", ids=IDS[n]), day=TODAY) for n in IDS]
    upsert(store, batch, source="huggingface", now=NOON, watermark=TODAY)


def planned(store: Store, *digests: Digest, cutoff=NOON) -> tuple[Digest, ...]:
    plans = [Plan(digest=digest, cutoff_at=cutoff, expires_at=TOMORROW, ids=IDS) for digest in digests]
    done = plan(store, plans, now=NOON)
    assert done.outdated == ()
    return done.new


def to(address: str, *, number: int = 1, day=TODAY) -> Digest:
    return a_digest(an_entry(1, paper=number), address=address, email=address, edition=Edition(date=day))


def leases(
    store: Store, *, now=NOON, holder: str = "a", only: str = "", limit: int = 10
) -> tuple[Lease, ...]:
    claim = Claim(holder=holder, now=now, until=now + timedelta(minutes=5), only=only)
    return lease(store, claim, after=0, limit=limit)


def ended(held: Lease, state: State, **changes: object) -> Outcome:
    return Outcome(lease=held, at=NOON, state=state, **changes)  # type: ignore[arg-type]


def past(store: Store, *, before: Edition | None = None) -> Past:
    return pasts(store, ["ada@example.org"], listed_since=TODAY, before=before)["ada@example.org"]


def nobody(_holder: str) -> bool:
    return False


def everybody(_holder: str) -> bool:
    return True


def test_a_planned_digest_comes_back_exactly_as_it_was_frozen(store: Store) -> None:
    """Masthead, personal values, cards and reasons survive the ledger to the letter."""
    reasons = (
        Reason(kind="author", label="Tri Dao", share=0.5),
        Reason(kind="topic", label="x", terms=("y",)),
    )
    first = an_entry(
        1, "Title “one”", paper=2, reasons=reasons, upvotes=7, authors=("A", "B"), listed_on=TODAY
    )
    digest = a_digest(first, an_entry(2, paper=1), notices=("A source is away.",))
    planned(store, digest)
    (held,) = leases(store)
    assert held.digest == digest


def test_a_digests_sections_and_its_verdict_survive_the_ledger(store: Store) -> None:
    """The mail that is sent claims of each paper, and of the day, what was planned."""
    entries = [an_entry(n, paper=n, section=section) for n, section in enumerate(Section, start=1)]
    for days, verdict in enumerate(Verdict):
        edition = Edition(date=TODAY + timedelta(days=days))
        planned(store, a_digest(*entries, edition=edition, verdict=verdict))
    found = [held.digest for held in leases(store)]
    assert [digest.verdict for digest in found] == list(Verdict)
    assert all([entry.section for entry in digest.entries] == list(Section) for digest in found)


def test_second_publish_of_an_edition_enqueues_nothing(store: Store) -> None:
    """Publishing is idempotent: the ledger, not the clock, prevents a second copy."""
    assert len(planned(store, to("ada@example.org"))) == 1
    assert planned(store, to("ada@example.org", number=2)) == ()
    assert sums(store) == {State.PLANNED: 1}
    assert leases(store)[0].digest.entries[0].paper == 1


def test_two_machines_may_plan_the_same_cards_at_the_same_time(store: Store, store_url: str) -> None:
    """Half past seven comes for all of them at once; nobody waits for ever, and nobody is planned twice."""
    entries = [an_entry(n, f"Paper {n}", paper=n) for n in (1, 2, 3)]
    other = open_store(store_url)

    def many(to_store: Store, *, backwards: bool) -> int:
        shown = entries[::-1] if backwards else entries
        people = [f"reader{n}@example.org" for n in range(30)]
        return sum(len(planned(to_store, replace(to(one), entries=tuple(shown)))) for one in people)

    with ThreadPoolExecutor() as pool:
        done = [pool.submit(many, store, backwards=False), pool.submit(many, other, backwards=True)]
        assert sum(one.result() for one in done) == 30
    other.close()


def test_a_change_of_cadence_between_two_passes_gives_no_second_mail(store: Store) -> None:
    """One row a date and slot, whatever its cadence is called."""
    planned(store, to("ada@example.org"))
    renamed = replace(to("ada@example.org"), edition=Edition(date=TODAY, kind="weekdays"))
    assert planned(store, renamed) == ()


def test_a_test_mail_takes_no_editions_place(store: Store) -> None:
    """As many as one likes, and the real edition is still due."""
    test = replace(to("ada@example.org"), edition=Edition(date=TODAY, kind="test"))
    assert len(planned(store, test)) == 1
    assert len(planned(store, test)) == 1
    assert standings(store, ["ada@example.org"], now=NOON) == {}
    assert len(planned(store, to("ada@example.org"))) == 1


def test_one_pass_of_a_wrong_clock_silences_nobody(store: Store) -> None:
    """An edition planned in a far future does not make all the nearer ones past."""
    future = NOON + timedelta(days=400)
    digest = to("ada@example.org", day=future.date())
    later = Plan(digest=digest, cutoff_at=NOON, expires_at=future + timedelta(days=1), ids=IDS)
    plan(store, [later], now=future)
    assert standings(store, ["ada@example.org"], now=NOON) == {}


def test_an_edition_without_papers_is_quiet_and_never_leased(store: Store) -> None:
    """A quiet edition is recorded, counted, and sends nothing."""
    planned(store, replace(to("ada@example.org"), entries=()))
    assert sums(store) == {State.QUIET: 1}
    assert leases(store) == ()


def test_a_row_is_leased_by_one_process_only(store: Store, store_url: str) -> None:
    """Two senders at the same time never hold the same digest."""
    planned(store, *(to(f"reader{n}@example.org") for n in range(20)))
    other = open_store(store_url)
    with ThreadPoolExecutor() as pool:
        takers = [pool.submit(leases, one, limit=20) for one in (store, other)]
        taken = [held.delivery for taker in takers for held in taker.result()]
    other.close()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 20


def test_an_intent_is_granted_once_and_only_to_the_holder_of_the_lease(store: Store) -> None:
    """A process that lost its lease may not transmit."""
    planned(store, to("ada@example.org"))
    (lost,) = leases(store, holder="dead")
    reap(store, now=NOON, alive=nobody)
    (held,) = leases(store, holder="b")
    until = LATER
    assert record(store, [Intent(lease=lost, until=until)]) == (False,)
    assert record(store, [Intent(lease=held, until=until)]) == (True,)
    assert record(store, [Intent(lease=held, until=until)]) == (False,)


def test_an_orphan_lease_is_planned_again_and_an_orphan_intent_is_in_doubt(store: Store) -> None:
    """What was certainly not sent is sent; what may have been sent waits for the operator."""
    planned(store, to("leased@example.org"), to("sending@example.org"))
    (_, sending) = sorted(leases(store), key=lambda held: held.digest.address)
    record(store, [Intent(lease=sending, until=LATER)])
    assert reap(store, now=NOON, alive=everybody) == {}
    assert reap(store, now=NOON, alive=nobody) == {State.IN_DOUBT: 1, State.PLANNED: 1}
    (held,) = leases(store)
    assert held.digest.address == "leased@example.org"


def test_an_expired_lease_is_reaped_even_when_its_holder_lives(store: Store) -> None:
    """A process that hangs cannot hold a digest for ever."""
    planned(store, to("ada@example.org"))
    leases(store)
    assert reap(store, now=NOON + timedelta(minutes=6), alive=everybody) == {State.PLANNED: 1}


def test_an_answer_that_comes_after_the_reaper_still_settles_the_row(store: Store) -> None:
    """The truth is better than a doubt: a late 250 makes it accepted."""
    planned(store, to("ada@example.org"))
    (held,) = leases(store)
    record(store, [Intent(lease=held, until=LATER)])
    reap(store, now=LATER, alive=everybody)
    assert record(store, [ended(held, State.ACCEPTED)]) == (True,)
    assert sums(store) == {State.ACCEPTED: 1}


def test_a_deferred_row_is_leased_again_only_when_its_time_has_come(store: Store) -> None:
    """Back-off is kept by the ledger."""
    planned(store, to("ada@example.org"))
    (held,) = leases(store)
    record(store, [ended(held, State.DEFERRED, retry_at=LATER, text="451 later")])
    assert leases(store) == ()
    (again,) = leases(store, now=LATER)
    assert again.tries == 1
    assert rows(store)[0].text == "451 later"


def test_what_waits_past_its_time_expires_and_frees_its_papers(store: Store) -> None:
    """An expired digest is named so, and its papers may be sent later."""
    planned(store, to("ada@example.org"))
    assert past(store) == Past(had=frozenset({1}))
    assert reap(store, now=TOMORROW, alive=everybody) == {State.EXPIRED: 1}
    assert past(store) == Past(freed=frozenset({1}))


@pytest.mark.parametrize(
    ("state", "counts"),
    [(State.ACCEPTED, True), (State.IN_DOUBT, True), (State.DEFERRED, True), (State.REFUSED, False)],
)
def test_what_a_reader_has_had_depends_on_where_the_delivery_stands(
    store: Store, state: State, *, counts: bool
) -> None:
    """Accepted, in doubt and deferred count as had; refused does not, and moves no cut-off."""
    planned(store, to("ada@example.org"))
    (held,) = leases(store)
    record(store, [ended(held, state, retry_at=LATER)])
    assert past(store) == (Past(had=frozenset({1})) if counts else Past(freed=frozenset({1})))
    standing = standings(store, ["ada@example.org"], now=NOON)["ada@example.org"]
    assert standing.last == Edition(date=TODAY)
    assert (standing.cutoff_at == NOON) is counts


def test_a_standing_before_an_edition_knows_only_earlier_ones(store: Store) -> None:
    """A preview of an edition that was sent sees what its plan saw."""
    earlier = TODAY - timedelta(days=1)
    planned(store, to("ada@example.org", day=earlier), to("ada@example.org", number=2))
    assert standings(store, ["ada@example.org"], now=NOON)["ada@example.org"].last.date == TODAY
    before = Edition(date=TODAY)
    assert (
        standings(store, ["ada@example.org"], now=NOON, before=before)["ada@example.org"].last.date == earlier
    )
    assert past(store, before=before).had == {1}


def test_a_merge_carries_over_what_a_reader_has_had(store: Store) -> None:
    """Having had one of two papers that are one is having had both."""
    planned(store, to("ada@example.org", number=2))
    merge(store, 2, into=1)
    assert past(store).had == {1}


def merge(store: Store, gone: int, *, into: int) -> None:
    both = a_listing(f"Paper {into}", ids=(*IDS[into], *IDS[gone]))
    upsert(store, [identified(both, day=TODAY)], source="huggingface", now=LATER, watermark=None)


def attempt(store: Store, *digests: Digest) -> Planned:
    """Plan digests that were ranked before anything changed in the store."""
    plans = [Plan(digest=digest, cutoff_at=NOON, expires_at=TOMORROW, ids=IDS) for digest in digests]
    return plan(store, plans, now=NOON)


def test_a_digest_of_a_paper_that_was_merged_away_is_not_frozen_and_the_others_are(store: Store) -> None:
    """It is named, so that it can be made anew; it has no row, so that nobody is left out."""
    merge(store, 2, into=1)
    ada, grace = to("ada@example.org", number=2), to("grace@example.org", number=3)
    assert attempt(store, ada, grace) == Planned(new=(grace,), outdated=(ada,))
    assert sums(store) == {State.PLANNED: 1}
    assert standings(store, ["ada@example.org"], now=NOON) == {}


def test_a_digest_of_a_paper_that_another_became_is_not_frozen(store: Store) -> None:
    """Its reader may have had that other one: nobody is sent a paper twice."""
    planned(store, to("ada@example.org", number=2, day=TODAY - timedelta(days=1)))
    merge(store, 2, into=1)
    again = to("ada@example.org", number=1)
    assert attempt(store, again).outdated == (again,)


def test_a_paper_that_has_the_key_of_one_merged_away_is_not_taken_for_it(store: Store) -> None:
    """SQLite gives the highest key again."""
    merge(store, 3, into=1)
    new = a_listing("Paper 4", ids=("arxiv:2603.00004",))
    upsert(store, [identified(new, day=TODAY)], source="huggingface", now=LATER, watermark=None)
    ada = to("ada@example.org", number=3)
    assert attempt(store, ada) == Planned(outdated=(ada,))


def test_a_merge_waits_for_what_is_being_planned(store: Store, store_url: str) -> None:
    """Whoever comes first, the reader has had both."""
    other = open_store(store_url)
    people = [f"reader{n}@example.org" for n in range(200)]
    with ThreadPoolExecutor() as pool:
        done = pool.submit(attempt, store, *(to(one, number=2) for one in people))
        pool.submit(merge, other, 2, into=1).result()
        frozen = {digest.address for digest in done.result().new}
    other.close()
    known = pasts(store, people, listed_since=TODAY)
    assert {address for address, one in known.items() if one.had == {1}} == frozen
    assert len(frozen) + len(done.result().outdated) == 200


def test_an_address_that_does_not_exist_is_suppressed_with_its_evidence(store: Store) -> None:
    """Its waiting digests end as suppressed, and nobody plans new ones."""
    planned(store, to("gone@example.org"), to("gone@example.org", number=2, day=TODAY - timedelta(days=1)))
    held = leases(store)[0]
    back = leases(store, limit=1)
    assert back == ()
    record(store, [ended(held, State.REFUSED, suppress=True, text="550 5.1.1 no such user")])
    assert suppressed(store) == {"gone@example.org": "550 5.1.1 no such user"}
    reap(store, now=NOON, alive=nobody)
    assert reap(store, now=NOON, alive=nobody) == {}
    assert sums(store) == {State.REFUSED: 1, State.SUPPRESSED: 1}
    assert forgive(store, "gone@example.org")
    assert not forgive(store, "gone@example.org")
    assert suppressed(store) == {}


def test_who_left_the_file_is_not_mailed(store: Store) -> None:
    """What waits for somebody who is no longer subscribed is cancelled; accepted mail is history."""
    planned(store, to("ada@example.org"), to("left@example.org"))
    assert cancel_others(store, addresses=["ada@example.org"], now=NOON) == 1
    assert sums(store) == {State.PLANNED: 1, State.CANCELLED: 1}


@pytest.mark.parametrize("decision", [State.ACCEPTED, State.PLANNED, State.CANCELLED])
def test_the_operator_decides_what_became_of_a_row_in_doubt(store: Store, decision: State) -> None:
    """Only a row in doubt can be decided, and only once."""
    planned(store, to("ada@example.org"))
    (held,) = leases(store)
    assert not resolve(store, held.delivery, state=decision, now=NOON)
    record(store, [Intent(lease=held, until=LATER), ended(held, State.IN_DOUBT)])
    assert resolve(store, held.delivery, state=decision, now=LATER)
    assert not resolve(store, held.delivery, state=decision, now=LATER)
    assert sums(store) == {decision: 1}
    reap(store, now=LATER, alive=everybody)
    again = leases(store, now=LATER)
    assert [one.digest for one in again] == ([held.digest] if decision is State.PLANNED else [])
    assert frozen(store, held.delivery) == held.digest

"""A test mail: a digest sent to whoever asks to see it, through the ledger, and beside all editions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest.compose import message_id
from digest.config.values import Address
from digest.errors import DigestError
from digest.model import Digest, Edition
from digest.outbox import State
from digest.store import Store
from digest.store.ledger import Plan, plan, suppressed
from digest.store.outbox import rows, withdraw
from digest.store.papers import by_key

TEST = "test"  # the kind of edition that takes no place
KEPT = timedelta(minutes=15)  # after which one that a killed program left behind is not sent any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What became of a test mail."""

    state: State
    text: str  # what the server said, or why it was not asked


def as_test(digest: Digest, *, to: Address, mark: str) -> Digest:
    """Return a digest as a test mail to an address; `mark` makes its Message-ID its own. Pure."""
    domain = digest.message_id.rpartition("@")[2].rstrip(">")
    edition = Edition(date=digest.edition.date, slot=digest.edition.slot, kind=TEST)
    name = message_id(edition, f"{to.key}\n{mark}", domain=domain)
    return replace(digest, address=to.key, email=to.email, edition=edition, message_id=name)


def plan_test(store: Store, digest: Digest, *, to: Address, mark: str, now: datetime) -> int:
    """Write the ledger's row of a digest as a test mail; return its key.

    Raises DigestError, and writes nothing, for an address that must not be mailed, and when a paper became
    one with another since the digest was composed.
    """
    test = as_test(digest, to=to, mark=mark)
    if evidence := suppressed(store).get(test.address):
        raise DigestError(f"{test.email} must not be mailed: {evidence}")
    with store.read() as connection:
        papers = by_key(connection, {entry.paper for entry in test.entries})
    ids = {key: paper.ids for key, paper in papers.items()}
    if any(entry.paper not in ids for entry in test.entries):
        raise DigestError("papers became one since this digest was made: load it anew")
    expires_at = now + KEPT
    done = plan(store, [Plan(digest=test, cutoff_at=None, expires_at=expires_at, ids=ids)], now=now)
    if not done.deliveries:
        raise DigestError("papers became one while this digest was planned: load it anew")
    return done.deliveries[0]


def conclude(store: Store, delivery: int, *, said: str, now: datetime) -> Tested:
    """Return what became of a test mail after its try, of which the server said something or nothing.

    One that still waits is given up: whoever asked for it looks at the answer now, and asks again if need be.
    """
    once = f"{said or 'not tried'}; a test mail is tried once"
    if withdraw(store, delivery, now=now, text=once):
        return Tested(state=State.CANCELLED, text=once)
    (found,) = rows(store, delivery=delivery)
    return Tested(state=found.state, text=said or found.text or "another process is sending it")
